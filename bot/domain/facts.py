"""Facts: the checkable claims of a post and where the article says them."""

from typing import Literal

from bot.domain.frozen import Frozen

FactKind = Literal["number", "money", "percent", "date", "name", "quote", "url", "handle"]


class Fact(Frozen):
    """One number, money amount, percentage, date, name, quotation, URL or handle of a post.

    `start` and `end` are code points in the post, end exclusive; `sentence` is the number of the
    article's sentence that says it (0 is the title), None when none does.
    """

    text: str
    kind: FactKind
    start: int
    end: int
    sentence: int | None = None


class Trace(Frozen):
    """Every fact found in a text, split by whether the article says it; both in order of appearance."""

    traced: tuple[Fact, ...] = ()
    untraced: tuple[Fact, ...] = ()
