"""What LinkedIn does beyond the contract: a member's profile, pictures and cards, duplicates, the look-up, versions."""

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from platforms.linkedin.rig import MEMBER, NOON, PAGE, REFRESH, rigged

from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.ports import WordsAlone
from bot.domain.post import Card
from bot.domain.publication import Remote
from bot.platforms.linkedin import platform
from bot.platforms.linkedin.version import VERSION
from bot.testing.sessions import SessionContract, drawn, outgoing

TEXT = "The quay is open again."
CARD = Card(url="https://harbour.example/a", title="Open", description="Again", image="https://harbour.example/i.jpg")


class TestMember(SessionContract):
    """The contract once more, for a member's profile, which cannot be looked into."""

    @pytest.fixture
    async def rig(self, tmp_path):
        async with rigged(tmp_path, author=MEMBER) as rig:
            yield rig


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


@pytest.fixture
async def mine(tmp_path):
    async with rigged(tmp_path, author=MEMBER) as rig:
        yield rig


async def publish(rig, wanted):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        return await session.publish(wanted)


async def find(rig, wanted):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        return await session.find(wanted)


async def refused(rig, wanted):
    with pytest.raises(Rejected) as caught:
        await publish(rig, wanted)
    return caught.value.values["reason"]


def with_pictures(rig, count, **more):
    pictures = [drawn(colour) for colour in ("teal", "navy", "olive")[:count]]
    rig.album.pictures.update({one.id: one for one in pictures})
    images = [Picture(media_id=one.id, alt=f"Quay {number}") for number, one in enumerate(pictures)]
    return outgoing(rig, TEXT, "key-1", images=images).model_copy(update=more)


async def test_a_post_is_public_in_the_pages_name_and_its_address_is_its_urn(rig):
    remote = await publish(rig, outgoing(rig, "New (open) #Quay https://estmere.com/a_b", "key-1"))
    (post,) = rig.world.posts
    assert post.body == {
        "author": PAGE,
        "commentary": r"New \(open\) #Quay https://estmere.com/a_b",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    assert (remote.id, remote.url) == (post.urn, f"https://www.linkedin.com/feed/update/{post.urn}/")


async def test_a_link_card_carries_its_words_and_its_picture(rig):
    rig.album.thumbnails[CARD.image] = drawn("navy")
    await publish(rig, outgoing(rig, TEXT, "key-1").model_copy(update={"card": CARD}))
    article = rig.world.posts[0].body["content"]["article"]
    thumbnail = article.pop("thumbnail")
    assert article == {"source": CARD.url, "title": "Open", "description": "Again"}
    assert rig.world.pictures[thumbnail].data == drawn("navy").data


async def test_a_card_without_a_picture_or_words_sends_what_there_is(rig):
    bare = CARD.model_copy(update={"description": "", "image": ""})
    await publish(rig, outgoing(rig, TEXT, "key-1").model_copy(update={"card": bare}))
    await publish(rig, outgoing(rig, TEXT + " 2", "key-2").model_copy(update={"card": CARD}))
    contents = [post.body["content"]["article"] for post in rig.world.posts]
    assert contents[0] == {"source": CARD.url, "title": "Open"}
    assert "thumbnail" not in contents[1]


async def test_several_pictures_come_in_order_and_leave_no_room_for_a_card(rig):
    await publish(rig, with_pictures(rig, 3, card=CARD))
    content = rig.world.posts[0].body["content"]
    assert list(content) == ["multiImage"]
    (post,) = await rig.seen()
    assert post.alts == ("Quay 0", "Quay 1", "Quay 2")
    assert post.pictures == tuple(drawn(colour).id for colour in ("teal", "navy", "olive"))


async def test_a_picture_without_words_sends_none(rig):
    picture = drawn()
    rig.album.pictures[picture.id] = picture
    await publish(rig, outgoing(rig, TEXT, "key-1", images=[Picture(media_id=picture.id)]))
    assert list(rig.world.posts[0].body["content"]["media"]) == ["id"]


async def test_a_picture_is_waited_for_as_long_as_patience_lasts(rig):
    rig.world.looks = 2
    await publish(rig, with_pictures(rig, 1))
    rig.world.looks = 1000
    with pytest.raises(Later) as caught:
        await publish(rig, with_pictures(rig, 1))
    assert caught.value.key == "network_busy"
    assert len(rig.world.posts) == 1


async def test_a_picture_that_linkedin_cannot_use_is_refused(rig):
    wanted = with_pictures(rig, 1)
    (media_id,) = (image.media_id for image in wanted.part.images)
    rig.album.pictures[media_id] = replace(drawn(), data=b"GIF89a of no use")
    assert await refused(rig, wanted) == "picture_refused"
    assert rig.world.posts == []


@pytest.mark.parametrize("fault", ["timeout_before", "timeout_after", "reset_after", "error_after", "html_page"])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
async def test_an_upload_that_fails_is_tried_later_for_nothing_is_out(rig, fault, method):
    rig.line.strikes = lambda called, path: called == method and path != "/rest/posts"
    await rig.line.fail(fault)
    rig.resources = replace(rig.resources, patience=0.4)
    with pytest.raises(Later):
        await publish(rig, with_pictures(rig, 1))
    assert rig.world.posts == []


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/dms-uploads/1", "http://127.0.0.1:1/dms-uploads/1", "", "::"]
)
async def test_a_token_is_sent_to_linkedin_alone(rig, url):
    rig.linkedin.public = url
    with pytest.raises(Later):
        await publish(rig, with_pictures(rig, 1))
    assert not [path for method, path in rig.line.requests if method == "PUT"]


