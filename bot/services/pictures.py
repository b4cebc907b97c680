"""The pictures of posts: chosen, fetched, sent or drawn, kept once, and the very bytes each network gets."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.draft import Picture
from bot.domain.errors import Missing, Refused, Unreadable
from bot.domain.ports import Clock, Platform
from bot.domain.post import Fitted, ImageRules, Post
from bot.domain.rights import require
from bot.edits.edit import SetPicture
from bot.media import card, fitting, opening
from bot.services.drafting import Drafting
from bot.services.editing import Editing
from bot.store import Store, media
from bot.store.drafts import Kept
from bot.store.media import Medium

if TYPE_CHECKING:
    from bot.net.client import Page

log = logging.getLogger(__name__)

__all__ = ["Choice", "Choices", "Medium", "Pictures", "alt_draft"]

Fetch = Callable[[str], Awaitable["Page"]]
# A large picture takes some hundred megabytes while it is worked on: two at a time, the others wait.
AT_ONCE = 2
# A picture that was brought and not chosen may be chosen for so long.
KEPT_FOR = timedelta(days=1)
# A link card's picture stays the one that was shown while its post may wait to go out.
CARDS_KEPT_FOR = timedelta(days=30)
_AT_A_TIME = 200
# A picture shown to a member while choosing: what any chat displays at once.
PREVIEW = ImageRules(max_bytes=1_000_000, max_side=1280)


@dataclass(frozen=True, slots=True)
class Choice:
    """A picture of the article, numbered from 1, with the alt text that its page gives."""

    number: int
    url: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What a draft's picture may be: now, and of the article. A picture sent or drawn is always possible too."""

    revision: int
    now: Picture | None
    pictures: tuple[Choice, ...]


