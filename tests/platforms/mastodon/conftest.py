"""A connected account whose line strikes what publishes, or whatever is asked."""

import pytest
from platforms.mastodon.rig import rigged


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path) as rig:
        yield rig


@pytest.fixture
async def anywhere(tmp_path):
    """A rig whose line strikes whatever is asked."""
    async with rigged(tmp_path, lambda method, path: True) as rig:
        yield rig


@pytest.fixture
async def session(rig):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        yield session
