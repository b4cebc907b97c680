"""Logs: people on a terminal, JSON otherwise; no token in any line or trace, whichever handler writes it."""

import io
import json
import logging

import httpx
import pytest

from bot.cli import logs

TOKEN = "700123456:AAF-abcdefghijklmnopqrstuvwxyz_0123"


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def _as_before(logs_as_before):
    """No line of these tests goes anywhere later."""


def failing():
    try:
        raise RuntimeError(f"POST https://api.telegram.org/bot{TOKEN}/getMe failed")
    except RuntimeError:
        logging.getLogger("bot.chat").exception("reference %s", "ab12", extra={"update": 5})


def test_a_line_is_json_where_no_terminal_is():
    out = io.StringIO()
    logs.prepare((), stream=out)
    failing()
    line = json.loads(out.getvalue())
    assert (line["event"], line["level"], line["logger"]) == ("reference ab12", "error", "bot.chat")
    assert line["update"] == 5
    assert "RuntimeError" in line["exception"]


def test_people_read_lines_and_traces_on_a_terminal():
    out = Terminal()
    logs.prepare((), stream=out)
    failing()
    assert "reference ab12" in out.getvalue()
    assert not out.getvalue().startswith("{")


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
async def test_no_token_is_ever_written(stream):
    out = stream()
    logs.prepare(["hush-hush"], debug=True, stream=out)
    failing()
    logging.getLogger("x").warning("token %s and hush-hush and /bot700:test/getMe", TOKEN)
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        await client.get(f"https://api.telegram.org/bot{TOKEN}/getUpdates")
    written = out.getvalue()
    assert "getUpdates" in written
    assert [one for one in (TOKEN, "AAF-", "hush-hush", "700:test") if one in written] == []


def test_every_handler_there_is_is_guarded():
    out = io.StringIO()
    logging.basicConfig(level=logging.DEBUG, stream=out, force=True)
    logs.guard()
    failing()
    assert "reference ab12" in out.getvalue()
    assert TOKEN not in out.getvalue()


def test_the_http_clients_lines_are_not_of_interest():
    out = io.StringIO()
    logs.prepare((), stream=out)
    logging.getLogger("httpx").info("HTTP Request")
    assert out.getvalue() == ""


async def test_what_people_write_in_the_chat_is_logged_at_no_level():
    out = io.StringIO()
    logs.prepare(["hush-hush"], debug=True, stream=out)
    for name in ("telegram.ext.Application", "telegram.ext.ExtBot", "telegram.Bot"):
        logging.getLogger(name).debug("Processing update %s", "my app password")
    logging.getLogger("telegram.ext").info("begun")
    assert "app password" not in out.getvalue()
    assert "begun" in out.getvalue()
