"""A house whose engine may be started and stopped, with settings of its own."""

import pytest

from bot import app


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Settings of their own, which are read once in a process."""
    monkeypatch.setenv("STANDFIRST_HOME", str(tmp_path / "home"))
    app.settings.cache_clear()
    yield tmp_path / "home"
    app.settings.cache_clear()
