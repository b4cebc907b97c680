"""The local Mastodon is as strict as a real one."""

import io
from datetime import datetime, timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.platforms.mastodon import platform
from bot.testing.mastodon import Server, counting, rendering

PIECES = [
    *("a", "é", "e\u0301", "日本", "👩\u200d👩\u200d👧", "🇬🇷", "✅ ", " ", "\n", ".", "(", ")", "@", "#"),
    *("https://estmere.com", "https://estmere.com/a(b)?c=d&e", "estmere.com/x", "http://quay.example/long/path"),
    *("@ilda", "@ilda@harbour.social", "ilda@harbour.social", "@ilda@harbour.social!"),
]


@pytest.fixture
async def server():
    async with Server() as server:
        yield server


@pytest.fixture
async def client(server):
    token = server.world.token(server.world.person("standfirst"))
    async with aiohttp.ClientSession(server.address, headers={"Authorization": f"Bearer {token.value}"}) as client:
        yield client


async def told(answer):
    async with answer as response:
        return response.status, await response.json()


def picture(kind="PNG", size=(20, 20)):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


async def uploaded(client, data=None, **fields):
    form = aiohttp.FormData(fields)
    form.add_field("file", data or picture(), filename="a.png", content_type="image/png")
    return await told(client.post("/api/v2/media", data=form))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join))
def test_two_ways_of_counting_agree(text):
    assert counting.length(text, "", 23) == platform.measure(text).length


def test_a_long_address_is_shown_in_three_pieces():
    html = rendering.content("https://www.estmere.com/a-long-way-to-the-old-quay & more", "m.example", lambda _: None)
    assert html == (
        '<p><a href="https://www.estmere.com/a-long-way-to-the-old-quay" target="_blank" rel="nofollow noopener" '
        'translate="no"><span class="invisible">https://www.</span>'
        '<span class="ellipsis">estmere.com/a-long-way-to-the-</span>'
        '<span class="invisible">old-quay</span></a> &amp; more</p>'
    )


def test_mentions_hashtags_and_lines_are_as_on_mastodon():
    html = rendering.content("@ilda #quay #1\nb\n\n\nc @nobody <i>", "m.example", {"@ilda": "https://x/@ilda"}.get)
    assert html == (
        '<p><span class="h-card" translate="no"><a href="https://x/@ilda" class="u-url mention">@<span>ilda</span></a>'
        '</span> <a href="https://m.example/tags/quay" class="mention hashtag" rel="tag">#<span>quay</span></a> #1'
        "<br />b</p><p>c @nobody &lt;i&gt;</p>"
    )


async def test_forms_and_json_are_both_understood(server, client):
    form = await told(client.post("/api/v1/statuses", data={"status": "One", "visibility": "unlisted"}))
    body = await told(client.post("/api/v1/statuses", json={"status": "Two"}))
    assert [status for status, _ in (form, body)] == [200, 200]
    assert [(one.text, one.visibility) for one in server.world.statuses] == [("One", "unlisted"), ("Two", "public")]
    assert server.world.violations == []


async def test_what_no_mastodon_knows_is_a_violation(server, client):
    await told(client.post("/api/v1/statuses", data={"status": "One", "text": "Two"}))
    assert server.world.violations == ["POST /api/v1/statuses: text"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": " "}, "Validation failed: Text can't be blank"),
        ({"status": "a" * 501}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "a" * 490, "spoiler_text": "b" * 11}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "a", "visibility": "secret"}, "Validation failed: Visibility is not included in the list"),
        ({"status": "a", "media_ids[]": "1"}, "Media 1 not found or already attached to another post"),
    ],
)
async def test_what_it_does_not_take_is_refused(server, client, fields, words):
    assert await told(client.post("/api/v1/statuses", data=fields)) == (422, {"error": words})
    assert server.world.statuses == []


async def test_an_answer_to_nothing_is_not_found(client):
    status, body = await told(client.post("/api/v1/statuses", data={"status": "a", "in_reply_to_id": "9"}))
    assert (status, body["error"]) == (404, "The post you are trying to reply to does not appear to exist.")


