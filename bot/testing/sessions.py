"""The contract of a platform that publishes, as tests against a double of its network: a `Rig`.

For an author of a plug-in, in a test module (pytest-asyncio in its auto mode):

    class TestMyNetworkOnline(SessionContract):
        @pytest.fixture
        async def rig(self):
            async with my_double() as rig:
                yield rig
"""
# ruff: noqa: S101 - these are tests

import hashlib
import io
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal, NamedTuple, Protocol, get_args

import pytest
from PIL import Image

from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain
from bot.domain.ports import Collects, Deletes, Examines, Outgoing, Platform, Publishes, Resources, Session, for_account
from bot.domain.post import Fitted, Part
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.platforms import template_folders
from bot.testing.memory import Album
from bot.text.templating import Templates

Fault = Literal[
    "content_refused",  # the network does not take this text
    "changed_limits",  # it allows less than it did when the post was composed
    "busy",  # a rate limit, in the network's own way
    "expired_token",
    "revoked_token",
    # What befalls the line; see bot.testing.line.
    "refused_connection",
    "timeout_before",
    "timeout_after",
    "reset_after",
    "error_after",
    "html_page",
    "truncated",
    "wrong_type",
    "slow_body",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)

# What a fault may come to; None is a post that is out as if nothing had been.
MAPPED: dict[Fault, tuple[type[StandfirstError] | None, ...]] = {
    "content_refused": (Rejected,),
    "changed_limits": (Rejected,),
    "busy": (Later,),
    "expired_token": (None, Reconnect),
    "revoked_token": (Reconnect,),
    "refused_connection": (Later,),
    "timeout_before": (Uncertain,),
    "timeout_after": (Uncertain,),
    "reset_after": (Uncertain,),
    "error_after": (Uncertain,),
    "html_page": (Uncertain,),
    "truncated": (Uncertain, None),
    "wrong_type": (Uncertain, None),
    "slow_body": (Uncertain, None),
}

# What a preview shows and a network must hold afterwards, letter for letter.
SHOWN = {
    "link": "The harbour is open again.\n\nhttps://harbour.example/tidal?from=quay&day=2#plan",
    "emoji": "✅ The harbour is open 👩\u200d👩\u200d👧 🇬🇷 👍🏽 1️⃣\n✍️ Will you go?",
    "non-english": "Der Hafen öffnet wieder – „endlich“, sagt Jürgen Groß. Ёлка, Αθήνα, 日本語、港は開いた。",
    "right-to-left": "أعيد فتح الميناء اليوم.\nהנמל נפתח מחדש ב-12 במאי.",
    "markup": "Fish & chips < 5 > 4 *not* _bold_ [no](link) {x} ~y~ \\ | @ # 100 %",
}


class Seen(NamedTuple):
    """A post of ours as readers see it; `parent_id` is "" for one that answers nothing.

    `text` is without what the network wraps around it (markup, shortened links). `alts` and `pictures` are its
    pictures' alt texts and the SHA-256 of the bytes that arrived; `card` is the address of its link card.
    """

    id: str
    text: str
    parent_id: str
    alts: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    card: str = ""


class Rig(Protocol):
    """A platform connected to a double of its network, which can be looked at and made to fail.

    `secrets` must never be seen anywhere; `lacks` are the failures that this network does not know.
    """

    platform: Publishes
    account: Account
    resources: Resources
    album: Album
    secrets: Sequence[str]
    lacks: Sequence[Fault]

    async def seen(self) -> Sequence[Seen]:
        """Our posts on the network, oldest first."""
        ...

    async def answer(self, remote: Remote, text: str) -> str:
        """A reader answers a post; the native id of the reply. Only asked of a platform that collects."""
        ...

    async def fail(self, fault: Fault) -> bool:
        """Let this befall the next call that publishes; False when this network knows no such failure."""
        ...

    async def mend(self) -> None:
        """Let all go well again; what was revoked stays so."""
        ...


class Befallen(NamedTuple):
    """What came of a fault: the error's name or "published", whether the post is out, and what a look said of it.

    `look` is "found", "absent", "cannot tell", "later", "reconnect", or "" where there was nothing to look for.
    """

    fault: Fault
    outcome: str
    out: bool
    look: str


def limited(rig: Rig) -> Platform:
    """The platform as it is for the rig's account. Fails for one that does not measure."""
    assert isinstance(rig.platform, Platform)
    return for_account(rig.platform, rig.account)


def outgoing(rig: Rig, text: str, key: str, *chain: Remote, images: Sequence[Picture] = ()) -> Outgoing:
    """A part of plain text, under the last of a chain."""
    limits = getattr(rig.platform, "limits", None)
    root, reply_to = (chain[0], chain[-1]) if chain else (None, None)
    part = Part(text=text, length=len(text), limit=getattr(limits, "text", len(text)), images=tuple(images))
    now = rig.resources.clock.now()
    return Outgoing(part=part, key=key, root=root, reply_to=reply_to, language="en", planned=now, since=now)