async def test_the_look_up_finds_a_post_among_many_and_each_once(rig):
    first = await publish(rig, outgoing(rig, TEXT, "key-1"))
    wanted = outgoing(rig, TEXT, "key-1")
    for number in range(60):
        rig.clock.forward(1)
        rig.world.create(next(iter(rig.world.tokens.values())), _body(f"Another {number}"), VERSION)
    assert await find(rig, wanted) == first
    assert await find(rig, wanted.model_copy(update={"others": (first.id,)})) is None
    assert await find(rig, outgoing(rig, "Something else", "key-2")) is None
    assert await find(rig, wanted.model_copy(update={"since": rig.clock.now() + timedelta(hours=1)})) is None


def _body(text):
    return {
        "author": PAGE,
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }


async def test_what_was_never_called_is_not_there(mine):
    assert await find(mine, outgoing(mine, TEXT, "key-1").model_copy(update={"since": None})) is None


async def test_a_list_too_long_to_read_tells_nothing(rig):
    token = next(iter(rig.world.tokens.values()))
    for number in range(260):
        rig.world.create(token, _body(f"Another {number}"), VERSION)
    with pytest.raises(Uncertain):
        await find(rig, outgoing(rig, TEXT, "key-1"))


async def test_without_the_right_to_read_a_person_is_asked(rig):
    for token in rig.world.tokens.values():
        token.scopes -= {"r_organization_social"}
    with pytest.raises(Uncertain) as caught:
        await find(rig, outgoing(rig, TEXT, "key-1"))
    assert caught.value.key == "cannot_tell"
    rig.world.refreshes.clear()
    await rig.fail("revoked_token")
    with pytest.raises(Reconnect) as gone:
        await find(rig, outgoing(rig, TEXT, "key-1"))
    assert gone.value.key == "logged_out"


async def test_a_member_with_the_restricted_right_is_looked_up(mine):
    scopes = "openid profile r_member_social w_member_social"
    for token in mine.world.tokens.values():
        token.scopes |= {"r_member_social"}
    mine.account = mine.account.model_copy(update={"options": {"scopes": scopes}})
    remote = await publish(mine, outgoing(mine, TEXT, "key-1"))
    assert await find(mine, outgoing(mine, TEXT, "key-1")) == remote


@pytest.mark.parametrize("author", [PAGE, MEMBER])
async def test_a_duplicate_of_what_an_earlier_call_published_is_that_post(tmp_path, author):
    async with rigged(tmp_path, author=author) as rig:
        wanted = outgoing(rig, TEXT, "key-1")
        await rig.fail("timeout_after")
        with pytest.raises(Uncertain):
            await publish(rig, wanted)
        rig.clock.forward(90)
        assert [(await publish(rig, wanted)).id] == [post.urn for post in rig.world.posts]


@pytest.mark.parametrize("author", [PAGE, MEMBER])
async def test_a_duplicate_of_another_publication_is_refused(tmp_path, author):
    async with rigged(tmp_path, author=author) as rig:
        await publish(rig, outgoing(rig, TEXT, "key-1"))
        rig.clock.forward(3600)
        assert await refused(rig, outgoing(rig, TEXT, "key-2")) == "duplicate"
        unplanned = outgoing(rig, TEXT, "key-2").model_copy(update={"planned": None})
        assert await refused(rig, unplanned) == "duplicate"


async def test_a_duplicate_of_what_was_deleted_is_never_taken_for_a_post(rig, mine):
    for one in (rig, mine):
        async with one.platform.connect(one.account, one.resources) as session:
            await session.delete(await session.publish(outgoing(one, TEXT, "key-1")))
    assert await refused(rig, outgoing(rig, TEXT, "key-2")) == "duplicate"
    with pytest.raises(Uncertain):
        await publish(mine, outgoing(mine, TEXT, "key-2"))


async def test_a_version_that_has_ended_is_told_and_a_newer_one_chosen_is_used(rig):
    rig.world.oldest = "202609"
    assert await refused(rig, outgoing(rig, TEXT, "key-1")) == "version_ended"
    with pytest.raises(Uncertain):
        await find(rig, outgoing(rig, TEXT, "key-1"))
    chosen = {**rig.account.options, "version": "202610"}
    rig.account = rig.account.model_copy(update={"options": chosen})
    await publish(rig, outgoing(rig, TEXT, "key-1"))
    rig.world.oldest = "202511"
    rig.account = rig.account.model_copy(update={"options": {**chosen, "version": "202510"}})
    await publish(rig, outgoing(rig, TEXT + " 2", "key-2"))


