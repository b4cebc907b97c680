"""An account on Bluesky's own servers, behind a line, for each test that asks for one."""

import pytest
from platforms.bluesky.rig import rigged


@pytest.fixture
async def rig(tmp_path, bluesky_network):
    async with rigged(tmp_path, bluesky_network) as rig:
        yield rig
