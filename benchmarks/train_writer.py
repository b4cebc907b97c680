"""Learn the weights of `bot/writers/embedded/ranking.py` from articles with human highlights.

    python benchmarks/train_writer.py cnndm_highlights.jsonl.gz [inshorts.jsonl.gz ...] [--folds 5] [--write]

Of each article's statements those are labelled that a greedy oracle takes to come nearest to the human text; a
logistic regression learns that label from the features. Name a set twice to let it count twice. With --folds
the weights of each part are learnt on the others
and the correlation on the part left out is shown. Needs numpy and rouge-score. The weights hold no text.
"""

import argparse
import gzip
import json
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from rouge_score.tokenizers import DefaultTokenizer

from bot.domain.article import Article
from bot.domain.ports import Brief
from bot.text.sentences import split
from bot.writers.embedded.naming import named
from bot.writers.embedded.ranking import FEATURES, READ, vectors
from bot.writers.embedded.speech import spoken
from bot.writers.embedded.statements import statements
from bot.writers.embedded.story import Story

TOKENS = DefaultTokenizer(use_stemmer=True)
TARGET = Path(__file__).parents[1] / "bot" / "writers" / "embedded" / "data" / "bullets.json"
REGULAR, STEPS, RATE, FEWEST = 2e-3, 400, 0.5, 3


def load(path: Path) -> list[dict]:
    """The records of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read(text: str, title: str) -> Story:
    """The story of a text."""
    paragraphs = split(text)
    return Story.of(Article(id="a", title=title, language="en", sentences=tuple(s for p in paragraphs for s in p)))


@cache
def tokens(text: str) -> list[str]:
    """The text's stems, as scorers of summaries see them."""
    return TOKENS.tokenize(text)


def grams(text: str) -> tuple[Counter, Counter]:
    """Stems and pairs of stems."""
    stems = tokens(text)
    return Counter(stems), Counter(pairwise(stems))


def agreement(one: Counter, other: Counter) -> float:
    """F1 of two bags."""
    common = sum((one & other).values())
    return 2 * common / (sum(one.values()) + sum(other.values())) if common else 0.0


def oracle(texts: list[str], reference: str, wanted: int = 3) -> set[int]:
    """The statements that together come nearest to the human text, taken greedily."""
    ones, pairs = grams(reference)
    taken: list[int] = []
    best = 0.0
    while len(taken) < wanted:
        tries = []
        for place in set(range(len(texts))) - set(taken):
            own, twos = grams(" ".join(texts[index] for index in sorted([*taken, place])))
            tries.append((agreement(own, ones) + agreement(twos, pairs), place))
        if not tries or max(tries)[0] <= best:
            break
        best, place = max(tries)
        taken.append(place)
    return set(taken)


def examples(path: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each article, with its title and without, its statements' features and whether the oracle takes them."""
    found = []
    records = load(path)
    for record, title in [(each, title) for each in records for title in sorted({"", each.get("headline", "")})]:
        reference = " ".join(record.get("bullets") or [record.get("summary60", "")])
        story = read(record["article"], title)
        numbers = tuple(
            number for number in range(1, min(len(story.article.sentences), READ) + 1) if story.words[number]
        )
        rows, texts, said = [], [], spoken(story)
        for number, row in zip(numbers, vectors(story, numbers), strict=True):
            if number in said:
                continue
            for statement in statements(named(story, number).text, number, Brief().max_bullet, "en"):
                rows.append(row)
                texts.append(statement.text)
        if len(rows) >= FEWEST and reference:
            taken = oracle(texts, reference)
            found.append((np.array(rows), np.array([float(place in taken) for place in range(len(rows))])))
    return found


def learn(data: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights for the raw features (the features' spread is folded in); each article counts the same."""
    rows, labels = np.concatenate([x for x, _ in data]), np.concatenate([y for _, y in data])
    share = np.concatenate([np.full(len(y), 1 / len(y)) for _, y in data])
    share /= share.sum()
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    scaled = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        guess = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ ((guess - labels) * share) + REGULAR * np.append(weights[:-1], 0)
        weights -= RATE * slope
    return weights[:-1] / spread


def correlation(data: list[tuple[np.ndarray, np.ndarray]], weights: np.ndarray) -> float:
    """Mean correlation of score and label within an article."""
    found = [np.corrcoef(x @ weights, y)[0, 1] for x, y in data if len(y) > 3 and y.std() > 0]
    return float(np.nanmean(found))


def main() -> None:
    """Learn, show, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    data = [example for path in asked.paths for example in examples(path)]
    for fold in range(asked.folds):
        kept = [example for place, example in enumerate(data) if place % asked.folds != fold]
        left = data[fold :: asked.folds]
        print(f"fold {fold}: correlation on {len(left)} unseen articles {correlation(left, learn(kept)):.3f}")
    weights = learn(data)
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"{name:16} {weight:8.4f}")
    if asked.write:
        table = {name: round(float(weight), 5) for name, weight in zip(FEATURES, weights, strict=True)}
        TARGET.write_text(json.dumps({"en": table}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
