"""Train bot/writers/embedded/data/sensitive.json: python benchmarks/train_sensitive.py DATA [--write].

DATA holds sensitive.jsonl and the news sets. To its cases come further stories of those sets, labelled by hand in
sensitive_labels.json (ids only). Every story is seen with its title and, for half the weight, without. Prints ten-fold
cross-validated accuracy; needs numpy.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np

from bot.domain.article import Article
from bot.text.sentences import split
from bot.writers.embedded.sensitive import _tells_of_a_death, features
from bot.writers.embedded.story import Story

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "bot/writers/embedded/data/sensitive.json"
RIDGE, UNTITLED, BORDERLINE, ADDED, TOWARDS_RECALL = 0.5, 0.5, 0.3, 0.7, 0.25


def story(title: str, text: str) -> Story:
    sentences = tuple(sentence for paragraph in split(text, "en") for sentence in paragraph)
    return Story.of(Article(id="t", title=title, sentences=sentences or (title,), language="en"))


def rows(data: Path) -> list[tuple[str, str, bool, float, bool]]:
    """Title, text, sensitive, weight, whether it is one of the clear cases."""
    found = []
    for line in (data / "sensitive.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        edge = case.get("borderline", False)
        found.append(
            (case["title"], case["text"], case["expect"] == "sensitive", BORDERLINE if edge else 1.0, not edge)
        )
    labels = json.loads((HERE / "sensitive_labels.json").read_text("utf-8"))
    wanted = {key: kind == "sensitive" for kind, keys in labels.items() for key in keys}
    for name in ("xsum_onesentence", "cnndm_highlights", "inshorts_headline_summary", "bbc_headlines"):
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                if item["id"] in wanted:
                    title = item.get("headline") or item.get("summary") or "; ".join(item["bullets"])[:180]
                    found.append((title, item["article"][:700], wanted[item["id"]], ADDED, False))
    return found


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, bias: int) -> np.ndarray:
    """Ridge logistic regression by Newton's method."""
    ridge = np.full(x.shape[1], RIDGE)
    ridge[bias] = 1e-3
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, x.T @ (weight * (p - y)) + ridge * beta)
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def main() -> None:
    cases = rows(Path(sys.argv[1]))
    titled = [story(title, text) for title, text, *_ in cases]
    bare = [story("", text) for _, text, *_ in cases]
    seen = [[features(one) for one in titled], [features(one) for one in bare]]
    names = sorted({name for zone in seen for found in zone for name in found})
    index = {name: place for place, name in enumerate(names)}
    x, x0 = (np.array([[found.get(name, 0.0) for name in names] for found in zone]) for zone in seen)
    y = np.array([case[2] for case in cases], float)
    weight = np.array([case[3] for case in cases])
    clear = np.array([case[4] for case in cases])
    ruled = np.array([_tells_of_a_death(one) for one in titled])
    scores = []
    for seed in range(4):
        fold = np.random.default_rng(seed).integers(0, 10, len(y))
        guess = np.zeros(len(y))
        for k in range(10):
            t = fold != k
            beta = fit(
                np.vstack([x[t], x0[t]]), np.r_[y[t], y[t]], np.r_[weight[t], weight[t] * UNTITLED], index["bias"]
            )
            guess[~t] = x[~t] @ beta
        said = (ruled | (guess > -TOWARDS_RECALL)) == (y > 0)
        scores.append(
            (said[clear].mean(), said[clear & (y > 0)].mean(), said[clear & (y == 0)].mean(), said[~clear].mean())
        )
    sure, recall, normal, others = np.mean(scores, 0)
    print(f"clear {sure:.3f}  recall {recall:.3f}  normal {normal:.3f}  others {others:.3f}")
    beta = fit(np.vstack([x, x0]), np.r_[y, y], np.r_[weight, weight * UNTITLED], index["bias"])
    beta[index["bias"]] += TOWARDS_RECALL
    if "--write" in sys.argv:
        kept = {name: round(float(value), 2) for name, value in zip(names, beta, strict=True) if abs(value) > 0.02}
        WEIGHTS.write_text(json.dumps({"": kept}, separators=(",", ":"), sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
