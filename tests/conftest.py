"""What every test gets: no network beyond loopback, the evaluation data where it is there."""

from pathlib import Path

import pytest
from servers.bluesky_network import bluesky_network  # noqa: F401 - fixture
from servers.postgres import database_url, postgres, postgres_url  # noqa: F401 - fixtures

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout; tests that need it are skipped without it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the evaluation data is not beside this checkout")
    return SHARED