async def test_the_limit_of_a_day_is_waited_for_until_midnight(rig):
    rig.world.throttled = True
    for now, seconds in ((NOON, 12 * 3600), (NOON.replace(hour=23, minute=59, second=30), 60)):
        rig.clock.at = now
        with pytest.raises(Later) as caught:
            await publish(rig, outgoing(rig, TEXT, "key-1"))
        assert (caught.value.key, caught.value.retry_after) == ("network_busy", seconds)


async def test_a_token_that_ends_soon_is_renewed_before_it_does(rig):
    (before,) = rig.world.tokens
    rig.clock.forward(60 * 86_400 - 300)
    await publish(rig, outgoing(rig, TEXT, "key-1"))
    kept = rig.vault.kept["a1"]
    assert kept["access_token"] != before
    assert kept["refresh_token"] == REFRESH


async def test_of_many_calls_one_renews(rig):
    await rig.fail("expired_token")
    await asyncio.gather(*(publish(rig, outgoing(rig, f"Quay {number}", f"key-{number}")) for number in range(5)))
    assert len(rig.world.posts) == 5
    assert len(rig.world.tokens) == 2


async def test_without_a_refresh_token_an_ended_login_is_asked_for_anew(tmp_path):
    async with rigged(tmp_path, renews=False) as rig:
        await rig.fail("expired_token")
        with pytest.raises(Reconnect) as caught:
            await publish(rig, outgoing(rig, TEXT, "key-1"))
        assert caught.value.values["reason"] == "The token used in the request has expired"


async def test_a_page_that_may_not_be_posted_on_says_which_right_is_missing(rig, mine):
    rig.world.pages["2414"].roles.clear()
    for token in mine.world.tokens.values():
        token.scopes = frozenset({"openid", "profile"})
    for one, right in ((rig, "w_organization_social"), (mine, "w_member_social")):
        with pytest.raises(Reconnect) as caught:
            await publish(one, outgoing(one, TEXT, "key-1"))
        assert (caught.value.key, caught.value.values["right"]) == ("rights_missing", right)


async def test_a_posts_words_can_be_changed_and_nothing_else(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        remote = await session.publish(outgoing(rig, TEXT, "key-1"))
        for _ in range(2):
            assert await session.amend(remote, outgoing(rig, "Open (again) – #Quay_1", "key-2")) == remote
        await session.delete(remote)
        with pytest.raises(Rejected):
            await session.amend(remote, outgoing(rig, TEXT, "key-3"))
    assert rig.world.posts == []


async def test_a_change_or_deletion_without_an_answer_is_uncertain(rig):
    remote = await publish(rig, outgoing(rig, TEXT, "key-1"))
    rig.line.strikes = lambda method, path: path.startswith("/rest/posts/")
    async with rig.platform.connect(rig.account, rig.resources) as session:
        await rig.line.fail("reset_after")
        with pytest.raises(Uncertain):
            await session.amend(remote, outgoing(rig, "Other words", "key-2"))
        await rig.line.fail("reset_after")
        with pytest.raises(Uncertain):
            await session.delete(remote)


@pytest.mark.parametrize(("body", "gone"), [(b'{"status": 404, "message": "Not found"}', True), (b"<html>", False)])
async def test_a_post_is_gone_only_where_linkedin_itself_says_so(rig, body, gone):
    def answer(request):
        return httpx.Response(404, content=body)

    async with rig.platform.connect(rig.account, rig.resources) as session:
        assert isinstance(session, WordsAlone)
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            session._api._wires._http = http
            with nullcontext() if gone else pytest.raises(Rejected):
                await session.delete(Remote(id="urn:li:share:7141138937766391808"))


URN = "urn:li:share:7141138937766391808"


@pytest.mark.parametrize(
    ("link", "urn"),
    [
        (URN, URN),
        (f"https://www.linkedin.com/feed/update/{URN}/", URN),
        (f"https://www.linkedin.com/feed/update/{URN.replace(':', '%3A')}?utm=1", URN),
        ("linkedin.com/posts/mira-kess_quay-activity-7141138937766391808-Ab1c/", URN.replace("share", "activity")),
        ("https://de.linkedin.com/posts/x_quay-ugcPost-7141138937766391808-Ab1c", URN.replace("share", "ugcPost")),
        ("https://www.linkedin.com/in/mira", None),
        (f"https://elsewhere.example/{URN}", None),
        ("urn:li:person:mira", None),
        ("", None),
    ],
)
def test_a_link_names_its_post(rig, link, urn):
    found = platform.located(link, rig.account)
    assert (found.id if found else None) == urn


def test_a_page_has_its_address_and_a_member_their_own_way(rig, mine):
    assert platform.profile(rig.account) == "https://www.linkedin.com/company/port-of-brenn/"
    unnamed = rig.account.model_copy(update={"options": {}})
    assert platform.profile(unnamed) == "https://www.linkedin.com/company/2414/"
    assert platform.profile(mine.account) == "https://www.linkedin.com/in/me/"
