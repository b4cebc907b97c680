"""A setting that cannot be used is named, and nothing else happens."""

import os
import subprocess
import sys


def test_a_setting_that_cannot_be_used_is_named(tmp_path) -> None:
    env = {**os.environ, "STANDFIRST_HOME": str(tmp_path), "STANDFIRST_FETCH_TIMEOUT": "soon"}
    done = subprocess.run([sys.executable, "-m", "bot", "queue"], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "STANDFIRST_FETCH_TIMEOUT" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_platform_named_twice_is_one_post() -> None:
    from bot.app import platforms_named

    assert [platform.name for platform in platforms_named("x, x,,bluesky")] == ["x", "bluesky"]


def test_a_batch_line_knows_better_than_the_page() -> None:
    from bot.app import article_of

    told = "Harby opened its new quay on Monday after a year of work. The board says ferries will call twice a day. "
    more = "Crews had asked for deeper water since the old pier closed, and the town paid half of the bill in the end."
    page = f"<html><head><title>Old</title></head><body><article><p>{told}{more}"
    read = article_of(html=page + "</p></article></body></html>", title="Harby opens its quay", language="en-GB")
    assert (read.title, read.language) == ("Harby opens its quay", "en")
