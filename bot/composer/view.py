"""What a post template is given, and its rendering into text and spans."""

from typing import NamedTuple
from unicodedata import is_normalized, normalize

from bot.composer.marks import mark
from bot.composer.material import Material
from bot.composer.plan import Choice
from bot.composer.wording import ending
from bot.domain.post import Span
from bot.text.richtext import from_html
from bot.text.templating import Templates


class Line(NamedTuple):
    """A bullet as a template sees it; `end` is what closes it in a list that runs as one sentence."""

    emoji: str
    text: str
    end: str


def values(material: Material, choice: Choice, shape: str, first: int = 0) -> dict[str, object]:
    """Everything a post template may use, empty where there is nothing; bullets are counted from `first`.

    headline, standfirst, lead_in, question, question_mark, link, site, signature, language, shape: str;
    bullets: list of (emoji, text, end); context: list of paragraphs, each a list of lines; hashtags: list of str;
    sensitive: bool.
    """
    return {
        "shape": shape,
        "language": material.draft.language,
        "sensitive": material.draft.sensitive,
        "headline": choice.headline,
        "standfirst": f"{choice.standfirst}\n{choice.second}" if choice.second else choice.standfirst,
        "lead_in": material.lead_in if choice.bullets else "",
        "bullets": bullets(material, choice, first),
        "context": choice.context,
        "question": choice.question,
        "question_mark": material.question_mark,
        "link": choice.link,
        "site": material.site,
        "hashtags": choice.hashtags,
        "signature": choice.signature,
    }


def bullets(material: Material, choice: Choice, first: int = 0) -> list[Line]:
    """The chosen bullets as lines, marked in the house style."""
    offered = (*choice.plan.items, *choice.plan.spares)
    count = len(choice.bullets)
    lines = []
    for at, picked in enumerate(choice.bullets):
        item = offered[picked.at]
        text = item.texts[picked.length]
        sign = mark(item.bullet, first + at, material.style, sensitive=material.draft.sensitive)
        lines.append(Line(sign, text, ending(text, material.draft.language, last=at == count - 1)))
    return lines


def render(templates: Templates, name: str, given: dict[str, object]) -> tuple[str, tuple[Span, ...]]:
    """The template's text, tidied: no space at line ends, at most one blank line. Raises as `Templates.render`."""
    text = templates.render(name, **given)
    if not is_normalized("NFC", text):  # as networks keep it, so that what is shown is what they hold
        text = normalize("NFC", text)
    if " \n" in text or "\t\n" in text:
        text = "\n".join(map(str.rstrip, text.split("\n")))
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    text = text.strip()
    return from_html(text) if name.endswith(".html.j2") else (text, ())
