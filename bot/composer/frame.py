"""One network's frame for a draft: its template, its measure, where the link goes."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from bot.composer.gauge import Gauge
from bot.composer.material import Material
from bot.composer.offer import Offer
from bot.composer.plan import Choice
from bot.composer.view import Line, render, values
from bot.domain.brand import HouseStyle
from bot.domain.draft import Draft, Passage
from bot.domain.ports import Platform
from bot.domain.post import Measure, Part, Span
from bot.text.templating import Templates

LinkSpot = Literal["", "text", "card", "reply"]


class Rendered(NamedTuple):
    """A choice as the network would show it, measured by the network's own rules."""

    text: str
    spans: tuple[Span, ...]
    measure: Measure

    @property
    def part(self) -> Part:
        """The part it makes."""
        return Part(text=self.text, spans=self.spans, length=self.measure.length, limit=self.measure.limit)


class Shown(NamedTuple):
    """What a template has a place for: which parts, and how many paragraphs, lines of one and hashtags."""

    parts: frozenset[str]
    paragraphs: int
    lines: int
    hashtags: int


@dataclass(frozen=True)
class Frame:
    """A draft's material seen from one network."""

    material: Material
    platform: Platform
    templates: Templates

    @cached_property
    def template(self) -> str:
        """The name of the network's post template."""
        return self.templates.for_platform(self.platform.name)

    @cached_property
    def threads(self) -> bool:
        """Whether the network lets a post have several parts."""
        return self.platform.limits.parts > 1

    @cached_property
    def link_spot(self) -> LinkSpot:
        """Where the link goes: a reply of its own where the brand wants it and it is possible, else card or text."""
        if not self.material.link:
            return ""
        if self.material.style.link == "first_reply" and self.threads:
            return "reply"
        # The long form names its source in the text too, card or not.
        return "card" if self.platform.card and self.platform.shape != "long" else "text"

    @cached_property
    def gauge(self) -> Gauge:
        """The quick estimate under this network's limits."""
        return Gauge(self.platform, self.material.link, self.material.weights)

    @cached_property
    def offer(self) -> Offer:
        """All that a post here could say: what the shape has, cut to what the template has a place for."""
        shown = has_place_for(self.templates, self.template, self.platform.shape)
        return Offer(
            material=self.material,
            gauge=self.gauge,
            shape=self.platform.shape,
            link=self.material.link if self.link_spot == "text" and "link" in shown.parts else "",
            question=self.material.question if "question" in shown.parts else "",
            signature=self.material.signature if "signature" in shown.parts else "",
            hashtags=self.material.hashtags[: shown.hashtags],
            standfirst=self.platform.shape != "brief" and "standfirst" in shown.parts,
            paragraphs=shown.paragraphs if self.platform.shape == "long" else 0,
            lines=shown.lines,
        )

    @cached_property
    def thread_offer(self) -> Offer:
        """All that a thread here could say: the standfirst and two paragraphs of context too."""
        shown = has_place_for(self.templates, self.template, self.platform.shape)
        return replace(
            self.offer,
            standfirst="standfirst" in shown.parts,
            paragraphs=min(2, shown.paragraphs),
        )

    def render(self, choice: Choice, *, first: int = 0, suffix: str = "") -> Rendered:
        """Render and measure a choice. Raises Refused when the template is broken."""
        whole = choice is self.offer.everything and not first
        text, spans = (whole and self.material.rendered.get((self.template, id(choice)))) or render(
            self.templates, self.template, values(self.material, choice, self.platform.shape, first)
        )
        if whole:
            # Kept under the identity of an object that `wholes` keeps alive.
            self.material.rendered[self.template, id(choice)] = (text, spans)
        text += suffix
        return Rendered(text, spans, self.platform.measure(text))


_PROBE = Material(Draft(id="", article_id="", headline=Passage(text="")), HouseStyle())


@lru_cache(maxsize=256)
def has_place_for(templates: Templates, name: str, shape: str) -> Shown:
    """Find what a template shows by rendering it once with markers for everything."""
    marks = {part: f"\ue000{part}\ue001" for part in ("headline", "standfirst", "question", "signature")}
    marks["link"] = "https://standfirst.invalid/\ue000"
    context = [[f"\ue000{paragraph}.{line}\ue001" for line in range(9)] for paragraph in range(9)]
    hashtags = [f"\ue000#{at}\ue001" for at in range(3)]
    given = {
        **values(_PROBE, Choice(_PROBE.brief, ""), shape),
        **marks,
        "bullets": [Line("", "\ue000bullet\ue001", "")],
        "context": context,
        "hashtags": hashtags,
    }
    text, spans = render(templates, name, given)
    text += "".join(span.url for span in spans)
    return Shown(
        frozenset(part for part, mark in marks.items() if mark in text),
        sum(paragraph[0] in text for paragraph in context),
        sum(line in text for line in context[0]),
        sum(tag in text for tag in hashtags),
    )