async def found(session: Session, wanted: Outgoing) -> Remote | None:
    """What the session finds; nothing where the network cannot tell."""
    try:
        return await session.find(wanted)
    except Uncertain:
        return None


async def looked(session: Session, wanted: Outgoing) -> tuple[str, Remote | None]:
    """What a look for a part says, in a word, and where it is."""
    since = rewound(wanted)
    try:
        there = await session.find(since)
    except Uncertain:
        return "cannot tell", None
    except Later:
        return "later", None
    except Reconnect:
        return "reconnect", None
    return ("found", there) if there else ("absent", None)


def rewound(wanted: Outgoing) -> Outgoing:
    """The same with the beginning of its call a moment earlier, as a journal has it."""
    return wanted.model_copy(update={"since": wanted.since - timedelta(seconds=1) if wanted.since else None})


async def befallen(rig: Rig, fault: Fault) -> Befallen | None:
    """Publish a part while this befalls it, then look for it; None when the network knows no such failure."""
    text = "The quay is open again."
    if not await rig.fail(fault):
        return None
    wanted = outgoing(rig, text, "key-1")
    outcome = "published"
    failure: StandfirstError | None = None
    async with rig.platform.connect(rig.account, rig.resources) as session:
        try:
            await session.publish(wanted)
        except StandfirstError as error:
            outcome, failure = type(error).__name__, error
    assert not isinstance(failure, Later) or failure.retry_after > 0
    assert failure is None or worded(f"errors/{failure.key}"), failure.key
    await rig.mend()
    out = [post for post in await rig.seen() if post.text == text]
    assert len(out) <= 1
    if outcome != "Uncertain":
        return Befallen(fault, outcome, bool(out), "")
    async with rig.platform.connect(rig.account, rig.resources) as session:
        look, there = await looked(session, wanted)
    assert there is None or [there.id] == [post.id for post in out]
    return Befallen(fault, outcome, bool(out), look)


def worded(key: str) -> bool:
    """Whether there is a sentence under this key: one of ours, or of a plug-in's own templates."""
    return Templates(plugin_folders=template_folders()).exists(f"chat/en/{key}.txt.j2")


def drawn(colour: str = "teal") -> Fitted:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(file, "JPEG", quality=90)
    return Fitted("image/jpeg", 640, 360, file.getvalue())


