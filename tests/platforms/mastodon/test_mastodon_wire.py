"""Links, HTML and refusals of Mastodon, read without a network."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.publication import Account, Remote
from bot.platforms.mastodon import failures, platform, reading, wire

US = Account(
    id="a1",
    brand_id="main",
    platform="mastodon",
    handle="standfirst@example.org",
    native_id="77@example.org",
    server="https://social.example.org",
)
ID = "114562189543219876"
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "link",
    [
        f"https://social.example.org/@standfirst/{ID}",
        f" https://social.example.org/@Standfirst/{ID}/?x=1#y ",
        f"https://SOCIAL.example.org/users/standfirst/statuses/{ID}",
        f"https://social.example.org/ap/users/77/statuses/{ID}",
        f"https://social.example.org/web/statuses/{ID}",
        f"https://social.example.org/web/@standfirst/{ID}",
        ID,
    ],
)
def test_a_link_names_a_post(link):
    found = platform.located(link, US)
    assert found == Remote(id=ID, url=f"https://social.example.org/@standfirst/{ID}")


@pytest.mark.parametrize("link", ["AfbVhfTvrpb3PyZGSO", "01JV0F5W3S8NTT9BD0R3W3V8QK"])
def test_ids_of_other_software_are_known(link):
    assert platform.located(link, US).id == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "the quay",
        "https://social.example.org/",
        "https://social.example.org/@standfirst",
        f"https://elsewhere.example/@standfirst/{ID}",
        f"https://social.example.org/@renn/{ID}",
        f"https://social.example.org/ap/users/78/statuses/{ID}",
        f"https://social.example.org/@renn@elsewhere.example/{ID}",
        f"ftp://social.example.org/@standfirst/{ID}",
        "https://[::1",
        "https://social.example.org/@standfirst/../../x",
    ],
)
def test_what_is_no_post_of_ours_is_none(link):
    assert platform.located(link, US) is None


def test_an_account_has_its_page():
    assert platform.profile(US) == "https://social.example.org/@standfirst"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>Three<br />Four</p>", "One\n\nTwo\nThree\nFour"),
        ("<p>5 &lt; 6 &amp; &quot;7&quot; &#39;8&#39;</p>", "5 < 6 & \"7\" '8'"),
        (
            '<p>See <a href="https://a.example/long/path"><span class="invisible">https://</span>'
            '<span class="ellipsis">a.example/long</span><span class="invisible">/path</span></a>.</p>',
            "See https://a.example/long/path.",
        ),
        (
            '<p><span class="h-card"><a href="https://h.example/@a" class="u-url mention">@<span>a</span></a></span> hi'
            ' <a href="https://h.example/tags/quay" class="mention hashtag">#<span>quay</span></a></p>',
            "@a hi #quay",
        ),
        ('<p><a href="https://a.example/x">the plan</a></p>', "the plan (https://a.example/x)"),
        ('<p><a href="javascript:alert(1)">the plan</a></p>', "the plan"),
        ("<ul><li>One</li><li>Two</li></ul><p>After</p>", "- One\n- Two\n\nAfter"),
        ("<blockquote><p>Said</p></blockquote><p>Answer</p>", "Said\n\nAnswer"),
        ("<p>a<script>evil()</script>b</p>", "ab"),
        ("no markup", "no markup"),
        ("<p>never closed <b>bold", "never closed bold"),
        ("", ""),
    ],
)
def test_html_is_read_as_plain_text(html, text):
    assert reading.text(html) == text


def judged(status, body=b"{}", *, publishes=True, **headers):
    return failures.of_status(status, headers, body, publishes=publishes, now=NOON)


@pytest.mark.parametrize(
    ("status", "body", "error", "key"),
    [
        (401, b'{"error":"The access token is invalid"}', Reconnect, "logged_out"),
        (403, b'{"error":"This action is outside the authorized scopes"}', Reconnect, "rights_missing"),
        (403, b'{"error":"Your login is missing a confirmed e-mail address"}', Reconnect, "logged_out"),
        (403, b'{"error":"This action is not allowed"}', Rejected, "network_refuses"),
        (404, b'{"error":"Record not found"}', Rejected, "network_refuses"),
        (410, b"", Rejected, "network_refuses"),
        (413, b"<html>", Rejected, "network_refuses"),
        (422, b'{"error":"Validation failed: Text can\'t be blank"}', Rejected, "network_refuses"),
        (422, b'{"error":"Cannot attach files that have not finished processing."}', Later, "network_busy"),
        (429, b'{"error":"Too many requests"}', Later, "network_busy"),
        (200, b"<html>", Uncertain, "outcome_unknown"),
        (301, b"", Rejected, "network_refuses"),
        (408, b"", Uncertain, "outcome_unknown"),
        (500, b"{}", Uncertain, "outcome_unknown"),
        (503, b'{"error":"There was a temporary problem"}', Uncertain, "outcome_unknown"),
    ],
)
def test_a_status_is_the_right_error(status, body, error, key):
    made = judged(status, body)
    assert isinstance(made, error)
    assert made.key == key
    assert made.values["network"] == "Mastodon"


@pytest.mark.parametrize("status", [200, 301, 408, 500, 503])
def test_what_publishes_nothing_leaves_no_doubt(status):
    assert isinstance(judged(status, b"<html>", publishes=False), Later)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "2026-05-12T12:04:10.000000Z", "date": "Tue, 12 May 2026 12:00:00 GMT"}, 250),
        ({"x-ratelimit-reset": "2026-05-12T14:04:10.000000Z", "date": "Tue, 12 May 2026 14:04:00 GMT"}, 10),
        ({"x-ratelimit-reset": "2026-05-12T12:04:10.000000Z"}, 250),
        ({"x-ratelimit-reset": str(int(NOON.timestamp()) + 30)}, 30),
        ({"x-ratelimit-reset": "2026-05-12T11:00:00Z"}, 1),
        ({"x-ratelimit-reset": "soon"}, failures.BUSY),
        ({"x-ratelimit-reset": "9" * 30}, failures.BUSY),
        ({"retry-after": "7"}, 7),
        ({}, failures.BUSY),
    ],
)
def test_the_wait_is_what_the_server_says(headers, seconds):
    assert failures.wait(headers, NOON) == seconds


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error":"Too   long"}', "Too long"),
        (b'{"error":"invalid_grant","error_description":"The code is old"}', "The code is old"),
        (b'{"error":{"x":1}}', "HTTP 422"),
        (b"[]", "HTTP 422"),
        (b"\xff", "HTTP 422"),
        (b'{"error":"' + b"a" * 900 + b'"}', "a" * 200),
    ],
)
def test_a_refusal_is_in_the_servers_words_kept_short(body, said):
    assert failures.words(422, body) == said


@pytest.mark.parametrize("status", [None, [], {}, {"id": None}, {"id": "../x"}, {"params": {}}])
def test_an_answer_without_an_id_is_no_post(status):
    with pytest.raises(ValueError, match="not a status"):
        wire.remote(status)


@pytest.mark.parametrize(
    ("kept", "text", "same"),
    [
        ("The quay", " The quay\n", True),
        ("The\r\nquay", "The\nquay", True),
        ("The quay", "The  quay", False),
        ("The quay", "the quay", False),
    ],
)
def test_a_source_is_the_text_but_for_its_ends(kept, text, same):
    assert wire.same_source(kept, text) == same
