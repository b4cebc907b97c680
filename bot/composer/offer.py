"""What a post on one network could say at most, and what each part of it would cost by estimate."""

from dataclasses import dataclass
from functools import cached_property

from bot.composer.gauge import Gauge
from bot.composer.material import Material
from bot.composer.plan import Choice, Option, Picked, Plan

RANKS = (1.0, 0.85, 0.7, 0.55, 0.5, 0.45, 0.4, 0.35)
SPARE_RANKS = (0.45, 0.43, 0.41, 0.39, 0.37, 0.35)
BREAK = 1
BLANK = 2


@dataclass(frozen=True)
class Offer:
    """What a network's post could say at most; empty or False where its shape, template or brand has no place for it.

    `paragraphs` of context and `lines` of each are what the template shows.
    """

    material: Material
    gauge: Gauge
    shape: str
    link: str = ""
    question: str = ""
    signature: str = ""
    hashtags: tuple[str, ...] = ()
    standfirst: bool = False
    paragraphs: int = 0
    lines: int = 0

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The plans to try, the fuller first."""
        if not self.standfirst or self.material.full is self.material.brief:
            return (self.material.brief,)
        return (self.material.full, self.material.brief)

    @cached_property
    def everything(self) -> Choice:
        """The choice that leaves nothing out; one and the same for networks that show and count alike."""
        told = self.plans[0]
        parts = (self.shape, self.link, self.question, self.signature, self.hashtags, self.paragraphs, self.lines)
        key = (id(told), self.gauge.weighted, self.gauge.link if self.link else 0, self.bullet_frame, *parts)
        if key not in self.material.wholes:
            self.material.wholes[key] = self._everything(told)
        return self.material.wholes[key]

    def _everything(self, told: Plan) -> Choice:
        second, paragraphs = self.material.context(told) if self.paragraphs else ("", ())
        choice = Choice(
            plan=told,
            headline=self.material.headline,
            bullets=tuple(Picked(at, 0) for at in range(len(told.items))),
            standfirst=told.standfirst,
            second=second,
            context=tuple(lines[: self.lines] for lines in paragraphs[: self.paragraphs]),
            question=self.question,
            link=self.link,
            hashtags=self.hashtags,
            signature=self.signature,
        )
        return self.priced(choice)

    def priced(self, choice: Choice) -> Choice:
        """The choice with its estimated cost as the built-in templates set it."""
        text = self.gauge.text
        blocks = [text(choice.headline)] if choice.headline else []
        if choice.standfirst:
            blocks.append(text(choice.standfirst) + (BREAK + text(choice.second) if choice.second else 0))
        if choice.bullets:
            options = self.options(choice.plan)
            texts = sum([options[at][length].cost for at, length in choice.bullets])
            blocks.append(texts + self.bullet_frame * len(choice.bullets) - BREAK)
            if self.shape == "long" and self.material.lead_in:
                blocks[-1] += text(self.material.lead_in) + BREAK
        for lines in choice.context:
            blocks.append(sum(map(text, lines)) + BREAK * (len(lines) - 1))
        tail = self._tail(choice.question, choice.link, choice.hashtags, choice.signature)
        if tail:
            blocks.append(tail)
        return choice._replace(cost=sum(blocks) + BLANK * max(0, len(blocks) - 1))

    def frame_cost(self, standfirst: str, question: str, signature: str) -> int:
        """The cost of headline, link and these, bullets still to come."""
        text = self.gauge.text
        tail = self._tail(question, self.link, (), signature)
        cost = text(self.material.headline) + (tail + BLANK if tail else 0)
        return cost + text(standfirst) + BLANK if standfirst else cost

    @cached_property
    def bullet_frame(self) -> int:
        """What a bullet's line costs beside its text; every mark is taken to cost what the first one does."""
        first = next((item.bullet.emoji for item in self.plans[0].items), "")
        mark = self.gauge.mark(first) + 1 if first else 0
        return mark + (self.shape == "long") + BREAK

    def options(self, told: Plan) -> tuple[tuple[Option, ...], ...]:
        """Every length of every bullet of a plan by the cost of its text, for all networks that count alike."""
        key = (id(told), self.gauge.weighted)
        if key not in self.material.options:
            ranked = zip((*told.items, *told.spares), self._ranks(told), strict=True)
            self.material.options[key] = tuple(
                tuple(
                    Option(self.gauge.text(text), rank * worth, Picked(at, length))
                    for length, (text, worth) in enumerate(zip(item.texts, item.worth, strict=True))
                )
                for at, (item, rank) in enumerate(ranked)
            )
        return self.material.options[key]

    def _ranks(self, told: Plan) -> tuple[float, ...]:
        return (*RANKS[: len(told.items)], *SPARE_RANKS[: len(told.spares)])

    def _tail(self, question: str, link: str, hashtags: tuple[str, ...], signature: str) -> int:
        text = self.gauge.text
        lines = [text(one) for one in (question, signature) if one]
        if link:
            lines.append(self.gauge.link + (len(self.material.site) + 2 if self.shape == "long" else 0))
        if hashtags:
            lines.append(sum(map(text, hashtags)) + len(hashtags) - 1)
        return sum(lines) + BREAK * (len(lines) - 1) if lines else 0
