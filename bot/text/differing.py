"""Whether a sentence still says the same, and which of its words changed. Pure.

Blanks, quotation marks, dashes, commas and full stops make no difference; a letter, a figure, a sign before or after a
figure, a capital or a question mark does.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

# Of what two sentences say so large a share must be the same for one to be the other one changed.
CLOSE = 0.5
# A word that so many sentences have tells none of them from the others.
_COMMON = 60
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SIGNS = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘‛ʼ＇", "'")})
_WORD = re.compile(r"(?<![^\W_])[+-]?\d+(?:[.,:/'-]\d+)*|[^\W\d_]+(?:['-][^\W_]+)*|[^\W_]+|[?%‰°#&€$£¥₽₺₹₩₴¢]")
_PIECE = re.compile(r"\S+")

Said = tuple[str, ...]


class Piece(NamedTuple):
    """Some words of two texts: in both, only in the older one ("gone"), or only in the newer one ("new")."""

    kind: Literal["same", "gone", "new"]
    text: str


def words(text: str) -> Said:
    """What of a text counts, in order, capitals kept."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_SIGNS)
    return tuple(_WORD.findall(plain))


class Place:
    """Sentences to look in, wherever they stand and however they are cut."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        self._said = [words(one) for one in self.sentences]
        self._known = frozenset(self._said)
        self._whole = _line(word for one in self._said for word in one)
        self._having: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self._said):
            for word in set(one):
                self._having[word].append(number)

    def says(self, sentence: str) -> bool:
        """Whether a sentence stands there word for word; one without words always does."""
        said = words(sentence)
        return not said or said in self._known or _line(said) in self._whole

    def closest(self, sentence: str) -> str:
        """The sentence that most likely is this one changed; "" where there is none."""
        said = words(sentence)
        shared: Counter[int] = Counter()
        for word in set(said):
            having = self._having.get(word, [])
            if len(having) <= _COMMON:
                shared.update(having)
        scored = [(_share(said, self._said[number]), -number) for number, _ in shared.most_common(8)]
        score, number = max(scored, default=(0.0, 0))
        return self.sentences[-number] if score >= CLOSE else ""

    def ends_with_beginning(self, sentence: str) -> bool:
        """Whether the last sentence breaks off within this one, as a text does that is shown in part."""
        last, said = self._said[-1] if self._said else (), words(sentence)
        return 0 < len(last) < len(said) and said[: len(last)] == last


def marked(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one: what they share, what is gone of the older one, what is new in the newer one."""
    some, other = _PIECE.findall(before), _PIECE.findall(after)
    found: list[Piece] = []
    matcher = SequenceMatcher(None, [words(one) or one for one in some], [words(one) or one for one in other], False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", " ".join(other[first:last])))
            continue
        gone, new = Piece("gone", " ".join(some[start:end])), Piece("new", " ".join(other[first:last]))
        found += [one for one in (gone, new) if one.text]
    return tuple(found)


def _share(some: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, some, other, False).ratio()


def _line(said: Iterable[str]) -> str:
    return f" {' '.join(said)} "