async def test_a_key_is_kept_for_an_hour_by_its_own_clock(server, client):
    ids = []
    for ahead in (0, 3590, 3700):
        server.world.clock.ahead = ahead
        answer = client.post("/api/v1/statuses", data={"status": "One"}, headers={"Idempotency-Key": "k"})
        ids.append((await told(answer))[1]["id"])
    assert ids[0] == ids[1] != ids[2]


async def test_a_picture_attached_too_early_is_refused(server, client):
    status, media = await uploaded(client, description="The quay")
    assert (status, media["url"], media["description"]) == (202, None, "The quay")
    early = await told(client.post("/api/v1/statuses", data={"status": "a", "media_ids[]": media["id"]}))
    assert (early[0], "have not finished processing" in early[1]["error"]) == (422, True)
    server.world.media[media["id"]].looks = 2
    assert [(await told(client.get(f"/api/v1/media/{media['id']}")))[0] for _ in range(2)] == [206, 200]
    taken = await told(client.post("/api/v1/statuses", data={"status": "a", "media_ids[]": media["id"]}))
    assert taken[1]["media_attachments"][0]["id"] == media["id"]
    again = await told(client.post("/api/v1/statuses", data={"status": "b", "media_ids[]": media["id"]}))
    assert again[0] == 422


@pytest.mark.parametrize(
    ("data", "description", "words"),
    [
        (b"no picture", "", "File content type is invalid"),
        (picture("BMP"), "", "File content type is invalid"),
        (picture(), "a" * 1501, "Description is too long (maximum is 1500 characters)"),
        (picture(size=(6000, 5600)), "", "6000x5600 images are not supported"),
    ],
)
async def test_a_picture_it_cannot_use_is_refused(client, data, description, words):
    status, body = await uploaded(client, data, description=description)
    assert status == 422
    assert words in body["error"]


async def test_an_edit_takes_away_what_it_does_not_name(server, client):
    _, media = await uploaded(client)
    server.world.media[media["id"]].looks = 0
    fields = {"status": "a", "spoiler_text": "CW", "media_ids[]": media["id"]}
    _, made = await told(client.post("/api/v1/statuses", data=fields))
    _, same = await told(client.put(f"/api/v1/statuses/{made['id']}", data=fields))
    assert same["edited_at"] is None
    _, bare = await told(client.put(f"/api/v1/statuses/{made['id']}", data={"status": "b"}))
    assert (bare["spoiler_text"], bare["media_attachments"]) == ("", [])
    assert bare["edited_at"]


async def test_what_is_deleted_is_handed_back_and_gone(client):
    _, made = await told(client.post("/api/v1/statuses", data={"status": "One"}))
    _, deleted = await told(client.delete(f"/api/v1/statuses/{made['id']}"))
    assert deleted["text"] == "One"
    assert await told(client.get(f"/api/v1/statuses/{made['id']}")) == (404, {"error": "Record not found"})
    assert (await told(client.delete(f"/api/v1/statuses/{made['id']}")))[0] == 404


async def test_notifications_go_forward_by_min_id(server, client):
    _, made = await told(client.post("/api/v1/statuses", data={"status": "One"}))
    renn = server.world.person("renn", "harbour.example")
    said = [server.world.say(renn, f"<p>{n}</p>", parent=server.world.status(made["id"])).id for n in range(5)]
    params = {"types[]": "mention", "min_id": said[0], "limit": "2"}
    _, page = await told(client.get("/api/v1/notifications", params=params))
    assert [one["status"]["id"] for one in page] == [said[2], said[1]]
    _, page = await told(client.get("/api/v1/notifications", params={**params, "min_id": said[2]}))
    assert [one["status"]["id"] for one in page] == [said[4], said[3]]
    since = {"types[]": "mention", "since_id": said[0], "limit": "2"}
    _, page = await told(client.get("/api/v1/notifications", params=since))
    assert [one["status"]["id"] for one in page] == [said[4], said[3]]


