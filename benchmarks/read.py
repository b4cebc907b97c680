"""How well and how fast a page is read: ours against trafilatura's own, same pages, same run.

    python benchmarks/read.py [DATA_FOLDER]

F1 is over 4-grams of the article body, mean precision and recall over pages, as scrapinghub's article extraction
benchmark defines it. Ours reads the whole article (metadata, judgement, sentences); trafilatura's own is
`extract(favor_precision=True)`, the text alone, and `bare_extraction(..., with_metadata=True)`, which is nearer to
the same job. Needs webpages_gold_scrapinghub.jsonl.gz and, for must-have and must-not-have segments,
webpages_segments_trafilatura.jsonl.gz in the folder.
"""

import argparse
import gzip
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trafilatura

from bot.articles.intake import from_html
from bot.domain.errors import Unreadable

Row = dict[str, str]
Reader = Callable[[Row], str]
TOKEN = re.compile(r"\w+")


def rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def ours(row: Row) -> str:
    try:
        article = from_html(row["html"], url=row["url"], article_id="benchmark")
    except Unreadable:
        return ""
    return "\n".join(article.sentences)


def text_alone(row: Row) -> str:
    return trafilatura.extract(row["html"], favor_precision=True) or ""


def with_metadata(row: Row) -> str:
    found = trafilatura.bare_extraction(row["html"], favor_precision=True, with_metadata=True)
    return (found.text or "") if found else ""


READERS: dict[str, Reader] = {"ours": ours, "trafilatura": text_alone, "trafilatura+metadata": with_metadata}


def grams(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    if len(tokens) < n:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(tuple(tokens[at : at + n]) for at in range(len(tokens) - n + 1))


def f1(pages: list[Row], texts: list[str]) -> float:
    precision, recall = [], []
    for page, text in zip(pages, texts, strict=True):
        gold, found = grams(page["text"]), grams(text)
        hit = (gold & found).total()
        if found:
            precision.append(hit / found.total())
        if gold:
            recall.append(hit / gold.total())
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    return 2 * p * r / (p + r)


def timed(read: Reader, pages: list[Row], rounds: int = 3) -> tuple[list[str], float]:
    """What was read, and the least CPU seconds of a few rounds."""
    texts, best = [], float("inf")
    for _ in range(rounds):
        start = time.process_time()
        texts = [read(page) for page in pages]
        best = min(best, time.process_time() - start)
    return texts, best


def segments(read: Reader, pages: list[dict]) -> tuple[float, float]:
    """Shares of the segments that must occur and that must not which do occur."""
    flat = [" ".join(read(page).split()) for page in pages]
    shares = []
    for kind in ("with", "without"):
        found = [
            " ".join(piece.split()) in text for page, text in zip(pages, flat, strict=True) for piece in page[kind]
        ]
        shares.append(sum(found) / len(found))
    return shares[0], shares[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    data = parser.parse_args().data
    logging.disable(logging.CRITICAL)
    gold = rows(data / "webpages_gold_scrapinghub.jsonl.gz")
    segmented = data / "webpages_segments_trafilatura.jsonl.gz"
    others = rows(segmented) if segmented.exists() else []
    for read in READERS.values():
        read(gold[0])
    results = {name: timed(read, gold) for name, read in READERS.items()}
    base = results["trafilatura"][1]
    print(f"{'':22}{'F1':>7}{'pages/CPU s':>13}{'time against text alone':>25}{'must have':>11}{'must not':>10}")
    for name, (texts, seconds) in results.items():
        has, has_not = segments(READERS[name], others) if others else (float("nan"), float("nan"))
        print(
            f"{name:22}{f1(gold, texts):7.4f}{len(gold) / seconds:13.1f}{seconds / base:25.2f}"
            f"{has:11.3f}{has_not:10.3f}"
        )


if __name__ == "__main__":
    main()
