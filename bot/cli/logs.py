"""What is logged and how: for people on a terminal, JSON lines otherwise; never a token, whoever logs it.

A bot's token stands in the address of every call to Telegram, and so in the lines of the HTTP client and in traces.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO

# A bot's token: in an address, or by itself (its id, a colon, 35 characters).
_TOKEN = re.compile(r"(?<=/bot)\d+:[\w-]+|\b\d{6,}:[\w-]{30,}")
_HIDDEN = "<token>"
_CHATTY = ("alembic", "dbos", "httpx", "httpcore", "apscheduler", "tornado.access")


class Redacting(logging.Formatter):
    """Another formatter's lines without tokens and without these secrets."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """The line, its trace too."""
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, _HIDDEN)
        return _TOKEN.sub(_HIDDEN, line)


def guard(secrets: Iterable[str] = ()) -> None:
    """Let no handler there is write a token."""
    known = list(secrets)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Redacting(handler.formatter or logging.Formatter(), known))


def prepare(secrets: Iterable[str], *, debug: bool = False, stream: TextIO | None = None) -> None:
    """Log what a server does, from now on, instead of what was logged before."""
    out = stream or sys.stderr
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(people=out.isatty()))
    logging.basicConfig(level=logging.DEBUG if debug else logging.INFO, handlers=[handler], force=True)
    guard(secrets)
    # What people write in the chat is logged at no level: it may be a secret.
    logging.getLogger("telegram").setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.NOTSET if debug else logging.WARNING)


def _formatter(*, people: bool) -> logging.Formatter:
    import structlog

    noted: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if people else "iso", utc=not people),
        structlog.processors.format_exc_info,
    ]
    last = structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=noted, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
