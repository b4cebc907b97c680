"""The whole road, as a newcomer walks it: one command, no account, no key."""

import os
import re
import subprocess
import sys
import time

from bot import platforms


def test_the_demo_walks_the_whole_road_in_seconds(tmp_path):
    environment = {**os.environ, "STANDFIRST_HOME": str(tmp_path), "COLUMNS": "100", "HOME": str(tmp_path)}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo"], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert time.monotonic() - began < 10
    for name in platforms.names():
        assert re.search(rf"{re.escape(platforms.get(name).label)}.* · [\d,]+/[\d,]+", done.stdout), name
    assert "sandbox://rehearsal/" in done.stdout
    readers = ("@mira.example", "@tomas.example (edited)", "@harbour.crew.example")
    assert [reader for reader in readers if reader not in done.stdout] == []
    assert list(tmp_path.iterdir()) == []
