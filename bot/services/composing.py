"""From an article to checked posts, with nothing stored: what drafting keeps and what batches print."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.composer import compose, compose_all, decorate, settled
from bot.domain.article import Article
from bot.domain.brand import HouseStyle
from bot.domain.draft import Draft
from bot.domain.facts import Fact, Trace
from bot.domain.ports import Brief, Platform, Writer
from bot.domain.post import Post
from bot.facts import SourceIndex, closest, trace_draft
from bot.services.narrowing import Narrowed, widened
from bot.services.sieve import sieved
from bot.text.templating import Templates


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft, its post for each platform by name, and where each of its facts stands in the article."""

    article: Article
    draft: Draft
    posts: dict[str, Post]
    trace: Trace


class Composing:
    """Writes, traces and fits; the parts are handed in."""

    def __init__(self, writer: Writer, templates: Templates) -> None:
        self._writer = writer
        self._templates = templates

    async def compose(
        self, article: Article, platforms: Sequence[Platform], *, style: HouseStyle, draft_id: str
    ) -> Composed:
        """Write a draft of an article and fit it to each platform. Raises Unreadable when too little is there."""
        draft = await self._writer.write(article, Brief(style=style), draft_id=draft_id)
        return self.fit(article, decorate(draft, style), platforms, style=style)

    def fit(self, article: Article, draft: Draft, platforms: Sequence[Platform], *, style: HouseStyle) -> Composed:
        """Trace a draft's facts and fit it to each platform; what an extractive writer got wrong is left out."""
        index = SourceIndex.of(article)
        trace = trace_draft(draft, index)
        if trace.untraced and self._writer.extractive and draft.revision == 1:
            draft = decorate(sieved(draft, index), style)
            trace = trace_draft(draft, index)
        posts = compose_all(draft, platforms, style=style, templates=self._templates, image=article.image)
        return Composed(article, draft, posts, trace)

    def post(self, article: Article, draft: Draft, platform: Platform, style: HouseStyle, account_id: str = "") -> Post:
        """Fit a draft to the network of one account, in that account's own wording and room.

        Raises Refused("template_broken" or "template_missing").
        """
        wording, own = draft.for_account(account_id), draft.variant(account_id)
        look = wording.look.over(style)
        if look.bullet != style.bullet:
            wording = decorate(wording, look)
        room = own.room
        asked = Narrowed(platform, room) if room is not None else platform
        made = compose(wording, asked, style=look, templates=self._templates, image=article.image)
        return widened(made, platform) if room is not None else made

    def settled(self, draft: Draft, style: HouseStyle) -> Draft:
        """The draft with the bullets its posts tell now as a person's choice."""
        return settled(draft, style)

    def trace(self, article: Article, draft: Draft) -> Trace:
        """Trace every fact of a draft, those of the wording that single accounts keep for themselves too."""
        index = SourceIndex.of(article)
        wordings = [draft, *(draft.for_account(variant.account_id) for variant in draft.variants)]
        traces = [trace_draft(wording, index) for wording in wordings]
        return Trace(
            traced=tuple(dict.fromkeys(fact for one in traces for fact in one.traced)),
            untraced=tuple(dict.fromkeys(fact for one in traces for fact in one.untraced)),
        )

    def source_of(self, article: Article, fact: Fact) -> int | None:
        """The number of the sentence nearest to an untraced fact."""
        return closest(fact, SourceIndex.of(article))
