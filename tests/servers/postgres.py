"""A private Postgres cluster on loopback, thrown away at the end; one for each process that runs tests."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=16MB -c max_connections=60"


def binaries() -> Path | None:
    """The folder of the server's programs: Debian keeps one for each version, elsewhere they are on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def as_server(*command: str | Path) -> None:
    """Run one of the server's programs; it refuses root, so root steps down to the package's own account."""
    down = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*down, *map(str, command)], check=True, stdout=subprocess.DEVNULL, timeout=60)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster with a folder and a port of its own; `url` is its address without a database's name."""

    programs: Path
    folder: Path
    port: int
    settings: str = FAST

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} {self.settings}"
        )
        log = self.folder / "log"
        as_server(self.programs / "pg_ctl", "-D", self.folder / "data", "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it where it runs: "fast" as its owner does, "immediate" as a crash."""
        data = self.folder / "data"
        if (data / "postmaster.pid").exists():
            as_server(self.programs / "pg_ctl", "-D", data, "-m", mode, "stop")


@contextmanager
def cluster(settings: str = FAST) -> Iterator[Cluster]:
    """A running cluster with these options of the server, removed at the end. Skips where Postgres is not installed."""
    programs = binaries()
    if programs is None or (os.geteuid() == 0 and not shutil.which("runuser")):
        pytest.skip("Postgres is not installed here")
    pytest.importorskip("psycopg")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Cluster(programs, Path(tempfile.mkdtemp(prefix="standfirst-pg-")), port, settings)
    if os.geteuid() == 0:
        shutil.chown(made.folder, "postgres")
    try:
        options = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        as_server(programs / "initdb", "-D", made.folder / "data", *options)
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running cluster, without a database's name."""
    with cluster() as made:
        yield made.url


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of an empty database."""
    import psycopg

    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(postgres.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{postgres}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: SQLite always, Postgres where it is installed."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite+aiosqlite:///{tmp_path / 'standfirst.db'}"
