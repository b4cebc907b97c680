"""`standfirst worker`: one more process that sends what is due, on Postgres alone, and stops when it is asked to."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager

from jobs.test_jobs_engine import comes, planned

from bot import app


@contextmanager
def worker(database, home):
    """A worker in a process of its own, once it is at work."""
    environment = {**os.environ, "STANDFIRST_DATABASE_URL": database, "STANDFIRST_HOME": str(home)}
    command = [sys.executable, "-m", "bot", "worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


async def test_a_worker_sends_what_is_due_and_stops_when_asked(home, postgres_url, tmp_path):
    async with app.opened(postgres_url) as house:
        one = await planned(house)
        with worker(postgres_url, tmp_path) as process:
            assert any("sends what is due" in line for line in process.stderr)
            await comes(house, one)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def test_on_a_file_there_is_no_room_for_a_worker(home, tmp_path):
    with worker(f"sqlite:///{tmp_path / 'one.db'}", tmp_path) as process:
        _, said = process.communicate(timeout=30)
        assert process.returncode == 3
        assert "needs Postgres" in said
