"""Names in a text: runs of capitalised words, and whether the article knows them, in this order or shorter."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from bot.facts.folding import words
from bot.facts.index import SourceIndex
from bot.facts.lexicon import (
    ALIASES,
    DETERMINERS,
    LINKS,
    NOUN_ENDINGS,
    NOUN_LANGUAGES,
    ORDINARY,
    TITLES,
    common_words,
)

_UPPER = "".join(chr(code) for code in range(0x250) if chr(code).isupper() and code > 0x7F) + "Α-ΫЀ-Я"
_WORD = re.compile(
    # Brands that open with a small letter come first: iPhone, eBay.
    rf"(?<![^\W_])[a-z]{{1,2}}[A-Z][a-z]{{2,}}(?![^\W_])|[A-Z{_UPPER}](?<![^\W_].)(?:(?<=[A-Z])(?:\.[A-Z])++(?![^\W_])\.?|[^\W_]*+(?:[\-’'&](?![A-Z]\.[A-Z])[^\W_]+)*+)"
)
_ANY_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAD = re.compile(r"[^\w\n]*(?:\d{1,2}[.)][ \u00a0])?[^\w\n]*")
_SENTENCE_END = re.compile(r"[.!?:;…][\"”’'»)]*\s+[\"“‘'«(]*\Z|[\n•|–—][\s\"“‘'«(]*\Z")
_SHORTEST_NAME = 4


class Name(NamedTuple):
    """A run of capitalised words; `sentence` is None when the article does not know it."""

    start: int
    end: int
    sentence: int | None


class _Part(NamedTuple):
    start: int
    end: int
    key: tuple[str, ...]
    opens: bool


def names(text: str, index: SourceIndex) -> Iterator[Name]:
    """Every name of a text in order. Lines of a label alone, and the ordinary words that open a line, are none."""
    at = 0
    for line in text.split("\n"):
        yield from _in_line(text, at, at + len(line), index)
        at += len(line) + 1


def _in_line(text: str, start: int, end: int, index: SourceIndex) -> Iterator[Name]:
    start = _LEAD.match(text, start, end).end()  # type: ignore[union-attr]  # every part may be empty: it always matches
    parts = _parts(text, start, end)
    if not parts:
        return
    line = text[start:end].rstrip()
    question, label = line.endswith(("?", "？", "؟")), line.endswith(":") and len(line) < 40
    nouns = index.language in NOUN_LANGUAGES
    titled = not nouns and _is_titled(line, len(parts))
    for run in _runs(text, parts):
        if nouns and run[0].opens and run[0].key[0] in DETERMINERS:
            del run[0]
        if run and nouns and _is_noun(text, run) and index.named(run[0].key) is None:
            continue
        name = _judged(run, index, titled=titled, doubtful=question or label)
        if name:
            yield name


def _parts(text: str, start: int, end: int) -> list[_Part]:
    parts = []
    for match in _WORD.finditer(text, start, end):
        at, stop = match.span()
        if text[stop - 2] in "'’" and text[stop - 1] in "sS":
            stop -= 2
        word = text[at:stop]
        key = (word.lower(),) if word.isascii() and word.isalnum() else tuple(words(word))
        parts.append(_Part(at, stop, key, at == start or _opens(text, start, at)))
    return parts


def _opens(text: str, start: int, at: int) -> bool:
    before = text[at - 1]
    if before in '"“‘(':
        return True
    if before in " \u00a0" and (text[at - 2].isalnum() or text[at - 2] == ","):
        return False
    return _SENTENCE_END.search(text[max(start, at - 8) : at]) is not None


def _is_titled(line: str, capitals: int) -> bool:
    if capitals < 4:
        return False
    long = _ANY_WORD.findall(line)
    return len(long) >= 3 and sum(word[0].isupper() for word in long) >= 0.7 * len(long)


def _runs(text: str, parts: list[_Part]) -> Iterator[list[_Part]]:
    run: list[_Part] = []
    for part in parts:
        if run and not _follows(text, run[-1], part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _follows(text: str, last: _Part, part: _Part) -> bool:
    between = text[last.end : part.start]
    return between in (" ", "\u00a0") or (
        between == ". " and (len(last.key) == 1 and (len(last.key[0]) == 1 or last.key[0] in TITLES))
    )


def _judged(run: list[_Part], index: SourceIndex, *, titled: bool, doubtful: bool) -> Name | None:
    while run and _is_ordinary(run[0], index, doubtful=doubtful and len(run) == 1):
        run = run[1:]
    if not run:
        return None
    found = index.named([word for part in run for word in part.key])
    if found is not None:
        return Name(run[0].start, run[-1].end, found)
    return _word_by_word(run, index, titled=titled)


def _is_noun(text: str, run: list[_Part]) -> bool:
    """Whether a lone capitalised word is a noun of a language that writes all of them so: by its article or ending."""
    if len(run) != 1:
        return False
    word, before = run[0].key[-1], text[max(0, run[0].start - 12) : run[0].start].split()
    return word in DETERMINERS or word.endswith(NOUN_ENDINGS) or (bool(before) and before[-1].lower() in DETERMINERS)


def _is_ordinary(part: _Part, index: SourceIndex, *, doubtful: bool) -> bool:
    if not all(word in ORDINARY for word in part.key):
        return part.opens and index.find(part.key) is None and (doubtful or _is_common(part, index))
    return part.opens or index.find(part.key) is None or all(word in LINKS for word in part.key)


def _is_common(part: _Part, index: SourceIndex) -> bool:
    """Whether the words of an opening are everyday ones, or the article's own with another ending."""
    return all(
        word in common_words() or not index.vocabulary.isdisjoint(_forms(word, titled=True)) for word in part.key
    )