class SessionContract:
    """Subclass it in a test module and give it a fixture named `rig`."""

    async def test_the_same_key_gives_one_post_or_the_first_is_found(self, rig: Rig) -> None:
        """A repeated call after a lost answer never leaves two posts unnoticed."""
        sent = outgoing(rig, "The quay is open again.", "key-1")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            assert await found(session, rewound(sent)) is None
            first = await session.publish(sent)
            look, there = await looked(session, sent)
            if there is not None:
                assert there.id == first.id
            elif look != "cannot tell":
                assert await session.publish(sent) == first
                assert len(await rig.seen()) == 1

    async def test_another_key_is_another_post(self, rig: Rig) -> None:
        """Each is found where it is, and neither for the other."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            ids = [(await session.publish(outgoing(rig, f"Quay {key}", key))).id for key in ("key-1", "key-2")]
        assert ids == [post.id for post in await rig.seen()]

    async def test_a_thread_of_six_hangs_together_in_order(self, rig: Rig) -> None:
        """Each part answers the one before."""
        parts = min(6, limited(rig).limits.parts) if isinstance(rig.platform, Platform) else 6
        chain: list[Remote] = []
        async with rig.platform.connect(rig.account, rig.resources) as session:
            for number in range(parts):
                chain.append(await session.publish(outgoing(rig, f"Part {number}", f"key-{number}", *chain)))
        seen = await rig.seen()
        assert [post.text for post in seen] == [f"Part {number}" for number in range(parts)]
        assert [post.parent_id for post in seen] == ["", *(remote.id for remote in chain[:-1])]

    @pytest.mark.parametrize("kind", list(SHOWN))
    async def test_what_readers_see_is_what_was_sent(self, rig: Rig, kind: str) -> None:
        """Letter for letter, whatever it holds."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            remote = await session.publish(outgoing(rig, SHOWN[kind], "key-1"))
        assert [(post.id, post.text) for post in await rig.seen()] == [(remote.id, SHOWN[kind])]

    async def test_the_longest_post_is_taken_whole(self, rig: Rig) -> None:
        """As long as the platform says it may be."""
        longest = "a" * limited(rig).limits.text
        async with rig.platform.connect(rig.account, rig.resources) as session:
            await session.publish(outgoing(rig, longest, "key-1"))
        assert [post.text for post in await rig.seen()] == [longest]

    async def test_a_picture_arrives_with_its_alt_text(self, rig: Rig) -> None:
        """The very bytes, and the words for those who cannot see them where the network has a place for them."""
        limits = limited(rig).limits
        if not limits.images:
            return
        picture = drawn()
        rig.album.pictures[picture.id] = picture
        alt = "The quay of Brenn at noon – “empty”, but for a dog 🐕." if limits.picture.alt else ""
        part = outgoing(rig, "The quay is open again.", "key-1", images=[Picture(media_id=picture.id, alt=alt)])
        async with rig.platform.connect(rig.account, rig.resources) as session:
            await session.publish(part)
        (post,) = await rig.seen()
        assert (post.text, post.alts) == ("The quay is open again.", (alt,))
        assert post.pictures == (hashlib.sha256(picture.data).hexdigest(),)

    @pytest.mark.parametrize("fault", FAULTS)
    async def test_a_failure_says_what_to_do_next(
        self, rig: Rig, fault: Fault, record_property: Callable[[str, object], None]
    ) -> None:
        """Every failure is one of our errors, and what may be out is found, or proved absent, or asked about."""
        result = await befallen(rig, fault)
        if result is None:
            assert fault in rig.lacks, f"the rig cannot fail like {fault}, and does not say that its network lacks that"
            return
        record_property("befallen", [rig.account.platform, *result])
        assert result.outcome in ["published" if kind is None else kind.__name__ for kind in MAPPED[fault]], result
        if result.outcome == "Uncertain":
            assert result.look in ("cannot tell", "later", "found" if result.out else "absent")
        else:
            assert result.out == (result.outcome == "published")

    async def test_what_may_be_out_after_a_lost_answer_is_not_posted_twice(self, rig: Rig) -> None:
        """Looking first, then the same key again, leaves one post; where nobody can tell, it is left to a person."""
        sent = outgoing(rig, "The quay is open again.", "key-1")
        if not await rig.fail("timeout_after"):
            assert "timeout_after" in rig.lacks
            return
        async with rig.platform.connect(rig.account, rig.resources) as session:
            with pytest.raises(Uncertain):
                await session.publish(sent)
            await rig.mend()
            look, _ = await looked(session, sent)
            if look == "absent":
                await session.publish(sent)
        assert len(await rig.seen()) == 1

    async def test_what_is_deleted_is_gone_and_may_be_deleted_again(self, rig: Rig) -> None:
        """Where the network lets its authors delete."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            if not isinstance(session, Deletes):
                return
            first = await session.publish(outgoing(rig, "Part 0", "key-0"))
            second = await session.publish(outgoing(rig, "Another", "key-1"))
            await session.delete(first)
            await session.delete(first)
        assert [post.id for post in await rig.seen()] == [second.id]

    async def test_an_examination_says_who_the_account_is(self, rig: Rig) -> None:
        """The same handle and id as when it was connected, the right to publish, and no fault while all is well."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            if not isinstance(session, Examines):
                return
            identity, findings = await session.examine()
        assert (identity.handle, identity.native_id) == (rig.account.handle, rig.account.native_id)
        assert "publish" in identity.rights
        assert [finding.key for finding in findings if finding.level == "fault"] == []
        assert [finding.key for finding in findings if not worded(f"findings/{finding.key}")] == []

    async def test_each_reply_comes_once(self, rig: Rig) -> None:
        """Two readings from the start agree, one from the cursor is empty, and our own parts are no replies."""
        async with rig.platform.connect(rig.account, rig.resources) as session:
            if not isinstance(session, Collects):
                return
            first = await session.publish(outgoing(rig, "Part 0", "key-0"))
            second = await session.publish(outgoing(rig, "Part 1", "key-1", first))
            said = {await rig.answer(first, "Which quay?"), await rig.answer(second, "At last.")}
            replies, cursor = await session.replies([first, second], cursor="")
            again, _ = await session.replies([first, second], cursor="")
            later, _ = await session.replies([first, second], cursor=cursor)
        assert len({one.native_id for one in replies}) == len(replies)
        assert {one.native_id for one in replies} == {one.native_id for one in again} == said
        assert {one.parent_id for one in replies} == {first.id, second.id}
        assert _new(replies, later) == []

    async def test_no_secret_is_in_a_log_or_a_repr(self, rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
        """Neither when all goes well nor in a failure."""
        shown = [repr(rig.platform), repr(rig.account), repr(rig.resources)]
        with caplog.at_level(logging.DEBUG):
            async with rig.platform.connect(rig.account, rig.resources) as session:
                shown += [repr(session), repr(await session.publish(outgoing(rig, "Part 0", "key-0")))]
                for number, fault in enumerate(MAPPED):
                    if fault != "revoked_token" and await rig.fail(fault):
                        shown += await _shown(session, outgoing(rig, f"Part {number + 1}", f"key-{number + 1}"))
                        await rig.mend()
        assert not [secret for secret in rig.secrets if secret in caplog.text or any(secret in one for one in shown)]


def _new(before: Sequence[Incoming], later: Sequence[Incoming]) -> list[Incoming]:
    """What a later reading brought that the first had not: an overlap is no fault, since replies are kept once."""
    return [one for one in later if one not in before]


async def _shown(session: Session, part: Outgoing) -> list[str]:
    """What a failure shows of itself, its causes too."""
    try:
        return [repr(await session.publish(part))]
    except StandfirstError as error:
        chain: list[BaseException] = [error]
        while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
            chain.append(cause)
        return [text for one in chain for text in (repr(one), str(one))]
