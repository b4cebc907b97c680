"""How a run ends: which exit code, what is said of an error, and where the trace of an unexpected one is kept."""

import logging
from collections.abc import Iterable
from pathlib import Path

from bot.cli.terminal import echo
from bot.domain.errors import Refused, StandfirstError

DONE, FAILED, USAGE, REFUSED = 0, 1, 2, 3
MOST_BYTES = 1_000_000
# Wrong as it was typed.
_TYPED = ("bad_setting", "bad_now", "no_such_zone")
# No rule of ours forbids these: the work could not be done.
_WORK = ("not_writable", "not_a_backup")
log = logging.getLogger(__name__)


def code(errors: Iterable[StandfirstError]) -> int:
    """The exit code of what went wrong: wrong usage first, a rule's refusal only when nothing else failed."""
    codes = {_code(error) for error in errors}
    return next((code for code in (USAGE, FAILED, REFUSED) if code in codes), DONE)


def say(error: StandfirstError, *, about: str = "") -> None:
    """Say on stderr what went wrong, and with what."""
    echo(f"{about}: {sentence(error)}" if about else sentence(error), err=True)


def sentence(error: StandfirstError) -> str:
    """An error in words; the built-in ones when settings or templates are broken themselves."""
    from bot.chat.texts import Texts
    from bot.text.templating import Templates

    try:
        from bot.app import texts

        return texts().error(error)
    except StandfirstError:
        return Texts(Templates()).error(error)


def unexpected(fault: Exception) -> StandfirstError:
    """Keep the trace of a fault nobody foresaw, and give back what to say of it: a reference and where it is."""
    import secrets
    import traceback
    from datetime import UTC, datetime

    reference = secrets.token_hex(4)
    log.error("unexpected, reference %s", reference, exc_info=fault)
    trace = "".join(traceback.format_exception(fault))
    kept = _kept(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} reference {reference}\n{trace}\n")
    return StandfirstError("internal", reference=reference, log=kept)


def _code(error: StandfirstError) -> int:
    if error.key in _TYPED:
        return USAGE
    return REFUSED if isinstance(error, Refused) and error.key not in _WORK else FAILED


def _kept(entry: str) -> str:
    """Where an entry was written: the log in the home folder, else a new file; "" where nothing can be written."""
    from bot.app import settings

    try:
        path = settings().home / "standfirst.log"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _append(path, entry)
        return str(path)
    except (OSError, StandfirstError):
        return _elsewhere(entry)


def _append(path: Path, entry: str) -> None:
    path.touch(mode=0o600, exist_ok=True)
    if path.stat().st_size > MOST_BYTES:
        path.replace(path.with_suffix(".log.1"))
        path.touch(mode=0o600)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(entry)


def _elsewhere(entry: str) -> str:
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="standfirst-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(entry)
            return file.name
    except OSError:
        return ""
