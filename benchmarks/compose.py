"""Compose against LexRank and LEAD-3: the same articles, the same run, one process each.

    python benchmarks/compose.py DATA_FOLDER [--articles 200]

DATA_FOLDER holds cnndm_highlights.jsonl.gz (one object a line with `id` and `article`). Ours does the whole job, from
text to every network's measured post with its facts traced; LexRank (sumy) and LEAD-3 only pick three sentences.
"""

import argparse
import asyncio
import gzip
import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

METHODS = ("ours", "lexrank", "lead3")
ROUNDS = 2
TURNS = 4


def articles(path: Path, count: int) -> list[tuple[str, str]]:
    """The first articles that have enough text, as (id, text)."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        return [(str(row["id"]), row["article"]) for row, _ in zip(rows, range(count), strict=False)]


def ours() -> Callable[[str, str], bool]:
    """Text -> article -> draft -> facts -> a post for every network."""
    from bot.articles.intake import from_text
    from bot.domain.brand import HouseStyle
    from bot.services.composing import Composing
    from bot.text.templating import Templates
    from bot.writers.embedded.writer import EmbeddedWriter

    names = ("x", "telegram", "bluesky", "mastodon", "linkedin", "threads", "facebook", "sandbox")
    platforms = [import_module(f"bot.platforms.{name}").platform for name in names]
    composing, style, loop = Composing(EmbeddedWriter(), Templates()), HouseStyle(), asyncio.new_event_loop()

    def run(key: str, text: str) -> bool:
        article = from_text(text, article_id=key)
        done = loop.run_until_complete(composing.compose(article, platforms, style=style, draft_id=key))
        return not done.untraced and all(post.valid for post in done.posts.values())

    return run


def lexrank() -> Callable[[str, str], bool]:
    """sumy's LexRank, three sentences, as its README has it: Tokenizer and Stemmer for English, its stop words."""
    from sumy.nlp.stemmers import Stemmer
    from sumy.nlp.tokenizers import Tokenizer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    try:
        tokenizer = Tokenizer("english")
    except LookupError:
        tokenizer = untrained_tokenizer()
    summarizer = LexRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")

    def run(key: str, text: str) -> bool:
        return len(summarizer(PlaintextParser.from_string(text, tokenizer).document, 3)) > 0

    return run


def untrained_tokenizer() -> object:
    """NLTK's own sentence and word tokenizers without the downloaded Punkt model: the same code, at the same cost."""
    from nltk.tokenize import NLTKWordTokenizer
    from nltk.tokenize.punkt import PunktSentenceTokenizer
    from sumy.nlp.tokenizers import Tokenizer

    punkt, treebank = PunktSentenceTokenizer(), NLTKWordTokenizer()
    punkt._params.abbrev_types.update(
        "mr mrs ms dr prof sen gov gen rep st u.s u.k a.m p.m inc corp jan feb aug sept".split()
    )

    class Words:
        """What nltk.word_tokenize does: sentences first, then words."""

        def tokenize(self, text: str) -> list[str]:
            return [word for sentence in punkt.tokenize(text) for word in treebank.tokenize(sentence)]

    class Offline(Tokenizer):
        """sumy's tokenizer around them."""

        def _get_sentence_tokenizer(self, language: str) -> object:
            return punkt

        def _get_word_tokenizer(self, language: str) -> object:
            return Words()

    return Offline("english")


def lead3() -> Callable[[str, str], bool]:
    """The first three sentences by a simple rule."""
    stop = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
    return lambda key, text: len([sentence for sentence in stop.split(text) if sentence.strip()][:3]) > 0


def measure(method: str, path: Path, count: int) -> dict[str, float]:
    """One method over all articles after a warm-up: CPU seconds of the best round, peak memory of this process."""
    run = {"ours": ours, "lexrank": lexrank, "lead3": lead3}[method]()
    texts = articles(path, count)
    faulty = [key for key, text in texts if not run(key, text)]
    if faulty:
        print(f"{method}: untraced or invalid: {', '.join(faulty)}", file=sys.stderr)
    rounds = [timed(run, texts) for _ in range(ROUNDS)]
    best = min(rounds, key=sum)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "articles": len(texts),
        "faulty": len(faulty),
        "per_cpu_second": len(texts) / sum(best),
        "median_ms": statistics.median(best) * 1000,
        "p95_ms": sorted(best)[int(0.95 * len(best))] * 1000,
        "peak_mb": peak,
    }


def timed(run: Callable[[str, str], bool], texts: list[tuple[str, str]]) -> list[float]:
    """CPU seconds for each article."""
    spent = []
    for key, text in texts:
        began = time.process_time()
        run(key, text)
        spent.append(time.process_time() - began)
    return spent


def main() -> None:
    """Measure each method in a process of its own and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--only", choices=METHODS)
    options = parser.parse_args()
    path = options.data / "cnndm_highlights.jsonl.gz" if options.data.is_dir() else options.data
    if options.only:
        print(json.dumps(measure(options.only, path, options.articles)))
        return
    found: dict[str, dict[str, float]] = {}
    # By turns, so that what else the machine does meets each of them alike; each one's best turn counts.
    for method in METHODS * TURNS:
        command = [sys.executable, __file__, str(path), "--articles", str(options.articles), "--only", method]
        row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        if method not in found or row["per_cpu_second"] > found[method]["per_cpu_second"]:
            found[method] = row
    names = ("articles", "faulty", "per CPU-s", "median ms", "p95 ms", "peak MB", "x LexRank")
    print(" " * 10 + "".join(f"{name:>11}" for name in names))
    for method, row in found.items():
        ratio = row["per_cpu_second"] / found["lexrank"]["per_cpu_second"]
        print(
            f"{method:10}{row['articles']:>11}{row['faulty']:>11}{row['per_cpu_second']:>11.0f}{row['median_ms']:>11.2f}"
            f"{row['p95_ms']:>11.2f}{row['peak_mb']:>11.0f}{ratio:>11.2f}"
        )


if __name__ == "__main__":
    main()