class Pictures:
    """Keeps pictures and gives them out; `fetch` is the guarded client's."""

    def __init__(self, store: Store, drafting: Drafting, editing: Editing, fetch: Fetch, clock: Clock) -> None:
        self._store = store
        self._drafting = drafting
        self._editing = editing
        self._fetch = fetch
        self._clock = clock
        self._tables = asyncio.Semaphore(AT_ONCE)

    async def choices(self, draft_id: str) -> Choices:
        """What a draft's picture may be. Raises Missing("unknown_draft")."""
        kept = await self._drafting.latest(draft_id)
        article = await self._drafting.article(kept.draft.article_id)
        offered = (
            Choice(number, image.url, image.caption, alt_draft(article, number))
            for number, image in enumerate(article.images, 1)
        )
        return Choices(kept.draft.revision, kept.draft.picture, tuple(offered))

    async def fetched(self, draft_id: str, number: int, *, actor: Member) -> Picture:
        """One of the article's pictures, fetched and kept, with its alt text as far as the page gives one.

        Raises Missing("no_such_picture"), Unreadable("not_a_picture", "broken_picture" and what fetching raises),
        Refused("unsafe_url", "picture_too_large", "picture_too_many_pixels", "not_allowed").
        """
        require(actor, "draft")
        kept = await self._drafting.latest(draft_id)
        article = await self._drafting.article(kept.draft.article_id)
        if not 0 < number <= len(article.images):
            raise Missing("no_such_picture", number=number, count=len(article.images))
        url = article.images[number - 1].url
        page = await self._fetch(url)
        if not page.content_type.strip().lower().startswith("image/"):
            raise Unreadable("not_a_picture")
        found = await self._kept(page.body)
        return Picture(media_id=found.id, alt=alt_draft(article, number), source=url)

    async def uploaded(self, data: bytes, *, actor: Member) -> Picture:
        """A picture that a member sent, kept; its alt text is for the member to say. Raises as `opening.opened`."""
        require(actor, "draft")
        return Picture(media_id=(await self._kept(data)).id)

    async def drawn(self, draft_id: str, *, actor: Member, night: bool = False) -> Picture:
        """A card with the draft's headline, drawn and kept; its alt text is the headline, which is all it shows.

        Raises Refused("cannot_draw", "too_long_to_draw"), Missing("unknown_draft").
        """
        require(actor, "draft")
        draft = (await self._drafting.latest(draft_id)).draft
        palette = card.NIGHT if night else card.PAPER
        async with self._tables:
            data = await asyncio.to_thread(card.headline_card, draft.headline.text, draft.site, palette=palette)
        return Picture(media_id=(await self._kept(data)).id, alt=draft.headline.text)

    async def attach(self, draft_id: str, revision: int, picture: Picture | None, *, actor: Member, cause: str) -> Kept:
        """Make this the picture of a draft's posts, or None of them; another alt text is attached the same way.

        A revision as any other edit is. Raises Missing("unknown_picture") and what `Editing.edit` raises.
        """
        if picture is not None:
            await self.medium(picture.media_id)
            picture = picture.model_copy(update={"alt": " ".join(picture.alt.split())})
        return await self._editing.edit(draft_id, revision, (SetPicture(picture=picture),), actor=actor, cause=cause)

    async def medium(self, media_id: str) -> Medium:
        """What is known of a picture. Raises Missing("unknown_picture")."""
        async with self._store.read() as connection:
            found = await media.by_id(connection, media_id)
        if found is None:
            raise Missing("unknown_picture", id=media_id)
        return found

    async def fitted(self, media_id: str, rules: ImageRules) -> Fitted:
        """The bytes of a picture for these rules: made once, kept, and the same for whoever asks again.

        Raises Missing("unknown_picture"), Refused("picture_cannot_fit").
        """
        name = hashlib.sha256(rules.model_dump_json(exclude={"alt"}).encode()).hexdigest()
        made = await self._rendered(media_id, name)
        if made is not None:
            return made
        async with self._store.read() as connection:
            data = await media.body(connection, media_id)
        if data is None:
            raise Missing("unknown_picture", id=media_id)
        async with self._tables:
            new = await asyncio.to_thread(fitting.fitted, data, rules)
        async with self._store.begin() as connection:
            known, now = Medium(new.id, new.kind, new.width, new.height), self._clock.now()
            await media.touch(connection, media_id, now)
            await media.add(connection, known, new.data, now)
            await media.add_rendition(connection, media_id, name, new.id)
        # What another process made a moment before stays, and is given out here too.
        return await self._rendered(media_id, name) or new

    async def thumbnail(self, url: str, rules: ImageRules) -> Fitted | None:
        """The picture of a link card by its address: fetched once, kept, and the same whoever asks again.

        None where there is none that can be had; a post goes out without it then.
        """
        address = hashlib.sha256(url.encode()).hexdigest()
        async with self._store.read() as connection:
            known = await media.at_address(connection, address)
        try:
            if known is None:
                known = await self._brought(url, address)
            return await self.fitted(known, rules) if known else None
        except (Unreadable, Refused, Missing) as error:
            log.info("no picture for the link card: %s", error.key)
            return None

    async def _brought(self, url: str, address: str) -> str | None:
        """The id of the picture at an address, fetched and kept."""
        page = await self._fetch(url) if url else None
        if page is None or not page.content_type.strip().lower().startswith("image/"):
            return None
        found = await self._kept(page.body)
        async with self._store.begin() as connection:
            await media.note_address(connection, address, found.id)
        return found.id

    async def of_post(self, post: Post, platform: Platform) -> list[tuple[Fitted, str]]:
        """The pictures that go with a post's first part to its network, and their alt texts: what a preview shows."""
        images = post.parts[0].images if post.parts else ()
        return [(await self.fitted(image.media_id, platform.limits.picture), image.alt) for image in images]

    async def preview(self, media_id: str) -> Fitted:
        """A picture as a chat shows it while a member chooses. Raises Missing("unknown_picture")."""
        return await self.fitted(media_id, PREVIEW)

    async def sweep(self) -> int:
        """Let go of pictures brought over a day ago that no draft or post names, and of what was made of them.

        How many. One that is brought or made again meanwhile is young again, and stays.
        """
        before = self._clock.now() - KEPT_FOR
        async with self._store.read() as connection:
            old = await media.older(connection, before)
            if not old:
                return 0
            wanted = await media.meant(connection) | await media.of_cards(
                connection, self._clock.now() - CARDS_KEPT_FOR
            )
            made_of = await media.renditions(connection)
        unwanted, gone = sorted(_unwanted(old, wanted, made_of)), 0
        for at in range(0, len(unwanted), _AT_A_TIME):
            async with self._store.begin() as connection:
                gone += await media.drop(connection, unwanted[at : at + _AT_A_TIME], before)
        return gone

    async def _kept(self, data: bytes) -> Medium:
        async with self._tables:
            looked = await asyncio.to_thread(opening.inspect, data)
        new = Medium(hashlib.sha256(data).hexdigest(), *looked)
        async with self._store.begin() as connection:
            await media.add(connection, new, data, self._clock.now())
        return new

    async def _rendered(self, media_id: str, name: str) -> Fitted | None:
        async with self._store.read() as connection:
            made = await media.rendered(connection, media_id, name)
            data = await media.body(connection, made.id) if made else None
        if made is None or data is None:
            return None
        return Fitted(made.kind, made.width, made.height, data)


def _unwanted(old: set[str], wanted: set[str], made_of: Sequence[tuple[str, str]]) -> set[str]:
    """The old pictures that are neither wanted nor made, at whatever remove, of one that stays."""
    unwanted, before = old - wanted, -1
    while len(unwanted) != before:
        before = len(unwanted)
        unwanted -= {one for source, one in made_of if source not in unwanted}
    return unwanted


def alt_draft(article: Article, number: int) -> str:
    """The alt text to begin with for one of the article's pictures: its page's words, never ours; "" for none."""
    image = article.images[number - 1]
    return image.alt or image.caption
