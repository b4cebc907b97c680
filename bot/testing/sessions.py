"""The contract of a platform that publishes, as tests against a double of its network: a `Rig`.

For an author of a plug-in, in a test module (pytest-asyncio in its auto mode):

    class TestMyNetworkOnline(SessionContract):
        @pytest.fixture
        async def rig(self):
            async with my_double() as rig:
                yield rig
"""
# ruff: noqa: S101 - these are tests

import logging
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

import pytest

from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Collects, Outgoing, Publishes, Resources, Session
from bot.domain.post import Part
from bot.domain.publication import Account, Remote

Fault = Literal["refused", "logged_out", "busy", "answer_lost"]
MAPPED: dict[Fault, type[StandfirstError]] = {
    "refused": Rejected,
    "logged_out": Reconnect,
    "busy": Later,
    "answer_lost": Uncertain,
}


class Seen(NamedTuple):
    """A post of ours as readers see it; `parent_id` is "" for one that answers nothing."""

    id: str
    text: str
    parent_id: str


class Rig(Protocol):
    """A platform connected to a double of its network, which can be looked at and made to fail."""

    platform: Publishes
    account: Account
    resources: Resources
    secrets: Sequence[str]

    async def seen(self) -> Sequence[Seen]:
        """Our posts on the network, oldest first."""
        ...

    async def answer(self, remote: Remote, text: str) -> str:
        """A reader answers a post; the native id of the reply. Only asked of a platform that collects."""
        ...

    async def fail(self, fault: Fault) -> bool:
        """Make the next call fail so; False when this network knows no such failure."""
        ...


def outgoing(rig: Rig, text: str, key: str, *chain: Remote) -> Outgoing:
    """A part of plain text, under the last of a chain."""
    platform = rig.platform
    limit = getattr(getattr(platform, "limits", None), "text", len(text))
    root, reply_to = (chain[0], chain[-1]) if chain else (None, None)
    return Outgoing(part=Part(text=text, length=len(text), limit=limit), key=key, root=root, reply_to=reply_to)


async def found(session: Session, wanted: Outgoing) -> Remote | None:
    """What the session finds; nothing where the network cannot tell."""
    try:
        return await session.find(wanted)
    except Uncertain:
        return None


class SessionContract:
    """Subclass it in a test module and give it a fixture named `rig`."""

    async def test_the_same_key_gives_one_post_or_the_first_is_found(self, rig: Rig) -> None:
        """A repeated call after a lost answer never leaves two posts unnoticed."""
        sent = outgoing(rig, "The quay is open again.", "key-1")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            assert await found(session, sent) is None
            first = await session.publish(sent)
            there = await found(session, sent)
            if there is None:
                assert await session.publish(sent) == first
                assert len(await rig.seen()) == 1
            else:
                assert there.id == first.id

    async def test_another_key_is_another_post(self, rig: Rig) -> None:
        """The same words twice, meant twice, are two posts."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            ids = [(await session.publish(outgoing(rig, f"Quay {key}", key))).id for key in ("key-1", "key-2")]
        assert ids == [post.id for post in await rig.seen()]

    async def test_a_thread_hangs_together_in_order(self, rig: Rig) -> None:
        """Each part answers the one before."""
        chain: list[Remote] = []
        async with rig.platform.connect(rig.account, rig.resources) as session:
            for number in range(3):
                chain.append(await session.publish(outgoing(rig, f"Part {number}", f"key-{number}", *chain)))
        seen = await rig.seen()
        assert [post.text for post in seen] == ["Part 0", "Part 1", "Part 2"]
        assert [post.parent_id for post in seen] == ["", chain[0].id, chain[1].id]

    @pytest.mark.parametrize("fault", list(MAPPED))
    async def test_a_failure_says_what_to_do_next(self, rig: Rig, fault: Fault) -> None:
        """Every failure of the network is one of our errors; only a lost answer may leave a post behind."""
        if not await rig.fail(fault):
            pytest.skip(f"the network has no failure like {fault}")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            with pytest.raises(StandfirstError) as caught:
                await session.publish(outgoing(rig, "The quay is open again.", "key-1"))
        assert type(caught.value) is MAPPED[fault]
        assert not isinstance(caught.value, Later) or caught.value.retry_after > 0
        assert fault == "answer_lost" or not await rig.seen()

    async def test_what_may_be_out_after_a_lost_answer_is_not_posted_twice(self, rig: Rig) -> None:
        """Looking first, then the same key again, leaves one post."""
        sent = outgoing(rig, "The quay is open again.", "key-1")
        if not await rig.fail("answer_lost"):
            pytest.skip("the network never loses an answer")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            with pytest.raises(Uncertain):
                await session.publish(sent)
            if await found(session, sent) is None:
                await session.publish(sent)
        assert len(await rig.seen()) == 1

    async def test_each_reply_comes_once(self, rig: Rig) -> None:
        """Two readings from the start agree, one from the cursor is empty, and our own parts are no replies."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            if not isinstance(session, Collects):
                pytest.skip("the platform does not read replies")
            first = await session.publish(outgoing(rig, "Part 0", "key-0"))
            second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
            said = {await rig.answer(first, "Which quay?"), await rig.answer(second, "At last.")}
            replies, cursor = await session.replies([first, second], cursor="")
            again, _ = await session.replies([first, second], cursor="")
            later, _ = await session.replies([first, second], cursor=cursor)
        assert len({one.native_id for one in replies}) == len(replies)
        assert {one.native_id for one in replies} == {one.native_id for one in again} == said
        assert {one.parent_id for one in replies} == {first.id, second.id}
        assert list(later) == []

    async def test_no_secret_is_in_a_log_or_a_repr(self, rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
        """Neither when all goes well nor in a failure."""
        shown = [repr(rig.platform), repr(rig.account)]
        with caplog.at_level(logging.DEBUG):
            async with rig.platform.connect(rig.account, rig.resources) as session:
                shown += [repr(session), repr(await session.publish(outgoing(rig, "Part 0", "key-0")))]
                for number, fault in enumerate(MAPPED):
                    if await rig.fail(fault):
                        with pytest.raises(StandfirstError) as caught:
                            await session.publish(outgoing(rig, "Part 1", f"key-{number + 1}"))
                        shown += [repr(caught.value), repr(caught.value.__cause__)]
        assert not [secret for secret in rig.secrets if secret in caplog.text or any(secret in one for one in shown)]
