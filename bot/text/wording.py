"""What a post says apart from its links and hashtags: whether two say the same, or nearly the same. Pure.

Wordings are compared by their runs of three words (Broder 1997): the share of the runs that two have in common. The
smallest digests of the runs under a few seeds (MinHash), two and two, are keys by which a database finds what may be
near without comparing everything. Figures count by themselves: the same notice with other numbers is other news.
"""

import hashlib
import re
import unicodedata

from bot.text.links import urls

# Two wordings are near that have so large a share of their runs in common.
NEAR = 0.5
# Fewer words than that tell no story from another.
LEAST_WORDS = 12
_RUN = 3
_SEEDS = 12
_LINK_OR_TAG = re.compile(r"https?://\S+|[#＃]\w+", re.IGNORECASE)
# Scripts that are written without spaces: each character stands for a word.
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_DENSE}]|[^\W_{_DENSE}]+")


def said(text: str) -> tuple[str, ...]:
    """The words of a text in small letters, without diacritics, links and hashtags."""
    told = _LINK_OR_TAG.sub(" ", text)
    bare, at = [], 0
    for start, end in urls(told):
        bare.append(told[at:start])
        at = end
    apart = unicodedata.normalize("NFKD", " ".join((*bare, told[at:])).casefold())
    return tuple(_WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def same_key(words: tuple[str, ...]) -> str:
    """What two texts have in common that say the same; "" for one that says nothing."""
    return f"t:{_digest(*words)}" if words else ""


def near_keys(words: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of which two near wordings most likely share one; none for too few words."""
    if len(words) < LEAST_WORDS:
        return ()
    runs, figures = _runs(words), _digest(*_figures(words))
    least = [min(_number(seed, run) for run in runs) for seed in range(_SEEDS)]
    pairs = zip(least[::2], least[1::2], strict=True)
    return tuple(f"n{at}:{_digest(figures, str(one), str(other))}" for at, (one, other) in enumerate(pairs))


def near(some: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two wordings are one story: most runs are the same, and all figures."""
    if min(len(some), len(other)) < LEAST_WORDS or _figures(some) != _figures(other):
        return False
    mine, theirs = _runs(some), _runs(other)
    return len(mine & theirs) >= NEAR * len(mine | theirs)


def _runs(words: tuple[str, ...]) -> set[str]:
    return {" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _figures(words: tuple[str, ...]) -> list[str]:
    return sorted({word for word in words if any(map(str.isdigit, word))})


def _number(seed: int, run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8, salt=bytes([seed])).digest())


def _digest(*of: str) -> str:
    return hashlib.sha256("\0".join(of).encode()).hexdigest()[:24]