def _word_by_word(run: list[_Part], index: SourceIndex, *, titled: bool) -> Name | None:
    unknown = [part for part in run if not _is_known(part, index, titled=titled)]
    if titled:
        together = list(takewhile(unknown.__contains__, run[run.index(unknown[0]) :])) if unknown else []
        return Name(together[0].start, together[-1].end, None) if together else None
    if unknown:
        return Name(run[0].start, run[-1].end, None)
    if len(run) == 2 and _is_torn(run[0], run[1], index):
        return Name(run[0].start, run[1].end, None)
    return Name(run[0].start, run[-1].end, index.find(run[-1].key) or 0)


def _is_known(part: _Part, index: SourceIndex, *, titled: bool) -> bool:
    if index.named(part.key) is not None or all(word in ORDINARY or word in TITLES for word in part.key):
        return True
    known = index.vocabulary
    if len(part.key) == 1 and len(part.key[0]) == 1:
        return any(word.startswith(part.key[0]) for word in index.followers)
    if len(part.key) > 1 and all(word in known for word in part.key):
        return True
    whole = " ".join(part.key)
    if any(index.find_line(alias) is not None for alias in ALIASES.get(whole, ())) or whole in index.initials:
        return True
    if titled and _is_common(part, index):
        return True
    return any(form in known for form in _forms(whole, titled=titled))


def _forms(word: str, *, titled: bool) -> Iterator[str]:
    if word.endswith("s"):
        yield word[:-1]
    if titled:
        yield word + "s"


def _is_torn(first: _Part, second: _Part, index: SourceIndex) -> bool:
    """Whether two known words stand together only in the post: one person's first name, another's surname."""
    given, family = first.key[-1], second.key[0]
    if given in TITLES or family in TITLES or given in ORDINARY or family in ORDINARY or first.key == second.key:
        return False
    if max(second.end - second.start, first.end - first.start) < _SHORTEST_NAME or family in index.acronyms:
        return False
    followed = index.followers.get(given, frozenset())
    return (bool(followed) or given in index.preceded) and family in index.preceded and family not in followed
