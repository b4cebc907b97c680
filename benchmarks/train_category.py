"""Train bot/writers/embedded/data/category.json: python benchmarks/train_category.py DATA [--write].

Naive Bayes over the words of a title and opening, on DATA/bbc_headlines.jsonl.gz; prints five-fold accuracy.
"""

import gzip
import json
import math
import random
import sys
from collections import Counter
from pathlib import Path

from bot.domain.article import Article
from bot.text.sentences import split
from bot.writers.embedded.category import opening
from bot.writers.embedded.story import Story

WEIGHTS = Path(__file__).parent.parent / "bot/writers/embedded/data/category.json"
NAMES = {
    "business": "Business", "entertainment": "Culture", "politics": "Politics", "sport": "Sport", "tech": "Technology",
}  # fmt: skip
KEPT, SMOOTHING, LEAST = 1200, 0.3, 4
Case = tuple[list[str], str]


def cases(data: Path) -> list[Case]:
    found = []
    with gzip.open(data / "bbc_headlines.jsonl.gz", "rt", encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            sentences = tuple(sentence for paragraph in split(item["article"], "en") for sentence in paragraph)
            read = Story.of(Article(id="t", title=item["headline"], sentences=sentences, language="en"))
            found.append((opening(read), NAMES[item["category"]]))
    return found


def train(known: list[Case]) -> dict[str, dict[str, float]]:
    names = sorted(set(NAMES.values()))
    stories = Counter(name for _, name in known)
    with_word = {name: Counter(word for words, kind in known if kind == name for word in words) for name in names}
    total = sum(with_word.values(), Counter())
    table: dict[str, dict[str, float]] = {}
    for word in (word for word, count in total.items() if count >= LEAST):
        logs = {n: math.log((with_word[n][word] + SMOOTHING) / (stories[n] + 2 * SMOOTHING)) for n in names}
        middle = sum(logs.values()) / len(names)
        table[word] = {name: round(value - middle, 1) for name, value in logs.items()}
    telling = sorted(table, key=lambda word: -max(map(abs, table[word].values())) * math.log1p(total[word]))[:KEPT]
    return {name: {word: table[word][name] for word in telling if abs(table[word][name]) >= 0.1} for name in names}


def main() -> None:
    known = cases(Path(sys.argv[1]))
    random.Random(1).shuffle(known)
    right = 0
    for fold in range(5):
        table = train([case for place, case in enumerate(known) if place % 5 != fold])
        for words, name in known[fold::5]:
            right += name == max(table, key=lambda kind: sum(table[kind].get(word, 0.0) for word in words))
    print(f"five-fold accuracy {right / len(known):.3f} of {len(known)}")
    if "--write" in sys.argv:
        WEIGHTS.write_text(json.dumps(train(known), separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
