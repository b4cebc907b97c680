"""Another wording of one passage, wherever a draft keeps it. Pure."""

from typing import Any

from bot.domain.draft import Bullet, Draft, Passage, Variant

_WORDED = (
    "headline", "headlines", "standfirst", "bullets", "candidates", "context", "question", "questions", "hashtags",
    "own_hashtags",
)  # fmt: skip


def reworded(draft: Draft, old: str, new: str) -> Draft:
    """The draft with `new` for whatever says exactly `old`, in the wording of single accounts too."""
    variants = tuple(variant.model_copy(update=_wording(variant, old, new)) for variant in draft.variants)
    return draft.model_copy(update={**_wording(draft, old, new), "variants": variants})


def _wording(one: Draft | Variant, old: str, new: str) -> dict[str, Any]:
    return {name: _said(getattr(one, name), old, new) for name in _WORDED if getattr(one, name, None)}


def _said(value: Any, old: str, new: str) -> Any:
    """A text, a passage, or a tuple of either."""
    if isinstance(value, tuple):
        return tuple(_said(one, old, new) for one in value)
    if isinstance(value, Passage):
        return _passage(value, old, new)
    return new if value == old else value


def _passage(passage: Passage, old: str, new: str) -> Passage:
    changed: dict[str, Any] = {"text": new} if passage.text == old else {}
    if isinstance(passage, Bullet):
        changed["shorter"] = () if changed else _said(passage.shorter, old, new)
    return passage.model_copy(update=changed)
