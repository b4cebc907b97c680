"""The first sample as a draft made by hand, a plain network to fit it to, and the product's own templates."""

from dataclasses import dataclass, field

import pytest

from bot.domain.draft import Bullet, Draft, Passage
from bot.domain.post import Limits, Measure
from bot.text.counting import graphemes
from bot.text.templating import Templates


@dataclass
class Network:
    """A network that counts graphemes and nothing else."""

    name: str = "plainnet"
    label: str = "Plain"
    limits: Limits = field(default_factory=lambda: Limits(text=500, unit="graphemes", parts=10))
    shape: str = "full"
    card: bool = False

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        length = graphemes(text)
        problem = "" if text.strip() else "empty"
        if length > self.limits.text:
            problem = "too_long"
        return Measure(length=length, limit=self.limits.text, unit="graphemes", problem=problem)


@pytest.fixture(scope="session")
def network():
    def make(
        text: int = 500, shape: str = "full", parts: int = 10, name: str = "plainnet", card: bool = False
    ) -> Network:
        return Network(name=name, limits=Limits(text=text, unit="graphemes", parts=parts), shape=shape, card=card)

    return make


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


def bullet(text: str, *shorter: str, s: int) -> Bullet:
    return Bullet(text=text, shorter=shorter, sentences=(s,))


@pytest.fixture(scope="session")
def sarnholm() -> Draft:
    return Draft(
        id="d1",
        article_id="a1",
        language="en",
        headline=Passage(text="Sarnholm turns on Europe's largest tidal array after two-year delay", sentences=(0,)),
        standfirst=Passage(
            text="Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday, making the port city of 210,000 "
            "people home to Europe's largest tidal power array.",
            sentences=(1,),
        ),
        bullets=(
            bullet(
                "The €640 million plant will cover about 38 percent of the city's electricity use",
                "The €640 million plant will cover about 38 percent of electricity",
                s=2,
            ),
            bullet(
                "Electricity bills in Sarnholm should fall by 11 percent from October, the city council said",
                "Electricity bills in Sarnholm should fall by 11 percent from October",
                "Bills should fall by 11 percent from October",
                s=6,
            ),
            bullet(
                "The Varn Fishers' Union says the exclusion zone, at 14 square kilometres, is twice what was promised",
                "The Varn Fishers' Union says the exclusion zone is twice what was promised",
                s=9,
            ),
        ),
        candidates=(
            bullet("Sarnholm switched on 48 tidal turbines in the Varn Strait on Monday", s=1),
            bullet("The council has offered the union €3.2 million a year until 2031", s=11),
            bullet("Households outside the city limits will not benefit until a second cable is laid", s=7),
        ),
        context=(
            Passage(
                text="The array was due to open in spring 2024. Divers found cracks in nine turbine mounts during "
                'tests that January, and the supplier, Mollvik Marine, replaced all 48 at its own cost. "We would '
                "rather be late than sorry,\" Strandkraft's chief executive, Jonas Reyle, told reporters at the quay.",
                sentences=(3, 4, 5),
            ),
            Passage(
                text="Marine biologists from Sarnholm University will publish their first survey of the site in "
                "September. If it finds no lasting harm to seals and cod, Strandkraft plans to add 30 turbines by "
                "2029.",
                sentences=(12, 13),
            ),
        ),
        question=Passage(text="What would make Sarnholm's tidal array fair to its fishing crews?", sentences=(8,)),
        hashtags=("#Sarnholm", "#TidalPower"),
        link="https://harbour.example/tidal",
        site="Harbour Gazette",
    )
