"""Learn the weights of `bot/writers/embedded/ranking.py` from articles with human highlights.

    python benchmarks/train_writer.py cnndm_highlights.jsonl.gz [inshorts.jsonl.gz ...] [--folds 5] [--write]

Each sentence is labelled by how much of the human text it covers (words and pairs of words against its length); a
logistic regression learns that label from the features. With --folds the weights of each part are learnt on the others
and the correlation on the part left out is shown. Needs numpy. The weights hold no text.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np

from bot.domain.article import Article
from bot.text.sentences import split
from bot.writers.embedded.ranking import FEATURES, READ, STEM, vectors
from bot.writers.embedded.story import WORD, Story

TARGET = Path(__file__).parents[1] / "bot" / "writers" / "embedded" / "data" / "bullets.json"
REGULAR, STEPS, RATE = 2e-3, 1500, 0.5


def load(path: Path) -> list[dict]:
    """The records of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read(text: str) -> Story:
    """The story of a text."""
    paragraphs = split(text)
    return Story.of(Article(id="a", language="en", sentences=tuple(s for p in paragraphs for s in p)))


def grams(text: str) -> tuple[Counter, Counter]:
    """Stems and pairs of stems."""
    stems = [word.lower()[:STEM] for word in WORD.findall(text)]
    return Counter(stems), Counter(zip(stems, stems[1:], strict=False))


def agreement(one: Counter, other: Counter) -> float:
    """F1 of two bags, with recall counted half: a sentence cannot cover a whole summary."""
    common = sum((one & other).values())
    if not common:
        return 0.0
    precision, recall = common / sum(one.values()), common / sum(other.values())
    return 2 * precision * recall / (precision + recall)


def examples(path: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each article its features and labels."""
    found = []
    for record in load(path):
        reference = " ".join(record.get("bullets") or [record.get("summary60", "")])
        story = read(record["article"])
        numbers = tuple(number for number in range(1, min(len(story.article.sentences), READ) + 1) if story.words[number])
        if not numbers or not reference:
            continue
        ones, pairs = grams(reference)
        labels = []
        for number in numbers:
            own, twos = grams(story.article.sentence(number))
            labels.append(agreement(own, ones) + 2 * agreement(twos, pairs))
        best = max(labels) or 1.0
        found.append((np.array(vectors(story, numbers)), np.array(labels) / best))
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
