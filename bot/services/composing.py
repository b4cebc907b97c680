"""From an article to checked posts, with nothing stored: what drafting keeps and what batches print."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.composer import compose, compose_all, decorate, hashtags, settled
from bot.domain.article import Article
from bot.domain.brand import HouseStyle
from bot.domain.draft import Draft, Look, Variant
from bot.domain.errors import Unreadable
from bot.domain.facts import Fact, Trace
from bot.domain.ports import Brief, Platform, Writer
from bot.domain.post import Post
from bot.facts import SourceIndex, trace_draft, untraced
from bot.services.captions import captioned, pictured, previewed
from bot.services.narrowing import Narrowed, widened
from bot.services.roundup import rounded_up, trace_origins, untold
from bot.services.sieve import sieved
from bot.services.terms import priced, warned
from bot.services.turns import Turns
from bot.text.templating import Templates


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft, its post for each platform by name, and the facts that the article does not say."""

    article: Article
    draft: Draft
    posts: dict[str, Post]
    untraced: tuple[Fact, ...]

    @property
    def trace(self) -> Trace:
        """Where each fact of the parts shown stands in the article; worked out when asked for."""
        if self.article.joins:
            return trace_origins(self.article, self.draft)
        return trace_draft(self.draft, SourceIndex.of(self.article))


# So many drafts' facts are remembered, by everything the article and the draft say.
TRACES = 128


class Composing:
    """Writes, traces and fits; the parts are handed in."""

    def __init__(self, writer: Writer, templates: Templates) -> None:
        self._writer = writer
        self._templates = templates
        self.turns = Turns()
        # A card is shown many times between two edits.
        self._traced = lru_cache(maxsize=TRACES)(_trace)

    async def compose(
        self, article: Article, platforms: Sequence[Platform], *, style: HouseStyle, draft_id: str
    ) -> Composed:
        """Write a draft of an article and fit it to each platform. Raises Unreadable when too little is there."""
        if article.joins:
            draft = await self._round_up(article, style, draft_id)
        else:
            draft = await self._written(article, style, draft_id)
        async with self.turns.turn():
            return self.fit(article, decorate(draft, style), platforms, style=style)

    async def _written(self, article: Article, style: HouseStyle, draft_id: str) -> Draft:
        """A draft as the writer has it. One that asks elsewhere is waited for beside all other work."""
        if not self._writer.extractive:
            return await self._writer.write(article, Brief(style=style), draft_id=draft_id)
        async with self.turns.turn():
            return await self._writer.write(article, Brief(style=style), draft_id=draft_id)

    async def _round_up(self, article: Article, style: HouseStyle, draft_id: str) -> Draft:
        """Write each of the articles, keep what it says of itself, and tell them in one draft."""
        drafts = []
        for origin in article.origins():
            try:
                draft = await self._written(origin, style, draft_id)
            except Unreadable:  # too little for more than its title
                draft = untold(origin, draft_id=draft_id)
            index = SourceIndex.of(origin)
            if self._writer.extractive and untraced(draft, index):
                draft = sieved(draft, index)
            drafts.append(draft)
        draft = rounded_up(article, drafts, draft_id=draft_id)
        name = f"posts/round_up/{draft.language}.txt.j2"
        if not (draft.language.isalpha() and self._templates.exists(name)):
            return draft
        said = self._templates.render(name, headline=draft.headline.text).strip()
        headline = draft.headline.model_copy(update={"text": said})
        return draft.model_copy(update={"headline": headline, "headlines": (headline, *draft.headlines)})

    def fit(self, article: Article, draft: Draft, platforms: Sequence[Platform], *, style: HouseStyle) -> Composed:
        """Trace a draft's facts and fit it to each platform; what an extractive writer got wrong is left out."""
        index = SourceIndex.of(article)
        doubtful = trace_origins(article, draft).untraced if article.joins else untraced(draft, index)
        if doubtful and self._writer.extractive and draft.revision == 1 and not article.joins:
            draft = decorate(sieved(draft, index), style)
            doubtful = untraced(draft, index)
        seen = [captioned(platform, draft.picture) for platform in platforms]
        posts = compose_all(draft, seen, style=style, templates=self._templates, image=article.image)
        if draft.picture:
            posts = {one.name: self._illustrated(posts[one.name], article, draft, one, style) for one in platforms}
        posts = {one.name: warned(priced(posts[one.name], one), one) for one in platforms}
        return Composed(article, draft, posts, doubtful)

    def post(self, article: Article, draft: Draft, platform: Platform, style: HouseStyle, account_id: str = "") -> Post:
        """Fit a draft to the network of one account, in that account's own wording and room.

        Raises Refused("template_broken" or "template_missing").
        """
        wording, own = draft.for_account(account_id), draft.variant(account_id)
        look = wording.look.over(style)
        if look.bullet != style.bullet:
            wording = decorate(wording, look)
        made = self._fitted(article, wording, captioned(platform, wording.picture), platform, look, own.room)
        shown = self._illustrated(made, article, wording, platform, look, own.room)
        return warned(priced(shown, platform), platform)

    def _fitted(
        self, article: Article, draft: Draft, seen: Platform, platform: Platform, style: HouseStyle, room: int | None
    ) -> Post:
        """The post for a network as it is seen here, within the room that was chosen."""
        asked = Narrowed(seen, room) if room is not None else seen
        made = compose(draft, asked, style=style, templates=self._templates, image=article.image)
        return widened(made, platform) if room is not None else made

    def _illustrated(
        self, made: Post, article: Article, draft: Draft, platform: Platform, style: HouseStyle, room: int | None = None
    ) -> Post:
        """The post with the draft's picture, the way that lets it say the most."""

        def whole() -> Post:
            return self._fitted(article, draft, platform, platform, style, room)

        return previewed(made, article, draft, platform, whole) or pictured(made, draft.picture, platform)

    def settled(self, draft: Draft, style: HouseStyle) -> Draft:
        """The draft with the bullets its posts tell now as a person's choice."""
        return settled(draft, style)

    def hashtags(self, draft: Draft, style: HouseStyle) -> tuple[str, ...]:
        """The hashtags its posts tell now."""
        return hashtags(draft, style)

    def trace(self, article: Article, draft: Draft) -> Trace:
        """Trace every fact of a draft, those of the wording that single accounts keep for themselves too."""
        return self._traced(article, _said(draft))


def _said(draft: Draft) -> Draft:
    """A draft as far as it says something: a revision, a look, a room, a picture change no fact."""
    variants = tuple(one.model_copy(update={"look": Look(), "room": None}) for one in draft.variants)
    own = tuple(one for one in variants if one != Variant(account_id=one.account_id))
    bare = {"revision": 1, "look": Look(), "variants": own, "skipped": (), "picture": None}
    return draft.model_copy(update=bare)


def _trace(article: Article, draft: Draft) -> Trace:
    wordings = [draft, *(draft.for_account(variant.account_id) for variant in draft.variants)]
    if article.joins:
        traces = [trace_origins(article, wording) for wording in wordings]
    else:
        index = SourceIndex.of(article)
        traces = [trace_draft(wording, index) for wording in wordings]
    return Trace(
        traced=tuple(dict.fromkeys(fact for one in traces for fact in one.traced)),
        untraced=tuple(dict.fromkeys(fact for one in traces for fact in one.untraced)),
    )
