"""A network as it is for a post with a picture, and the post with its picture on the first part or above the text."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from bot.domain.article import Article
from bot.domain.draft import Draft, Picture
from bot.domain.ports import Platform
from bot.domain.post import Card, Measure, Note, Post
from bot.text.measuring import is_blank

_CUT = ("left_out", "shortened", "split")
_ELLIPSIS = "…"


@runtime_checkable
class PreviewsLarge(Protocol):
    """The ability to show a link's picture large above the text, asked of a platform: a card does that there."""

    large_preview: bool


class Captioned:
    """The same network where a picture stands beside the text.

    There is a caption's room, and no card, for which a picture leaves no place: the link goes into the text.
    """

    def __init__(self, network: Platform) -> None:
        self._network = network
        self.name = network.name
        self.label = network.label
        self.limits = network.limits
        if network.limits.caption is not None:
            self.limits = network.limits.model_copy(update={"text": network.limits.caption})
        self.shape = network.shape
        self.card = False

    def measure(self, text: str, *, media: bool = True, spoiler: str = "") -> Measure:
        """Measure as the network does beside a picture; nothing to say is no post all the same."""
        measured = self._network.measure(text, media=True, spoiler=spoiler)
        return measured.model_copy(update={"problem": "empty"}) if is_blank(text) else measured


def captioned(network: Platform, picture: Picture | None) -> Platform:
    """The network as a post with this picture finds it."""
    return Captioned(network) if picture and network.limits.images else network


def previewed(made: Post, article: Article, draft: Draft, network: Platform, whole: Callable[[], Post]) -> Post | None:
    """The post with its picture as a large preview of the link, where it says more so than as a caption; else None.

    The network fetches the picture of the link's page itself, so only that very one will do: not another picture of
    the article, none that was sent or drawn. `made` is the post as a caption, `whole` composes it without a picture.
    """
    shown = draft.picture is not None and article.image != "" and draft.picture.source == article.image
    able = isinstance(network, PreviewsLarge) and network.large_preview and network.limits.caption is not None
    if not (shown and able and draft.link and draft.link == article.url and _is_cut(made)):
        return None
    larger = whole()
    if not larger.valid or [part.text for part in larger.parts] == [part.text for part in made.parts]:
        return None
    card = Card(url=draft.link, title=draft.headline.text, image=article.image)
    note = Note(key="large_preview", values={"limit": network.limits.caption or 0})
    return larger.model_copy(update={"card": card, "notes": (*larger.notes, note)})


def pictured(post: Post, picture: Picture | None, network: Platform) -> Post:
    """The post with the picture on its first part, and notes on what that changes."""
    if picture is None or not post.parts:
        return post
    if not network.limits.images:
        return post.model_copy(update={"notes": (*post.notes, Note(key="no_picture"))})
    shown, notes = _described(picture, network.limits.picture.alt)
    shown = shown.model_copy(update={"source": ""})
    first, *rest = post.parts
    limit = network.measure(first.text, media=True).limit
    parts = [
        first.model_copy(update={"images": (shown,), "limit": limit}),
        *(part.model_copy(update={"limit": network.measure(part.text).limit}) for part in rest),
    ]
    if network.limits.caption is not None and _is_cut(post):
        notes.append(Note(key="caption_room", values={"limit": limit}))
    if network.card and network.shape != "long" and post.card is None:
        notes.append(Note(key="picture_for_card"))
    return post.model_copy(update={"parts": tuple(parts), "notes": (*post.notes, *notes)})


def _is_cut(post: Post) -> bool:
    return any(note.key.startswith(_CUT) for note in post.notes)


def _described(picture: Picture, most: int) -> tuple[Picture, list[Note]]:
    """The picture with as much of its alt text as the network takes."""
    if not most:
        return picture.model_copy(update={"alt": ""}), [Note(key="no_alt")] if picture.alt else []
    if not picture.alt:
        return picture, [Note(key="alt_missing")]
    if len(picture.alt) <= most:
        return picture, []
    whole = picture.alt[: most - len(_ELLIPSIS)]
    cut = whole.rpartition(" ")[0] or whole
    return picture.model_copy(update={"alt": cut.rstrip() + _ELLIPSIS}), [Note(key="shortened_alt")]
