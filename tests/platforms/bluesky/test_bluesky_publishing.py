"""On Bluesky's own servers: what was sent is what they hold, once, and what they refuse is told as theirs."""

from datetime import timedelta

import pytest

from bot.domain.draft import Picture
from bot.domain.errors import Later, Rejected, Uncertain
from bot.domain.post import Card, Fitted, Span
from bot.domain.publication import Remote
from bot.platforms.bluesky import platform
from bot.testing.sessions import drawn, outgoing

FAMILY = "👩‍👩‍👧‍👧"


@pytest.fixture
async def session(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        yield session


async def held(rig, remote):
    return (await rig.owner.record(remote.id))["value"]


@pytest.mark.parametrize("text", ["é" * 300, FAMILY * 100 + "x" * 200, "日" * 300, "🇬🇷" * 300], ids=len)
async def test_three_hundred_graphemes_are_taken_whole(rig, session, text):
    assert platform.measure(text).valid
    remote = await session.publish(outgoing(rig, text, "key-1"))
    assert (await held(rig, remote))["text"] == text


@pytest.mark.parametrize("text", ["é" * 301, FAMILY * 121], ids=["graphemes", "bytes"])
async def test_what_we_count_as_too_long_the_server_refuses(rig, session, text):
    assert not platform.measure(text).valid
    with pytest.raises(Rejected) as caught:
        await session.publish(outgoing(rig, text, "key-1"))
    assert caught.value.values["reason"] == "too_long"
    assert await rig.seen() == []


async def test_what_is_clickable_is_found_in_bytes_behind_emoji_and_other_scripts(rig, session):
    text = f"👍🏽 Ёлка {FAMILY} https://harbour.example/quay?a=1, #Ферма and @{rig.owner.handle} (@nobody.test)"
    remote = await session.publish(outgoing(rig, text, "key-1"))
    shown = {}
    for facet in (await held(rig, remote))["facets"]:
        at = facet["index"]
        (feature,) = facet["features"]
        shown[text.encode()[at["byteStart"] : at["byteEnd"]].decode()] = feature
    assert shown == {
        "https://harbour.example/quay?a=1": {
            "$type": "app.bsky.richtext.facet#link",
            "uri": "https://harbour.example/quay?a=1",
        },
        "#Ферма": {"$type": "app.bsky.richtext.facet#tag", "tag": "Ферма"},
        f"@{rig.owner.handle}": {"$type": "app.bsky.richtext.facet#mention", "did": rig.owner.did},
    }


async def test_a_named_link_is_clickable(rig, session):
    part = outgoing(rig, "✅ The quay is open.", "key-1")
    span = Span(start=2, end=10, kind="link", url="https://harbour.example/quay")
    named = part.model_copy(update={"part": part.part.model_copy(update={"spans": (span,)})})
    (facet,) = (await held(rig, await session.publish(named)))["facets"]
    assert facet["index"] == {"byteStart": 4, "byteEnd": 12}
    assert facet["features"][0]["uri"] == "https://harbour.example/quay"


async def test_four_pictures_keep_their_order_their_alt_texts_and_their_sides(rig, session):
    colours = ("teal", "navy", "olive", "maroon")
    pictures = [drawn(colour) for colour in colours]
    rig.album.pictures |= {picture.id: picture for picture in pictures}
    images = [
        Picture(media_id=picture.id, alt=f"{colour} “quay” 🐕")
        for picture, colour in zip(pictures, colours, strict=True)
    ]
    remote = await session.publish(outgoing(rig, "The quay is open.", "key-1", images=images))
    (seen,) = await rig.seen()
    assert seen.alts == tuple(image.alt for image in images)
    assert seen.pictures == tuple(picture.id for picture in pictures)
    shown = (await held(rig, remote))["embed"]["images"]
    assert [image["aspectRatio"] for image in shown] == [{"width": 640, "height": 360}] * 4


async def test_a_card_stands_beside_the_text_with_its_picture(rig, session):
    thumb = drawn("navy")
    rig.album.thumbnails["https://harbour.example/quay.jpg"] = thumb
    card = Card(
        url="https://harbour.example/quay?a=1&b=2",
        title="The quay – “open”",
        description="From noon 🐕",
        image="https://harbour.example/quay.jpg",
    )
    part = outgoing(rig, "The quay is open.", "key-1").model_copy(update={"card": card})
    shown = (await held(rig, await session.publish(part)))["embed"]
    assert shown["$type"] == "app.bsky.embed.external"
    external = shown["external"]
    assert (external["uri"], external["title"], external["description"]) == (card.url, card.title, card.description)
    assert await rig.owner.blob(external["thumb"]) == thumb.id


@pytest.mark.parametrize("image", ["", "https://harbour.example/gone.jpg"])
async def test_a_card_without_a_picture_stands_there_without(rig, session, image):
    card = Card(url="https://harbour.example/quay", title="The quay", image=image)
    part = outgoing(rig, "The quay is open.", "key-1").model_copy(update={"card": card})
    shown = (await held(rig, await session.publish(part)))["embed"]
    assert shown["external"] == {"uri": card.url, "title": card.title, "description": ""}


async def test_a_picture_the_server_finds_too_large_is_refused_and_nothing_is_out(rig, session):
    large = Fitted("image/jpeg", 640, 360, drawn().data + bytes(2_000_001))
    rig.album.pictures[large.id] = large
    with pytest.raises(Rejected) as caught:
        await session.publish(outgoing(rig, "The quay.", "key-1", images=[Picture(media_id=large.id)]))
    assert caught.value.values["reason"] == "picture_refused"
    assert await rig.seen() == []


@pytest.mark.parametrize(("language", "langs"), [("el", ["el"]), ("pt-BR", ["pt-BR"]), ("und", None)])
async def test_a_post_is_in_the_language_it_is_in(rig, session, language, langs):
    part = outgoing(rig, "The quay is open.", "key-1").model_copy(update={"language": language})
    assert (await held(rig, await session.publish(part))).get("langs") == langs


async def test_a_record_has_the_time_it_was_published_at_and_a_key_of_the_time_planned(rig, session):
    now = rig.resources.clock.now()
    part = outgoing(rig, "The quay is open.", "key-1").model_copy(update={"planned": now - timedelta(days=1)})
    remote = await session.publish(part)
    assert (await held(rig, remote))["createdAt"] >= now.strftime("%Y-%m-%dT%H:%M:%S")
    assert remote.url == f"https://bsky.app/profile/{rig.owner.did}/post/{remote.id.split('/')[-1]}"
    assert await session.find(part) == remote


async def test_the_same_part_again_is_one_post_though_the_server_says_only_that_it_failed(rig, session):
    thumb = drawn()
    rig.album.thumbnails["https://harbour.example/quay.jpg"] = thumb
    card = Card(url="https://harbour.example/quay", title="The quay", image="https://harbour.example/quay.jpg")
    part = outgoing(rig, "The quay is open. #quay", "key-1").model_copy(update={"card": card})
    first = await session.publish(part)
    assert await session.publish(part) == first
    assert len(await rig.seen()) == 1


async def test_where_it_cannot_be_seen_whether_it_is_there_its_end_is_not_known(rig, session):
    part = outgoing(rig, "The quay is open.", "key-1")
    await session.publish(part)
    rig.line.strikes = lambda method, path: path.endswith("getRecord")
    await rig.line.fail("html_page")
    with pytest.raises(Uncertain):
        await session.publish(part)


async def test_another_text_under_the_same_key_neither_overwrites_nor_passes_for_it(rig, session):
    await session.publish(outgoing(rig, "The quay is open.", "key-1"))
    (first,) = await rig.owner.records()
    other = outgoing(rig, "The quay is shut.", "key-1")
    planned = {"planned": rig.resources.clock.now()}
    same_key = outgoing(rig, "The quay is open.", "key-2").model_copy(update=planned)
    await session.publish(same_key)
    changed = other.model_copy(update={**planned, "key": "key-2"})
    with pytest.raises(Uncertain):
        await session.publish(changed)
    with pytest.raises(Uncertain) as caught:
        await session.find(changed)
    assert caught.value.key == "cannot_tell"
    assert [post.text for post in await rig.seen()] == ["The quay is open.", "The quay is open."]
    assert (await rig.owner.records())[0] == first


async def test_what_answers_a_post_that_is_gone_is_refused(rig, session):
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    await session.delete(first)
    with pytest.raises(Rejected) as caught:
        async with rig.platform.connect(rig.account, rig.resources) as another:
            await another.publish(outgoing(rig, "Part 1", "key-1", first))
    assert caught.value.values["reason"] == "post_gone"


async def test_a_thread_goes_on_in_another_session(rig, session):
    first = await session.publish(outgoing(rig, "Part 0", "key-0"))
    second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
    async with rig.platform.connect(rig.account, rig.resources) as another:
        third = await another.publish(outgoing(rig, "Part 2", "key-2", first, second))
    reply = (await held(rig, third))["reply"]
    there = {remote.id: (await rig.owner.record(remote.id))["cid"] for remote in (first, second)}
    assert reply["root"] == {"uri": first.id, "cid": there[first.id]}
    assert reply["parent"] == {"uri": second.id, "cid": there[second.id]}


async def test_only_posts_of_its_own_are_deleted(rig, session):
    mine = await session.publish(outgoing(rig, "The quay is open.", "key-1"))
    await rig.reader.joins()
    theirs = mine.id.replace(rig.owner.did, rig.reader.did)
    with pytest.raises(Rejected) as caught:
        await session.delete(Remote(id=theirs))
    assert caught.value.values["reason"] == "not_ours"
    assert [post.id for post in await rig.seen()] == [mine.id]


async def test_a_busy_server_is_left_alone_as_long_as_it_says(rig, session):
    await rig.fail("busy")
    with pytest.raises(Later) as caught:
        await session.publish(outgoing(rig, "The quay is open.", "key-1"))
    assert caught.value.key == "network_busy"
    assert 230 < caught.value.retry_after <= 241


async def test_a_picture_that_does_not_arrive_is_no_post_in_doubt(rig, session):
    picture = drawn()
    rig.album.pictures[picture.id] = picture
    rig.line.strikes = lambda method, path: path.endswith("uploadBlob")
    await rig.line.fail("reset_after")
    with pytest.raises(Later):
        await session.publish(outgoing(rig, "The quay.", "key-1", images=[Picture(media_id=picture.id)]))
    assert await rig.seen() == []


@pytest.mark.parametrize("fault", ["reset_after", "html_page", "truncated", "wrong_type"])
async def test_a_look_that_fails_is_taken_later_and_proves_nothing(rig, session, fault):
    part = outgoing(rig, "The quay is open.", "key-1")
    rig.line.strikes = lambda method, path: path.endswith("getRecord")
    await rig.line.fail(fault)
    with pytest.raises(Later):
        await session.find(part)


@pytest.mark.parametrize("fault", ["reset_after", "error_after"])
async def test_a_deletion_whose_end_is_not_known_may_be_made_again(rig, session, fault):
    remote = await session.publish(outgoing(rig, "The quay is open.", "key-1"))
    rig.line.strikes = lambda method, path: path.endswith("deleteRecord")
    await rig.line.fail(fault)
    with pytest.raises(Uncertain):
        await session.delete(remote)
    await session.delete(remote)
    assert await rig.seen() == []
