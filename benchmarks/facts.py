"""Planted errors found, clean posts left alone, and what a post costs: facts.py [DATA] [PREDICTIONS]."""

import gzip
import json
import sys
import time
from collections import Counter
from pathlib import Path

from bot.facts import SourceIndex, trace
from bot.text.sentences import split


def main() -> None:
    """Read the cases, trace each post, print recall, false alarms and time; write predictions where asked."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    with gzip.open(data / "facts.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    rows, tally, seconds = [], Counter[str](), 0.0
    for case in cases:
        sentences = [sentence for paragraph in split(case["article"]) for sentence in paragraph]
        begun = time.process_time()
        untraced = trace(case["post"], SourceIndex.of_sentences(sentences)).untraced
        seconds += time.process_time() - begun
        rows.append({"id": case["id"], "untraced": [fact.model_dump(exclude={"sentence"}) for fact in untraced]})
        tally += _judged(case["expect"], [(fact.start, fact.end, fact.kind) for fact in untraced])
    sys.stdout.write(
        f"recall {tally['found'] / tally['planted']:.4f}  right kind {tally['kind'] / tally['planted']:.4f}  "
        f"false alarms {tally['alarms'] / tally['clean']:.4f}  {1000 * seconds / len(cases):.3f} ms a post\n"
    )
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")


def _judged(expected: list[dict[str, object]], found: list[tuple[int, int, str]]) -> Counter[str]:
    if not expected:
        return Counter(clean=1, alarms=int(bool(found)))
    tally = Counter[str]()
    for planted in expected:
        hits = {
            kind for start, end, kind in found if start < int(str(planted["end"])) and int(str(planted["start"])) < end
        }
        tally += Counter(planted=1, found=int(bool(hits)), kind=int(planted["kind"] in hits))
    return tally


if __name__ == "__main__":
    main()
