"""Makes an edit: a new draft in which that part is changed and every other one is the same."""

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any

from bot.domain.draft import OWN, Bullet, Draft, Look, Passage, Variant
from bot.domain.errors import Refused
from bot.edits import edit as edits
from bot.edits import rewording
from bot.edits.edit import Edit

MOST_BULLETS = 8
MOST_TEXT = 3000
Shown = Sequence[int]


def apply(draft: Draft, edit: Edit, *, shown: Shown = ()) -> Draft:
    """Make one edit. `shown` are the places (from 0) of the draft's bullets that the member sees, in their order.

    Raises Refused: "no_such_bullet", "no_such_choice", "nothing_shorter", "too_many_bullets", "nothing_written",
    "nothing_changed".
    """
    before = draft.for_account(edit.account_id) if edit.account_id else draft
    after = _done(edit, before, shown or range(len(before.bullets)))
    if after == before:
        raise Refused("nothing_changed")
    if not edit.account_id:
        return after
    return _kept_apart(draft, before, after, edit.account_id)


def moved(before: Sequence[Bullet], after: Sequence[Bullet], shown: Shown) -> list[int]:
    """Where the bullets a member saw are after an edit, -1 for one that is gone; numbers mean what was seen."""
    if len(before) == len(after) and sum(one != other for one, other in zip(before, after, strict=True)) <= 1:
        return list(shown)
    return [after.index(before[at]) if at >= 0 and before[at] in after else -1 for at in shown]


def statements(draft: Draft) -> list[Bullet]:
    """Everything a bullet could say, in the article's order, what a member wrote last; the same after any ticking."""
    every = (*draft.bullets, *draft.candidates)
    return sorted(every, key=lambda bullet: (not bullet.sentences, bullet.sentences, bullet.text))


def _kept_apart(draft: Draft, before: Draft, after: Draft, account_id: str) -> Draft:
    """The draft with what this account says otherwise in its variant; statements stay common to all."""
    own = draft.variant(account_id)
    changes: dict[str, Any] = {
        name: getattr(after, name) for name in OWN if getattr(after, name) != getattr(before, name)
    }
    if after.look != before.look:
        asked = {name: value for name, value in after.look if value != getattr(before.look, name)}
        changes["look"] = own.look.model_copy(update=asked)
    if after.variants != before.variants:
        own = after.variant(account_id)
    return with_variant(draft, own.model_copy(update=changes))


def with_variant(draft: Draft, variant: Variant) -> Draft:
    """The draft with this variant in the place of the account's former one; an empty one is left out."""
    others = tuple(one for one in draft.variants if one.account_id != variant.account_id)
    kept = () if variant == Variant(account_id=variant.account_id) else (variant,)
    return draft.model_copy(update={"variants": (*others, *kept)})


@singledispatch
def _done(edit: Edit, draft: Draft, shown: Shown) -> Draft:
    raise TypeError(f"no way to make {type(edit).__name__}")


@_done.register
def _(edit: edits.SetHeadline, draft: Draft, shown: Shown) -> Draft:
    chosen = _chosen(draft.headlines, edit.choice, edit.text)
    if chosen is None:
        raise Refused("nothing_written")
    return draft.model_copy(update={"headline": chosen})


@_done.register
def _(edit: edits.SetQuestion, draft: Draft, shown: Shown) -> Draft:
    chosen = _chosen(draft.questions, edit.choice, edit.text)
    look = draft.look.model_copy(update={"question": chosen is not None})
    return draft.model_copy(update={"question": chosen or draft.question, "look": look})


@_done.register
def _(edit: edits.Reword, draft: Draft, shown: Shown) -> Draft:
    return rewording.reworded(draft, edit.old, _written(edit.new))


@_done.register
def _(edit: edits.SetBullet, draft: Draft, shown: Shown) -> Draft:
    def reworded(bullet: Bullet) -> Bullet:
        return bullet.model_copy(update={"text": _written(edit.text), "shorter": ()})

    return _with(draft, _at(shown, edit.number), reworded)


@_done.register
def _(edit: edits.AddBullet, draft: Draft, shown: Shown) -> Draft:
    emoji = draft.bullets[0].emoji if draft.bullets else ""
    return _with_bullets(draft, (*draft.bullets, Bullet(text=_written(edit.text), emoji=emoji)))


@_done.register
def _(edit: edits.DropBullet, draft: Draft, shown: Shown) -> Draft:
    return _dropped(draft, _at(shown, edit.number))


@_done.register
def _(edit: edits.SwapBullets, draft: Draft, shown: Shown) -> Draft:
    bullets = list(draft.bullets)
    first, second = _at(shown, edit.first), _at(shown, edit.second)
    bullets[first], bullets[second] = bullets[second], bullets[first]
    return _with_bullets(draft, bullets)


@_done.register
def _(edit: edits.MoveBullet, draft: Draft, shown: Shown) -> Draft:
    bullets = list(draft.bullets)
    place, to = _at(shown, edit.number), _at(shown, edit.to or len(shown))
    bullets.insert(to, bullets.pop(place))
    return _with_bullets(draft, bullets)


