"""Every article of the evaluation data through the whole road: crashes, invalid posts, untraced facts.

python benchmarks/every_article.py [DATA] [--write FOLDER]

Prints a line per set and exits with 1 when any article crashed, any post was invalid or any fact of a draft is not in
its article. With --write, predictions for scorers: one JSON object a line, as `standfirst compose --jsonl` answers.
"""

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

from bot.app import article_of, platforms_named, texts
from bot.cli import shapes
from bot.composer import decorate
from bot.domain.brand import HouseStyle
from bot.domain.errors import StandfirstError
from bot.domain.ports import Brief
from bot.services.composing import Composing
from bot.text.templating import Templates
from bot.writers.embedded import EmbeddedWriter

SETS = ("cnndm_highlights", "bbc_headlines", "xsum_onesentence", "inshorts_headline_summary")
STYLE = HouseStyle()


def composed(line: dict, composing: Composing, writer: EmbeddedWriter, platforms: list):
    article = article_of(
        text=line["article"], title=line.get("headline", ""), url=f"https://news.example/{line['id'][:8]}"
    )
    draft = decorate(writer.draft(article, Brief(style=STYLE), draft_id=line["id"]), STYLE)
    return composing.fit(article, draft, platforms, style=STYLE)


def run(path: Path, out: Path | None, titles: bool) -> Counter:
    writer, platforms, seen = EmbeddedWriter(), platforms_named(""), Counter()
    composing = Composing(writer, Templates())
    target = (out / f"{path.name.removesuffix('.gz')}").open("w") if out else None
    with gzip.open(path, "rt", encoding="utf-8") as source:
        lines = [json.loads(raw) for raw in source]
    for line in lines:
        if not titles:
            line.pop("headline", None)
        seen["articles"] += 1
        try:
            result = composed(line, composing, writer, platforms)
        except StandfirstError as error:
            seen["refused"] += 1
            print("REFUSED", line["id"], error)
            continue
        except Exception as error:  # crashes are what is counted here
            seen["crashed"] += 1
            print("CRASHED", line["id"], repr(error))
            continue
        seen["posts"] += len(result.posts)
        for name, post in result.posts.items():
            if not post.valid:
                seen["invalid"] += 1
                print("INVALID", line["id"], name, post.problems)
        if result.untraced:
            seen["untraced"] += 1
            print("UNTRACED", line["id"], [(fact.kind, fact.text) for fact in result.untraced])
        if target:
            shape = shapes.composed(result, texts())
            draft = shape["draft"]
            flat = {"bullets": [b["text"] for b in draft["bullets"]], "headline": draft["headline"]}
            target.write(json.dumps({**shape, **flat}, ensure_ascii=False) + "\n")
    return seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    parser.add_argument("--write", type=Path)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--no-titles", action="store_true", help="give texts alone, as where a page has no title")
    args = parser.parse_args()
    if args.write:
        args.write.mkdir(parents=True, exist_ok=True)
    bad = 0
    for name in args.sets.split(","):
        start = time.process_time()
        seen = run(args.data / f"{name}.jsonl.gz", args.write, not args.no_titles)
        took = time.process_time() - start
        print(f"{name}: {dict(seen)}, {1000 * took / seen['articles']:.1f} ms CPU an article")
        bad += seen["crashed"] + seen["invalid"] + seen["untraced"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
