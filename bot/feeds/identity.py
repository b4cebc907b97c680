"""By what an item is known again: the feed's own id, its link, and the wording of its title and text. Linear.

The sketch is one-permutation MinHash: each shingle of three words is hashed once and falls into one of `BINS` bins,
each bin keeps the least; an empty one takes its neighbour's. The share of bins in which two sketches agree estimates
the share of shingles that the texts have in common. Texts alike agree wholly in at least one band of bins, nearly
always, so a text is looked up by its bands and only then compared.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator

from bot.domain.feed import Item
from bot.feeds.markup import text_of, words
from bot.text.addresses import same_page

BINS = 24
ROWS = 4
# Of fewer shingles a text is a heading that recurs rather than a story.
LEAST_SHINGLES = 10
MOST_WORDS = 500
MOST_MARKUP = 20_000
ALIKE = 0.6
_WIDTH = 4  # hexadecimal digits of a bin
# Scripts without spaces between words are taken two characters at a time.
_UNSPACED = re.compile(r"[぀-ヿ㐀-䶿一-鿿฀-໿က-႟ក-៿]{2}")


def marks(item: Item) -> tuple[str, ...]:
    """The names an item goes by that need no wording: its guid within its feed ("g..."), its link anywhere ("l...")."""
    guid = f"g{_short(item.guid)}" if item.guid else ""
    link = f"l{_short(same_page(item.link))}" if item.link else ""
    return tuple(filter(None, (guid, link))) or (f"w{_short(f'{item.title} {item.summary} {item.content}')}",)


def bands(sketched: str) -> tuple[str, ...]:
    """The names ("t...") under which texts alike are looked up; none for no sketch."""
    step = ROWS * _WIDTH
    return tuple(f"t{place // step}{sketched[place : place + step]}" for place in range(0, len(sketched), step))


def sketch(item: Item) -> str:
    """The fingerprint of an item's title and text, "" where there is too little of it."""
    markup = max(item.content, item.summary, key=len)[:MOST_MARKUP]
    return sketch_of(f"{item.title} {text_of(markup)}")


def sketch_of(text: str) -> str:
    """The fingerprint of a text, "" where there is too little of it."""
    read = list(_pieces(text))[:MOST_WORDS]
    shingles = {" ".join(read[place : place + 3]) for place in range(len(read) - 2)}
    if len(shingles) < LEAST_SHINGLES:
        return ""
    bins: list[int | None] = [None] * BINS
    for shingle in shingles:
        value, place = divmod(zlib.crc32(shingle.encode("utf-8", "replace")), BINS)
        least = bins[place]
        if least is None or value < least:
            bins[place] = value
    return "".join(f"{value & 0xFFFF:0{_WIDTH}x}" for value in _filled(bins))


def alike(one: str, other: str) -> bool:
    """Whether two sketches are of the same story."""
    if not one or len(one) != len(other):
        return False
    places = range(0, len(one), _WIDTH)
    return sum(one[at : at + _WIDTH] == other[at : at + _WIDTH] for at in places) >= ALIKE * BINS


def _filled(bins: list[int | None]) -> list[int]:
    """An empty bin holds what the next full one does, with its distance mixed in."""
    filled = []
    for place in range(BINS):
        step = next(step for step in range(BINS) if bins[(place + step) % BINS] is not None)
        filled.append((bins[(place + step) % BINS] or 0) + step * 40_503)
    return filled


def _pieces(text: str) -> Iterator[str]:
    for word in words(text[:MOST_MARKUP]):
        if _UNSPACED.search(word):
            yield from (word[place : place + 2] for place in range(len(word) - 1))
        else:
            yield word


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest()