async def test_strangers_see_less(server, client):
    _, made = await told(client.post("/api/v1/statuses", data={"status": "One"}))
    await told(client.post("/api/v1/statuses", data={"status": "Ours", "visibility": "private"}))
    renn, root = server.world.person("renn", "harbour.example"), server.world.status(made["id"])
    for number in range(70):
        server.world.say(renn, f"<p>{number}</p>", parent=root, visibility="public" if number else "direct")
    own = f"/api/v1/accounts/{root.author.id}/statuses"
    async with aiohttp.ClientSession(server.address) as stranger:
        _, context = await told(stranger.get(f"/api/v1/statuses/{root.id}/context"))
        _, listed = await told(stranger.get(own))
        nobody = await told(stranger.get("/api/v1/notifications"))
    _, whole = await told(client.get(f"/api/v1/statuses/{root.id}/context"))
    assert (len(context["descendants"]), len(whole["descendants"])) == (60, 70)
    assert (len(listed), len((await told(client.get(own)))[1])) == (1, 2)
    assert nobody == (401, {"error": "The access token is invalid"})


async def test_a_limit_is_told_and_kept_and_ends(server, client):
    server.world.throttle.most["api"] = 2
    for left in (1, 0):
        async with client.get("/api/v1/accounts/verify_credentials") as answer:
            assert answer.headers["X-RateLimit-Remaining"] == str(left)
    async with client.get("/api/v1/accounts/verify_credentials") as answer:
        assert (answer.status, await answer.json()) == (429, {"error": "Too many requests"})
        reset = datetime.fromisoformat(answer.headers["X-RateLimit-Reset"])
        assert timedelta(0) < reset - server.world.clock.now() <= timedelta(seconds=301)
        assert "Retry-After" not in answer.headers
    server.world.clock.ahead = 301
    assert (await told(client.get("/api/v1/accounts/verify_credentials")))[0] == 200


async def test_a_post_tells_of_the_limit_of_posts(client):
    async with client.post("/api/v1/statuses", data={"status": "One"}) as answer:
        told_of = {name: answer.headers[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")}
    assert (told_of["Limit"], told_of["Remaining"]) == ("300", "299")
    assert datetime.fromisoformat(told_of["Reset"]).hour % 3 == 0


@pytest.mark.parametrize(("kind", "most"), [("media", 30), ("delete", 30)])
async def test_pictures_and_deletions_have_limits_of_their_own(server, client, kind, most):
    for _ in range(most):
        status = (await _limited(client, kind))[0]
        assert status != 429
    assert (await _limited(client, kind))[0] == 429
    assert (await told(client.get("/api/v1/accounts/verify_credentials")))[0] == 200


async def _limited(client, kind):
    return await (uploaded(client) if kind == "media" else told(client.delete("/api/v1/statuses/1")))


async def test_a_scope_that_lacks_is_told(server):
    token = server.world.token(server.world.person("standfirst"), ("read:statuses",))
    async with aiohttp.ClientSession(server.address, headers={"Authorization": f"Bearer {token.value}"}) as client:
        answer = await told(client.post("/api/v1/statuses", data={"status": "a"}))
        assert answer == (403, {"error": "This action is outside the authorized scopes"})
        assert (await told(client.get("/api/v1/accounts/verify_credentials")))[0] == 403


async def test_a_favourite_is_counted(server, client):
    theirs = server.world.say(server.world.person("renn", "harbour.example"), "<p>Hi</p>")
    _, told_of = await told(client.post(f"/api/v1/statuses/{theirs.id}/favourite"))
    assert (told_of["favourited"], told_of["favourites_count"]) == (True, 1)


async def test_what_it_does_not_have_is_not_found(client):
    assert (await told(client.get("/api/v1/timelines/home")))[0] == 404
    assert (await told(client.post("/api/v1/statuses", data=b"{", headers={"Content-Type": "application/json"})))[
        0
    ] == 400
