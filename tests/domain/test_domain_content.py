"""The hash of what is approved: fixed for good, changed by all that is sent and by nothing else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.ids import derived_id
from bot.domain.post import Card, Note, Part, Post, Span, approval_hash

LINK = Span(start=4, end=8, kind="link", url="https://harbour.example/quay")
POST = Post(
    platform="sandbox",
    parts=(Part(text="The quay reopened – 🌊 \ud800", spans=(LINK,), length=22, limit=300),),
    card=Card(url="https://harbour.example/quay", title="The quay reopened", description="After a year."),
    language="en",
)
PINNED = "3c0df03f590f6c60293fc65ba0d2186fcd2903d52050bc9e608bac6b00459312"
AT = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
PICTURE = ("a" * 64, "The quay at noon")


def test_the_hash_of_a_known_post_never_changes():
    assert POST.content_hash == PINNED


class WiderPart(Part):
    mood: str = ""


class WiderCard(Card):
    seen: int = 0


class WiderPost(Post):
    parts: tuple[WiderPart, ...]
    card: WiderCard | None = None
    colour: str = "blue"


def test_a_new_field_that_is_not_sent_leaves_the_hash_alone():
    wider = WiderPost.model_validate(POST.model_dump())
    assert wider.content_hash == PINNED
    noted = {"notes": (Note(key="shortened"),), "problems": ("too_long",)}
    assert POST.model_copy(update=noted).content_hash == PINNED


@pytest.mark.parametrize(
    "change",
    [
        {"platform": "x"},
        {"language": "de"},
        {"parts": (POST.parts[0].model_copy(update={"text": "The quay closed"}),)},
        {"parts": (POST.parts[0].model_copy(update={"spans": ()}),)},
        {"parts": POST.parts * 2},
        {"card": None},
        {"card": POST.card.model_copy(update={"title": "Closed"})},
    ],
)
def test_whatever_is_sent_changes_the_hash(change):
    assert POST.model_copy(update=change).content_hash != PINNED


def test_an_approval_is_over_text_accounts_media_and_time():
    other = POST.model_copy(update={"platform": "x"})
    both = {"a": POST, "b": other}
    asked = [
        approval_hash({"a": POST}),
        approval_hash({"b": POST}),
        approval_hash({"a": other}),
        approval_hash(both),
        approval_hash(both, media=[PICTURE]),
        approval_hash(both, media=[(PICTURE[0], "Another word for it")]),
        approval_hash(both, media=[PICTURE, PICTURE]),
        approval_hash(both, at=AT),
        approval_hash(both, at=AT + timedelta(minutes=1)),
    ]
    assert len(set(asked)) == len(asked)


def test_one_moment_and_one_choice_of_accounts_are_one_approval():
    here = AT.astimezone(timezone(timedelta(hours=2)))
    assert approval_hash({"a": POST, "b": POST}, at=AT) == approval_hash({"b": POST, "a": POST}, at=here)


def test_a_derived_id_is_the_same_each_time_and_another_for_anything_else():
    assert derived_id("d", 1, "a") == derived_id("d", 1, "a")
    assert len({derived_id("d", revision, account) for revision in range(50) for account in "abc"}) == 150
    assert derived_id("d1", 1) != derived_id("d", 11)
