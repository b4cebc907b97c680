"""Every platform that changes what is out keeps the manners that correcting counts on."""

import pytest
from platforms.rigging import PUBLISHING, rigging

from bot.domain.errors import Rejected
from bot.domain.ports import Amends, Deletes
from bot.testing.sessions import limited, outgoing


@pytest.fixture(params=PUBLISHING)
async def rig(request, tmp_path):
    async with rigging(request.param, request, tmp_path) as rig:
        yield rig


async def test_what_is_amended_says_so_in_its_place_and_the_same_again_changes_nothing(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        if not isinstance(session, Amends):
            return
        first = await session.publish(outgoing(rig, "Part 0", "key-0"))
        chained = limited(rig).limits.parts > 1
        second = await session.publish(outgoing(rig, "Part 1", "key-1", *([first] if chained else [])))
        other = await session.publish(outgoing(rig, "Another", "key-2"))
        now = await session.amend(first, outgoing(rig, "The quay is shut.", "key-0"))
        assert await session.amend(now, outgoing(rig, "The quay is shut.", "key-0")) == now
        later = await session.amend(second, outgoing(rig, "Until May.", "key-1", *([now] if chained else [])))
    seen = {post.id: (post.text, post.parent_id) for post in await rig.seen()}
    expected = {
        now.id: ("The quay is shut.", ""),
        later.id: ("Until May.", now.id if chained else ""),
        other.id: ("Another", ""),
    }
    assert seen == expected


async def test_what_is_gone_is_not_amended(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        if not (isinstance(session, Amends) and isinstance(session, Deletes)):
            return
        post = await session.publish(outgoing(rig, "Part 0", "key-0"))
        await session.delete(post)
        with pytest.raises(Rejected):
            await session.amend(post, outgoing(rig, "The quay is shut.", "key-0"))
    assert [post.text for post in await rig.seen()] == []
