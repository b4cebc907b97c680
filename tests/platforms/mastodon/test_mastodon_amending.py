"""What is out on Mastodon is deleted and amended."""

import pytest
from platforms.mastodon.rig import TEXT, as_chosen, pictured, rigged

from bot.domain.errors import Rejected, Uncertain
from bot.domain.publication import Remote
from bot.testing.sessions import outgoing


async def test_nobody_deletes_or_amends_what_others_said(rig, session):
    theirs = rig.server.world.say(rig.server.world.person("renn", "harbour.example"), "<p>Mine</p>")
    await session.delete(Remote(id=theirs.id))
    assert not theirs.deleted
    with pytest.raises(Rejected, match="gone"):
        await session.amend(Remote(id=theirs.id), outgoing(rig, "Ours now", "key-1"))
    assert theirs.text == ""


async def test_a_deletion_whose_answer_is_lost_is_in_doubt(anywhere):
    async with anywhere.platform.connect(anywhere.account, anywhere.resources) as session:
        remote = await session.publish(outgoing(anywhere, TEXT, "key-1"))
        await anywhere.line.fail("reset_after")
        with pytest.raises(Uncertain, match="outcome_unknown"):
            await session.delete(remote)
        await session.delete(remote)
    assert await anywhere.seen() == []


async def test_what_is_amended_says_so_and_keeps_its_pictures(rig, session):
    remote = await session.publish(pictured(rig, "One", "Two"))
    before = [one.data for one in rig.server.world.statuses[0].media]
    changed = pictured(rig, "One", "Two, at noon", text="The quay is closed.")
    assert await session.amend(remote, changed) == remote
    (status,) = rig.server.world.statuses
    assert (status.text, status.edits) == ("The quay is closed.", 1)
    assert [one.description for one in status.media] == ["One", "Two, at noon"]
    assert [one.data for one in status.media] == before
    assert rig.server.world.violations == []


async def test_the_same_again_changes_nothing(rig, session):
    remote = await session.publish(pictured(rig, "One"))
    for _ in range(2):
        await session.amend(remote, pictured(rig, "One"))
    assert rig.server.world.statuses[0].edited is None
    assert [method for method, _ in rig.server.requests if method == "PUT"] == []


async def test_an_amendment_keeps_the_content_warning_and_who_sees_it(rig):
    account = as_chosen(rig, spoiler="Harbour news", visibility="unlisted")
    async with rig.platform.connect(account, rig.resources) as session:
        remote = await session.publish(outgoing(rig, TEXT, "key-1"))
        await session.amend(remote, outgoing(rig, "The quay is closed.", "key-1"))
    (status,) = rig.server.world.statuses
    assert (status.spoiler, status.visibility, status.language) == ("Harbour news", "unlisted", "en")


async def test_other_pictures_are_another_post(rig, session):
    remote = await session.publish(pictured(rig, "One"))
    with pytest.raises(Rejected, match="picture_refused"):
        await session.amend(remote, pictured(rig, "One", "Two"))


async def test_what_is_gone_is_not_amended(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    await session.delete(remote)
    with pytest.raises(Rejected, match="gone"):
        await session.amend(remote, outgoing(rig, "Too late", "key-1"))


async def test_an_amendment_the_server_does_not_take_is_refused_in_its_words(rig, session):
    remote = await session.publish(outgoing(rig, TEXT, "key-1"))
    with pytest.raises(Rejected, match="limit of 500 exceeded"):
        await session.amend(remote, outgoing(rig, "a" * 501, "key-1"))
    assert rig.server.world.statuses[0].text == TEXT


async def test_an_amendment_whose_answer_is_lost_is_in_doubt_and_can_be_made_again(tmp_path):
    async with rigged(tmp_path, lambda method, path: method == "PUT") as rig:
        async with rig.platform.connect(rig.account, rig.resources) as session:
            remote = await session.publish(outgoing(rig, TEXT, "key-1"))
            changed = outgoing(rig, "The quay is closed.", "key-1")
            await rig.line.fail("timeout_after")
            with pytest.raises(Uncertain, match="outcome_unknown"):
                await session.amend(remote, changed)
            assert await session.amend(remote, changed) == remote
        assert rig.server.world.statuses[0].edits == 1
