"""A house whose engine may be started and stopped, with settings of its own; and processes to be killed."""

import pytest
import pytest_asyncio
from jobs.crowd import Crowd

from bot import app


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Settings of their own, which are read once in a process."""
    monkeypatch.setenv("STANDFIRST_HOME", str(tmp_path / "home"))
    app.settings.cache_clear()
    yield tmp_path / "home"
    app.settings.cache_clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def everybody(tmp_path_factory):
    """The program that forks whoever is to be killed; it takes seconds to start."""
    async with Crowd.gather(tmp_path_factory.mktemp("jobs") / "victims.txt") as crowd:
        yield crowd


@pytest_asyncio.fixture(loop_scope="session")
async def crowd(everybody):
    """Nobody is left of it after a test."""
    yield everybody
    await everybody.disperse()
