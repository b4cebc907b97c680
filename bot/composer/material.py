"""A draft in a house style, taken apart once for every network it is composed for."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bot.composer.overlap import content
from bot.composer.plan import MOST_BULLETS, Choice, Item, Option, Paragraph, Plan, Said, item, plan
from bot.composer.wording import joined, line, unstopped
from bot.domain.brand import HouseStyle
from bot.domain.draft import Bullet, Draft, Passage
from bot.domain.post import Span
from bot.text import sentences

# A line this short takes the next sentence along; together they stay within about two lines on a phone.
SHORT_LINE = 60
LONG_LINE = 200
MOST_CHOSEN = 8
MOST_CANDIDATES = 8
MOST_CONTEXT = 1200
MOST_HASHTAGS = 3


class Context(NamedTuple):
    """What the long form adds: the standfirst's second line, and paragraphs of short lines."""

    second: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Material:
    """The parts of a draft as single clean lines, and the plans to tell it without saying a thing twice.

    What is worked out for one network is kept for the next: `weights` of texts, `options` for bullets, the `wholes`
    that leave nothing out, and those `rendered`.
    """

    draft: Draft
    style: HouseStyle
    lead_in: str = ""
    image: str = ""
    weights: dict[str, int] = field(default_factory=dict)
    options: dict[tuple[int, bool], tuple[tuple[Option, ...], ...]] = field(default_factory=dict)
    wholes: dict[tuple[object, ...], Choice] = field(default_factory=dict)
    rendered: dict[tuple[str, int], tuple[str, tuple[Span, ...]]] = field(default_factory=dict)
    _contexts: dict[int, Context] = field(default_factory=dict)

    @cached_property
    def headline(self) -> str:
        """The headline as one line."""
        return line(self.draft.headline.text)

    @cached_property
    def link(self) -> str:
        """The article's address; empty where the brand wants none or the headline already holds it."""
        link = line(self.draft.link)
        return "" if self.style.link == "none" or (link and link in self.headline) else link

    @cached_property
    def site(self) -> str:
        """The name shown for the link."""
        return line(self.draft.site)

    @cached_property
    def question(self) -> str:
        """The question; empty where there is none or the brand wants none."""
        asked = self.draft.question
        return self._own(asked.text) if asked and self.style.question else ""

    @cached_property
    def question_mark(self) -> str:
        """The sign before the question; none on a sensitive story."""
        return "" if self.draft.sensitive else line(self.style.question_mark)

    @cached_property
    def signature(self) -> str:
        """The brand's closing line."""
        return self._own(self.style.signature)

    @cached_property
    def hashtags(self) -> tuple[str, ...]:
        """The brand's and the member's own hashtags, then the story's, up to three; none where none are wanted."""
        if not self.style.hashtags:
            return ()
        own = (*self.style.own_hashtags, *self.draft.own_hashtags)
        story = self.draft.hashtags[: max(0, MOST_HASHTAGS - len(own))]
        kept: dict[str, str] = {}
        for hashtag in filter(None, map(self._own, (*own, *story))):
            kept.setdefault(hashtag.lower(), hashtag)
        return tuple(kept.values())

    @cached_property
    def brief(self) -> Plan:
        """The plan without a standfirst."""
        if self.draft.settled:
            return self._chosen("", None)
        return plan(self._headline, "", None, self._items, self._others)

    @cached_property
    def full(self) -> Plan:
        """The plan with the standfirst; the brief one where it repeats the headline or leaves under two bullets."""
        passage = self.draft.standfirst
        text = self._own(passage.text) if passage else ""
        lead = Said(frozenset(passage.sentences if passage else ()), content(text))
        if self._headline.told_by(lead):
            return self.brief
        if self.draft.settled:
            return self._chosen(text, lead)
        told = plan(self._headline, text, lead, self._items, self._others)
        return told if len(told.items) >= min(2, len(self.brief.items)) else self.brief

    def _chosen(self, standfirst: str, lead: Said | None) -> Plan:
        """The plan of bullets that a person chose: all that the standfirst does not say, none in their place."""
        items = tuple(item for item in self._items if lead is None or not item.said.repeats([lead]))
        told = (*([lead] if lead else []), *(item.said for item in items))
        return Plan(standfirst, items, (), 0, 0, told)

    def context(self, told: Plan) -> Context:
        """The sentence that goes on from the plan's standfirst, and further paragraphs; nothing the plan says."""
        if id(told) not in self._contexts:
            self._contexts[id(told)] = self._context(told)
        return self._contexts[id(told)]

    def _context(self, told: Plan) -> Context:
        room = MOST_CONTEXT
        second = ""
        paragraphs: list[Paragraph] = []
        for passage in self.draft.context:
            fresh = [
                (text, said)
                for text, said in self._sentences(passage)
                if not (said.repeats(told.shown) or self._headline.told_by(said))
            ]
            room -= sum(len(text) for text, _ in fresh)
            if room < 0:
                break
            if fresh and not (second or paragraphs) and told.standfirst and fresh[0][1].follows(told.shown[0]):
                second = fresh.pop(0)[0]
            paragraphs.append(self._lines([text for text, _ in fresh]))
        return Context(second, tuple(filter(None, paragraphs)))

    def _sentences(self, passage: Passage) -> list[tuple[str, Said]]:
        text = self._own(passage.text)
        texts = [text]
        if len(passage.sentences) > 1:
            texts = [one for paragraph in sentences.split(text, self.draft.language) for one in paragraph]
        exact = len(texts) == len(passage.sentences)
        sources = [(number,) for number in passage.sentences] if exact else [passage.sentences] * len(texts)
        pairs = zip(texts, sources, strict=True)
        return [(text, Said(frozenset(source), content(text))) for text, source in pairs if text]

    def _lines(self, texts: list[str]) -> Paragraph:
        lines: list[str] = []
        for text in texts:
            if lines and len(lines[-1]) < SHORT_LINE and len(lines[-1]) + len(text) <= LONG_LINE:
                lines[-1] = joined([lines[-1], text], self.draft.language)
            else:
                lines.append(text)
        return tuple(lines)

    @cached_property
    def _headline(self) -> Said:
        return Said(frozenset(self.draft.headline.sentences), content(self.headline))

    @cached_property
    def _items(self) -> list[Item]:
        most = MOST_CHOSEN if self.draft.settled else MOST_BULLETS
        return self._weighed(self.draft.bullets[:most])

    @cached_property
    def _others(self) -> list[Item]:
        return self._weighed(self.draft.candidates[:MOST_CANDIDATES])

    def _weighed(self, bullets: tuple[Bullet, ...]) -> list[Item]:
        lengths = (
            (bullet, tuple(unstopped(self._own(text)) for text in (bullet.text, *bullet.shorter))) for bullet in bullets
        )
        return [item(bullet, texts) for bullet, texts in lengths if texts[0]]

    def _own(self, text: str) -> str:
        """A text as one line; empty where it holds the link, which is said once only."""
        text = line(text)
        return "" if self.link and self.link in text else text


def hashtags(draft: Draft, style: HouseStyle) -> tuple[str, ...]:
    """The hashtags that a draft's posts tell, where the network has a place for them all."""
    return Material(draft, style).hashtags[:MOST_HASHTAGS]


def settled(draft: Draft, style: HouseStyle) -> Draft:
    """The draft with the bullets that its posts would tell, as a person's choice from here on; see `Draft.settled`."""
    if draft.settled:
        return draft
    material = Material(draft, style)
    bullets = tuple(dict.fromkeys(item.bullet for item in (*material.brief.items, *material.full.items)))
    left = tuple(bullet for bullet in (*draft.bullets, *draft.candidates) if bullet not in bullets)
    return draft.model_copy(update={"bullets": bullets, "candidates": left, "settled": True})
