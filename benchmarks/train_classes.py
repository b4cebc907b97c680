"""Learn bot/writers/embedded/data/classes_en.txt: python benchmarks/train_classes.py DATA.

From the English treebank in DATA/ud (UD_English-EWT): each word with the classes of an eighth of its uses
or more.
"""

import gzip
import sys
from collections import Counter, defaultdict
from pathlib import Path

TARGET = Path(__file__).parent.parent / "bot/writers/embedded/data/classes_en.txt"
OPEN = {"NOUN": "N", "ADJ": "A", "ADV": "R"}
VERBS = {"VBD": "D", "VBZ": "Z", "VBP": "P", "VB": "B", "VBN": "E", "VBG": "G", "MD": "M"}
LEFT_OUT = ("PROPN", "X", "SYM", "PUNCT", "INTJ", "NUM")
LEAST, SHARE = 3, 0.12


def main() -> None:
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for part in ("train", "dev"):
        with gzip.open(Path(sys.argv[1]) / f"ud/en_ewt-{part}.txt.gz", "rt", encoding="utf-8") as lines:
            for token in (token.rsplit("/", 4) for line in lines for token in line.split()):
                if (
                    len(token) == 5
                    and token[1] not in LEFT_OUT
                    and token[0].isascii()
                    and any(map(str.isalpha, token[0]))
                ):
                    letter = VERBS.get(token[2], "B") if token[1] in ("VERB", "AUX") else OPEN.get(token[1], "F")
                    uses[token[0].lower()][letter] += 1
    groups: dict[str, list[str]] = defaultdict(list)
    for word, counts in uses.items():
        total = counts.total()
        if total >= LEAST:
            letters = {letter for letter, count in counts.items() if count / total >= SHARE}
            if word.endswith("ed") and letters & {"D", "E"}:
                letters |= {"D", "E"} if letters <= {"D", "E"} else {"D"}
            groups["".join(sorted(letters))].append(word)
    TARGET.write_text("".join(f"{key}: {' '.join(sorted(groups[key]))}\n" for key in sorted(groups)), "utf-8")


if __name__ == "__main__":
    main()
