"""A process killed while it corrects what is out, at each step: nothing half-way, nothing twice, nothing stuck."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OLD, NEW = ([f"{number}/2 The quay {word}" for number in (1, 2)] for word in ("reopened", "closed"))


def corrected(database_url, tmp_path, how):
    """Run the dying program; of each publication the posts that stand and those of what came of it, and the kills."""
    network = tmp_path / "network.jsonl"
    command = [sys.executable, HERE / "dying_corrections.py", database_url, network, how]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=90)
    assert done.returncode == 0, done.stderr[-2000:]
    made, kills = json.loads(done.stdout)
    posts: dict[str, dict] = {}
    published: list[str] = []
    for line in map(json.loads, network.read_text().splitlines()):
        if line.get("op") == "delete":
            posts.pop(line["id"], None)
        elif line.get("op") == "amend":
            posts[line["id"]]["text"] = line["text"]
        else:
            posts[line["id"]] = line
            published.append(line["key"])
    assert len(set(published)) == len(published)
    of = [
        [[post["text"] for post in posts.values() if post["key"].startswith(f"{one}-")] for one in two] for two in made
    ]
    return of, kills


@pytest.mark.parametrize(
    ("how", "left", "came"),
    [("delete", [], []), ("amend", NEW, NEW), ("repost", [], NEW)],
    ids=["deleted", "amended", "replaced"],
)
def test_killed_at_each_step_and_taken_up_it_is_done_once_and_whole(database_url, tmp_path, how, left, came):
    found, kills = corrected(database_url, tmp_path, how)
    assert [one for one in found if one != [left, came]] == []
    assert len(found) - 1 == kills >= 6
