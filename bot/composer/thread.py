"""Splitting a story into a thread by idea: opening, bullets, context, question with the link. Pure.

Nothing is cut: a statement goes whole into a part or is left out. No part begins with a word that leans on the one
before ("And", "He said").
"""

from collections.abc import Iterable

from bot.composer.offer import Offer
from bot.composer.plan import Choice, Paragraph, Picked

MOST_PARTS = 8
# Words a part may not begin with, by language: connectives and pronouns that need the sentence before.
_LEANING = {
    "en": "and but or so yet then also however meanwhile moreover he she it they this that these those his her its "
    "their which who such instead therefore",
    "es": "y e pero o u sino que así además él ella ellos ellas esto eso este esta estos estas su sus también",
    "fr": "et mais ou donc or ni car il elle ils elles ce cela cette ces son sa ses leur leurs aussi cependant",
    "de": "und aber oder denn doch sondern er sie es dies dieser diese dieses sein seine ihr ihre auch jedoch dabei",
    "pt": "e mas ou porém ele ela eles elas isso isto este esta esse essa seu sua seus suas também",
    "it": "e ed ma o oppure però egli lui lei essi loro questo questa quello suo sua anche inoltre",
    "ru": "и но а или да он она оно они это этот эта эти его её их также однако",
}
_LEANING_WORDS = {language: frozenset(words.split()) for language, words in _LEANING.items()}


def split(offer: Offer, room: int, most: int = MOST_PARTS) -> list[Choice]:
    """The parts of a thread, each within `room` by estimate, the link in the last; none when the headline is not."""
    told = offer.everything
    opening = _opening(offer, told, room)
    closing = _closing(offer, told, room)
    if not opening:
        return []
    statements = _bullets(offer, told, room)
    context = _context(offer, told, room)
    spare = max(0, most - len(opening) - len(closing))
    middle = [*statements, *context][:spare]
    if closing and not closing[0].question:
        # A link alone is no idea of its own: it goes with the last part that has room for it.
        last = (middle or opening)[-1]
        together = offer.priced(
            last._replace(link=closing[0].link, hashtags=closing[0].hashtags, signature=closing[0].signature)
        )
        if together.cost <= room:
            (middle or opening)[-1] = together
            closing = []
    return [*opening, *middle, *closing]


def leans(text: str, language: str) -> bool:
    """Whether a text needs the sentence before it: it starts small, or with a connective or pronoun."""
    first = text.lstrip("\"'“”‘’«([").split(maxsplit=1)[:1]
    if not first:
        return True
    return first[0][0].islower() or first[0].strip(",.;:'’").lower() in _LEANING_WORDS.get(language, frozenset())


def _blank(told: Choice) -> Choice:
    return Choice(plan=told.plan, headline="")


def _opening(offer: Offer, told: Choice, room: int) -> list[Choice]:
    headline = offer.priced(_blank(told)._replace(headline=told.headline))
    standfirst = offer.priced(_blank(told)._replace(standfirst=told.standfirst))
    together = offer.priced(headline._replace(standfirst=told.standfirst))
    if headline.cost > room:
        return []
    if together.cost <= room:
        return [together]
    return [headline, standfirst] if standfirst.cost <= room else [headline]


def _closing(offer: Offer, told: Choice, room: int) -> list[Choice]:
    """Question, link, hashtags, signature in one; what is too much goes: signature, hashtags, then question."""
    whole = _blank(told)._replace(
        question=told.question, link=told.link, hashtags=told.hashtags, signature=told.signature
    )
    tries = [whole, whole._replace(signature=""), whole._replace(signature="", hashtags=())]
    tries.append(tries[-1]._replace(question=""))
    for choice in map(offer.priced, tries):
        if choice.cost <= room:
            return [choice] if choice.cost else []
    return []


def _bullets(offer: Offer, told: Choice, room: int) -> list[Choice]:
    parts: list[Choice] = []
    for picked in told.bullets:
        lengths = range(len(told.plan.items[picked.at].texts))
        singles = (offer.priced(_blank(told)._replace(bullets=(Picked(picked.at, n),))) for n in lengths)
        single = next((choice for choice in singles if choice.cost <= room), None)
        if single is None:
            continue
        together = offer.priced(parts[-1]._replace(bullets=(*parts[-1].bullets, *single.bullets))) if parts else single
        if parts and together.cost <= room:
            parts[-1] = together
        else:
            parts.append(single)
    return parts


def _context(offer: Offer, told: Choice, room: int) -> list[Choice]:
    """Paragraphs packed into parts; a line that leans on one left out or in the part before is left out too."""
    language = offer.material.draft.language
    parts: list[Choice] = []
    open_part = False
    paragraphs = ((told.second,), *told.context) if told.second else told.context
    for one, new_paragraph in _lines(paragraphs):
        leaning = leans(one, language)
        if parts and open_part:
            joined = _with_line(offer, parts[-1], one, new_paragraph)
            if joined.cost <= room:
                parts[-1] = joined
                continue
        alone = offer.priced(_blank(told)._replace(context=((one,),)))
        open_part = not leaning and alone.cost <= room
        if open_part:
            parts.append(alone)
    return parts


def _with_line(offer: Offer, part: Choice, one: str, new_paragraph: bool) -> Choice:
    grown = (*part.context, (one,)) if new_paragraph else (*part.context[:-1], (*part.context[-1], one))
    return offer.priced(part._replace(context=grown))


def _lines(paragraphs: Iterable[Paragraph]) -> Iterable[tuple[str, bool]]:
    return ((one, at == 0) for lines in paragraphs for at, one in enumerate(lines))