@_done.register
def _(edit: edits.ShortenBullet, draft: Draft, shown: Shown) -> Draft:
    place = _at(shown, edit.number)
    if not draft.bullets[place].shorter:
        raise Refused("nothing_shorter", number=edit.number)

    def shortened(bullet: Bullet) -> Bullet:
        return bullet.model_copy(update={"text": bullet.shorter[0], "shorter": bullet.shorter[1:]})

    return _with(draft, place, shortened)


@_done.register
def _(edit: edits.TickStatement, draft: Draft, shown: Shown) -> Draft:
    offered = statements(draft)
    if not 0 < edit.number <= len(offered):
        raise Refused("no_such_bullet", number=edit.number, count=len(offered))
    ticked = offered[edit.number - 1]
    if ticked in draft.bullets:
        return _dropped(draft, draft.bullets.index(ticked))
    candidates = tuple(one for one in draft.candidates if one is not ticked)
    return _with_bullets(draft.model_copy(update={"candidates": candidates}), (*draft.bullets, ticked))


@_done.register
def _(edit: edits.AsTheOthers, draft: Draft, shown: Shown) -> Draft:
    return with_variant(draft, draft.variant(edit.account_id).model_copy(update={edit.part: None}))


@_done.register
def _(edit: edits.SetMark, draft: Draft, shown: Shown) -> Draft:
    asked: dict[str, str | None] = {"bullet": edit.mark, "question_mark": None if edit.mark else ""}
    return draft.model_copy(update={"look": draft.look.model_copy(update=asked)})


@_done.register
def _(edit: edits.AddHashtag, draft: Draft, shown: Shown) -> Draft:
    hashtag = "#" + _written(edit.hashtag).lstrip("#")
    if hashtag.lower() in map(str.lower, (*draft.own_hashtags, *draft.hashtags)):
        return _looking(draft, hashtags=True)
    return _looking(draft.model_copy(update={"own_hashtags": (*draft.own_hashtags, hashtag)}), hashtags=True)


@_done.register
def _(edit: edits.DropHashtag, draft: Draft, shown: Shown) -> Draft:
    if not edit.hashtag:
        return _looking(draft, hashtags=False)
    gone = edit.hashtag.lstrip("#").lower()

    def kept(hashtags: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in hashtags if one.lstrip("#").lower() != gone)

    return draft.model_copy(update={"hashtags": kept(draft.hashtags), "own_hashtags": kept(draft.own_hashtags)})


@_done.register
def _(edit: edits.PlaceLink, draft: Draft, shown: Shown) -> Draft:
    return _looking(draft, link=edit.place)


@_done.register
def _(edit: edits.AllowThread, draft: Draft, shown: Shown) -> Draft:
    return _looking(draft, thread=edit.allowed)


@_done.register
def _(edit: edits.SetRoom, draft: Draft, shown: Shown) -> Draft:
    return with_variant(draft, draft.variant(edit.account_id).model_copy(update={"room": edit.room}))


@_done.register
def _(edit: edits.SetPicture, draft: Draft, shown: Shown) -> Draft:
    return draft.model_copy(update={"picture": edit.picture})


def _looking(draft: Draft, **asked: object) -> Draft:
    return draft.model_copy(update={"look": Look.model_validate({**draft.look.model_dump(), **asked})})


def _chosen(offered: Sequence[Passage], choice: int, text: str) -> Passage | None:
    if not choice:
        return Passage(text=_written(text)) if text.strip() else None
    if not 0 < choice <= len(offered):
        raise Refused("no_such_choice", number=choice, count=len(offered))
    return offered[choice - 1]


def _at(shown: Shown, number: int) -> int:
    if not 0 < number <= len(shown) or shown[number - 1] < 0:
        raise Refused("no_such_bullet", number=number, count=len(shown))
    return shown[number - 1]


def _with(draft: Draft, place: int, change: Callable[[Bullet], Bullet]) -> Draft:
    changed = (change(bullet) if at == place else bullet for at, bullet in enumerate(draft.bullets))
    return _with_bullets(draft, tuple(changed))


def _with_bullets(draft: Draft, bullets: Sequence[Bullet]) -> Draft:
    if len(bullets) > MOST_BULLETS:
        raise Refused("too_many_bullets", most=MOST_BULLETS)
    return draft.model_copy(update={"bullets": tuple(bullets), "settled": True})


def _dropped(draft: Draft, place: int) -> Draft:
    kept = tuple(bullet for at, bullet in enumerate(draft.bullets) if at != place)
    return _with_bullets(draft.model_copy(update={"candidates": (*draft.candidates, draft.bullets[place])}), kept)


def _written(text: str) -> str:
    """A member's words as one line. Raises Refused("nothing_written", "too_long")."""
    line = " ".join(text.split())
    if not line:
        raise Refused("nothing_written")
    if len(line) > MOST_TEXT:
        raise Refused("too_long", most=MOST_TEXT)
    return line
