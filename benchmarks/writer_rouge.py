"""Write drafts for a file of articles, as predictions for a scorer, and say how fast.

    python benchmarks/writer_rouge.py cnndm_highlights.jsonl.gz predictions.jsonl [--headline] [--show N]

One line `{"id", "bullets", "headline"}` for each article; then articles per second of CPU and the median.
"""

import argparse
import gzip
import json
import statistics
import time
from pathlib import Path

from bot.domain.article import Article
from bot.domain.ports import Brief
from bot.text.sentences import split
from bot.writers.embedded import EmbeddedWriter


def article(record: dict) -> Article:
    """The record's text as an article without a title."""
    paragraphs = split(record["article"])
    starts, at = [], 1
    for paragraph in paragraphs:
        starts.append(at)
        at += len(paragraph)
    sentences = tuple(sentence for paragraph in paragraphs for sentence in paragraph)
    words = len(record["article"].split())
    return Article(id=record["id"], language="en", sentences=sentences, paragraphs=tuple(starts), words=words)


def main() -> None:
    """Write, time, show."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--headline", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--skip", type=int, default=0)
    asked = parser.parse_args()
    with gzip.open(asked.articles, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    writer, brief, spent = EmbeddedWriter(), Brief(), []
    with asked.predictions.open("w", encoding="utf-8") as out:
        for place, record in enumerate(records):
            read = article(record)
            started = time.process_time()
            draft = writer.draft(read, brief, draft_id="d")
            spent.append(time.process_time() - started)
            line = {"id": record["id"], "bullets": [bullet.text for bullet in draft.bullets]}
            if asked.headline:
                line["headline"] = draft.headline.text
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            if asked.skip <= place < asked.skip + asked.show:
                show(draft)
    median = 1000 * statistics.median(spent)
    print(f"{len(records)} articles, {len(records) / sum(spent):.0f} per CPU-second, median {median:.2f} ms")


def show(draft) -> None:
    """Print a draft for reading."""
    print(f"\n# {draft.headline.text}\n> {draft.standfirst.text if draft.standfirst else ''}")
    for bullet in draft.bullets:
        print(f"* {bullet.text} {list(bullet.sentences)}")
        for form in bullet.shorter:
            print(f"    ~ {form}")
    for bullet in draft.candidates[:3]:
        print(f"  + {bullet.text} {list(bullet.sentences)}")
    for passage in draft.context:
        print(f"  | {passage.text}")
    asked = draft.question.text if draft.question else ""
    print(f"? {asked} {' '.join(draft.hashtags)} {draft.category} {draft.sensitive}")


if __name__ == "__main__":
    main()
