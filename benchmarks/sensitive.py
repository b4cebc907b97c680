"""Measure the sensitivity check: python benchmarks/sensitive.py CASES.jsonl PREDICTIONS.jsonl.

Writes one {"id", "label"} a line for the evaluation's own scorer, with the weights as shipped.
"""

import json
import sys
from pathlib import Path

from bot.domain.article import Article
from bot.text.sentences import split
from bot.writers.embedded.sensitive import is_sensitive
from bot.writers.embedded.story import Story


def main() -> None:
    with Path(sys.argv[2]).open("w", encoding="utf-8") as out:
        for line in Path(sys.argv[1]).read_text("utf-8").splitlines():
            case = json.loads(line)
            sentences = tuple(sentence for paragraph in split(case["text"], "en") for sentence in paragraph)
            story = Story.of(Article(id=case["id"], title=case["title"], sentences=sentences, language="en"))
            out.write(json.dumps({"id": case["id"], "label": "sensitive" if is_sensitive(story) else "normal"}) + "\n")


if __name__ == "__main__":
    main()
