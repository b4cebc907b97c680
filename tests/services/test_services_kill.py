"""A process killed while it publishes, at each step and at any moment: nothing twice, nothing lost, nothing stuck."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def published(database_url, tmp_path, how, parts):
    """Run the dying program; the posts of each publication as the network has them, and how often it was killed."""
    network = tmp_path / "network.jsonl"
    command = [sys.executable, HERE / "dying.py", database_url, network, how, str(parts)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=90)
    assert done.returncode == 0, done.stderr[-2000:]
    publications, kills = json.loads(done.stdout)
    posts = [json.loads(line) for line in network.read_text().splitlines()]
    of_each = [[post for post in posts if post["key"].startswith(f"{one}-")] for one in publications]
    assert sum(map(len, of_each)) == len(posts)
    return of_each, kills


def once_in_order(posts, parts):
    texts = [f"{number + 1}/{parts} The quay reopened" for number in range(parts)]
    parents = ["", *(post["id"] for post in posts[:-1])]
    return [post["text"] for post in posts] == texts and [post["parent"] for post in posts] == parents


def test_killed_at_each_step_a_thread_is_out_once_in_order(database_url, tmp_path):
    threads, kills = published(database_url, tmp_path, "steps", 2)
    assert [thread for thread in threads if not once_in_order(thread, 2)] == []
    assert kills >= 2 * 10


def test_the_next_process_takes_up_all_that_killed_ones_left(database_url, tmp_path):
    threads, kills = published(database_url, tmp_path, "left", 2)
    assert [thread for thread in threads if not once_in_order(sorted(thread, key=lambda post: post["key"]), 2)] == []
    assert len(threads) - 1 == kills >= 2 * 10


@pytest.mark.parametrize("parts", [6])
def test_killed_at_any_moment_with_two_owners_a_thread_is_out_once_in_order(database_url, tmp_path, parts):
    threads, kills = published(database_url, tmp_path, "moments", parts)
    assert [thread for thread in threads if not once_in_order(thread, parts)] == []
    assert kills >= len(threads) >= 1
