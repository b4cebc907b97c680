"""Words to meanings: the longest phrase that any table knows, at each place; zones by their names too."""

from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from bot.times.tokens import UNKNOWN, Token, folded
from bot.times.tongues import FRENCH, GERMAN, RUSSIAN, SPANISH
from bot.times.vocabulary import ENGLISH

Phrases = dict[tuple[str, ...], tuple[Token, ...]]
LONGEST = 6  # words
_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_NO_CITIES = {
    "north",
    "south",
    "west",
    "east",
    "general",
    "center",
    "knox",
    "act",
    "nsw",
    "christmas",
    "easter",
    "wake",
    "troll",
}
# English when alone; beside a French or Spanish word "my", "and", "is" and Tuesday.
_FALSE_FRIENDS = {"mon", "et", "est", "mar"}
_OTHER_CITIES = {"mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "beijing": "Asia/Shanghai"}


def understood(found: Sequence[Token], more: str = "") -> list[Token]:
    """The tokens of the grammar: every phrase by its meaning; a word that no table knows is `unknown`.

    `more` is a table beside the usual ones, whose lines come first.
    """
    spread = [part for token in found for part in _spread(token)]
    meant: list[Token] = []
    place, foreign, doubtful = 0, False, False
    while place < len(spread):
        tokens, used = _at(spread, place, more)
        words = tuple(token.text for token in spread[place : place + used] if token.kind == "word")
        foreign |= words in _foreign()
        doubtful |= bool(_FALSE_FRIENDS.intersection(words))
        meant += tokens
        place += used
    short = any(token.kind == "hm" for token in spread)
    return [UNKNOWN] if doubtful and (foreign or short) else [token for token in meant if token.kind != "filler"]


def _spread(token: Token) -> list[Token]:
    """A path is a zone's name or else words with a stroke between."""
    if token.kind != "path":
        return [token]
    if zone := _zones().get(token.text):
        return [Token("zone", zone)]
    words = [Token("word", word) for word in token.text.split("/")]
    return [part for word in words for part in (Token("dash"), word)][1:]


def _at(tokens: Sequence[Token], place: int, more: str) -> tuple[tuple[Token, ...], int]:
    if tokens[place].kind != "word":
        return (tokens[place],), 1
    words = _words(tokens[place : place + LONGEST])
    if "time" in words[1:] and (city := _city(words)):
        return (Token("zone", city[0]),), city[1]
    table = _table(more)
    for length in range(len(words), 0, -1):
        if meant := table.get(words[:length]):
            return meant, length
    return (UNKNOWN,), 1


def _words(tokens: Sequence[Token]) -> tuple[str, ...]:
    words = []
    for token in tokens:
        if token.kind != "word":
            break
        words.append(token.text)
    return tuple(words)


def _city(words: tuple[str, ...]) -> tuple[str, int] | None:
    """The zone of "new york time", and how many words that took."""
    length = words.index("time", 1)
    zone = _cities().get(" ".join(words[:length]))
    return (zone, length + 1) if zone else None


@cache
def _foreign() -> frozenset[tuple[str, ...]]:
    """Every phrase that is not English."""
    return frozenset(set(_phrases(RUSSIAN, FRENCH, SPANISH, GERMAN)) - set(_phrases(ENGLISH)))


@cache
def _table(more: str) -> Phrases:
    return _phrases(RUSSIAN, FRENCH, SPANISH, GERMAN, ENGLISH, more)


def _phrases(*tables: str) -> Phrases:
    """The phrases of some tables; the later one wins."""
    found: Phrases = {}
    for line in filter(None, "\n".join(tables).splitlines()):
        meaning, _, spellings = line.partition(": ")
        tokens = tuple(map(_token, meaning.split(" + ")))
        found.update({tuple(folded(spelling).split()): tokens for spelling in spellings.split(" | ")})
    return found


def _token(meaning: str) -> Token:
    kind, _, value = meaning.partition(" ")
    number = value.removeprefix("-").isdigit()
    return Token(kind, "" if number else value, (int(value),) if number else ())


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones() if "/" in zone}


@cache
def _cities() -> dict[str, str]:
    """Zones by their city; a zone with three parts gives way to one with two."""
    known = sorted(zone for zone in available_timezones() if zone.split("/")[0] in _CONTINENTS)
    longest_first = sorted(known, key=lambda zone: -zone.count("/"))
    cities = {zone.rsplit("/", 1)[-1].replace("_", " ").casefold(): zone for zone in longest_first}
    return {name: zone for name, zone in (cities | _OTHER_CITIES).items() if name not in _NO_CITIES}
