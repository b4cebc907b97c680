"""What every test gets: no network beyond loopback, the evaluation data where it is there."""

import logging
from pathlib import Path

import pytest
from servers.bluesky_network import bluesky_network  # noqa: F401 - fixture
from servers.postgres import database_url, postgres, postgres_url  # noqa: F401 - fixtures

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser):
    parser.addoption("--fault-table", action="store_true", help="print what came of each fault on each network")


def pytest_terminal_summary(terminalreporter, config):
    """What came of each fault: the error, whether the post was out, what a look said of it."""
    if not config.getoption("--fault-table"):
        return
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    rows = {tuple(value) for report in reports for name, value in report.user_properties if name == "befallen"}
    terminalreporter.section("faults")
    for platform, fault, outcome, out, look in sorted(rows):
        words = "out" if out else "not out"
        terminalreporter.line(f"{platform:<10} {fault:<20} {outcome:<10} {words:<8} {look}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout; tests that need it are skipped without it."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the evaluation data is not beside this checkout")
    return SHARED


@pytest.fixture
def logs_as_before():
    """Whatever a test sets about logs, the tests after it hear all of them again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logger.level for name, logger in root.manager.loggerDict.items() if hasattr(logger, "level")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, logger in root.manager.loggerDict.items():
        if hasattr(logger, "level"):
            logger.setLevel(levels.get(name, logging.NOTSET))
