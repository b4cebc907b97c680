"""Words that ordinarily stand in lower case, counted from text; writes bot/facts/ordinary.txt: [DATA].

DATA holds cnndm_highlights, xsum_onesentence and bbc_headlines (.jsonl.gz, a line an object with `article`) and ud/
(.txt.gz). A word is kept when it stands five times or more and at most 12 % of those in capitals away from the start
of a sentence; the most frequent 7,000 are kept, in alphabetical order. Names stand in capitals, so none is among them.
"""

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

LEAST_USES = 5
MOST_CAPITALISED = 0.12
MOST_WORDS = 7000
SETS = ("cnndm_highlights", "xsum_onesentence", "bbc_headlines")
TARGET = Path(__file__).parent.parent / "bot" / "facts" / "ordinary.txt"
HEAD = "# Everyday English words which ordinarily stand in lower case, counted by benchmarks/train_ordinary.py\n"
# A word, and whether what stands before it leaves it inside a sentence: a letter, figure or comma and a space.
_WORD = re.compile(r"((?<=[^\W_] )|(?<=, ))?(?<![^\W_])([A-Za-z]{2,})(?![^\W_])")
_TITLED = 0.5


def main() -> None:
    """Count the words of every line and write the list."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    uses, capitals = Counter[str](), Counter[str]()
    for line in lines(data):
        inside = list(placed_words(line))
        if sum(word[0].isupper() for word in inside) > _TITLED * len(inside):
            continue
        uses.update(map(str.lower, inside))
        capitals.update(word.lower() for word in inside if word[0].isupper())
    kept = [word for word, count in uses.most_common() if is_ordinary(count, capitals[word])][:MOST_WORDS]
    TARGET.write_text(HEAD + "\n".join(sorted(kept)) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(kept)} words\n")


def placed_words(line: str) -> Iterator[str]:
    """The words of a line that do not open a sentence."""
    return (match[2] for match in _WORD.finditer(line) if match[1] is not None)


def is_ordinary(uses: int, capitalised: int) -> bool:
    """Whether a word with so many uses, so many of them in capitals, is an everyday one."""
    return uses >= LEAST_USES and capitalised <= MOST_CAPITALISED * uses


def lines(data: Path) -> Iterator[str]:
    """Every line of the texts."""
    for name in SETS:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in rows:
                yield from json.loads(row)["article"].splitlines()
    for path in sorted((data / "ud").glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as text:
            yield from text


if __name__ == "__main__":
    main()
