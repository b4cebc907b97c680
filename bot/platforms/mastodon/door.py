"""I/O: each call to a server in a thread of its own, within its time, through Mastodon.py or bare.

The library would wait and send again by itself, takes the time-out per piece of the answer, raises the same error
whether a request has left or not, and computes with headers of rate limits, failing on those it cannot read even where
the post is out. So it gets a carrier that keeps the time, remembers what happened, and shows it no headers.
"""

import asyncio
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar, cast

import requests  # noqa: TID251 - what Mastodon.py speaks through
from mastodon import Mastodon
from mastodon.errors import MastodonError
from urllib3.exceptions import HTTPError

from bot import __version__
from bot.domain.errors import StandfirstError
from bot.domain.ports import Clock
from bot.platforms.mastodon import failures
from bot.platforms.mastodon.carrying import adapter, in_thread

AGENT = f"Standfirst/{__version__}"
# Nothing a server has to say is longer, in bytes: 4,096 replies take about 12 MB.
MAX_ANSWER = 32_000_000
_PIECE = 65_536
# So many seconds after its patience a call is given up whatever it is at.
SLACK = 0.5

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, as much of one as Mastodon.py looks at; `sent` are its headers by lower-case name."""

    status_code: int
    reason: str
    content: bytes = field(repr=False)
    sent: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status_code < 300

    def json(self) -> Any:
        """The body. Raises ValueError."""
        try:
            return json.loads(self.content)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """What a call gave, with the headers by lower-case name."""

    value: Value
    headers: Mapping[str, str] = field(repr=False)


class Trouble(Exception):
    """A call that did not succeed: what was heard, else whether the request may have left."""

    def __init__(self, heard: Heard | None, *, left: bool) -> None:
        super().__init__(f"HTTP {heard.status_code}" if heard else "no answer" if left else "not sent")
        self.heard = heard
        self.left = left


class _Slow(Exception):
    """The answer takes longer than anybody waits, or never ends."""


class _GivenUp(OSError):
    """Nobody waits for this call any more, so nothing is sent."""


class _Carrier:
    """The session of Mastodon.py, for one call: no proxies of the environment, no redirects, no waiting any longer.

    It remembers what was heard, and whether the request may have left: not before a connection stands, TLS and all.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._session = requests.Session()
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter(self._connected))
        self._lock = Lock()
        self._given_up = False
        self._line: socket.socket | None = None
        self.heard: Heard | None = None
        self.left = False

    def request(self, method: str, url: str, **how: Any) -> Heard:
        """Send one request. Raises what requests does, and _Slow."""
        with self._lock:
            self.heard, self.left = None, False
            if self._given_up:
                raise _GivenUp
        ends = monotonic() + self._patience
        how.update(timeout=self._patience, stream=True, allow_redirects=False)
        # Some servers redirect what ends with a slash, as the library's addresses do.
        response = self._session.request(method, url.rstrip("/"), **how)
        with closing(response):
            sent = {name.lower(): value for name, value in response.headers.items()}
            self.heard = Heard(response.status_code, response.reason or "", _body(response, ends), sent)
        return self.heard

    def give_up(self) -> None:
        """Send nothing from now on, and wait for no answer."""
        with self._lock:
            self._given_up = True
            if self._line:
                with suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        with self._lock:
            self._line = None
        self._session.close()

    def _connected(self, line: socket.socket | None) -> None:
        with self._lock:
            if self._given_up:
                raise _GivenUp
            self.left, self._line = True, line


class Door:
    """The way to one server, with a token or without. Raises our errors alone."""

    def __init__(self, server: str, token: str, patience: float, clock: Clock) -> None:
        self._server = server
        self._patience = patience
        self._clock = clock
        self._token = token

    async def ask(self, call: Callable[[Mastodon], Value], *, publishes: bool = False) -> Answer[Value]:
        """What the library gives. Raises Rejected, Reconnect, Later, and Uncertain where the call `publishes`."""
        return self._told(await self._within(partial(self._asked, call)), publishes=publishes)

    async def post(self, path: str, form: Mapping[str, str]) -> Answer[Any]:
        """What the server answers to a form without a token. Raises as `ask`."""
        return self._told(await self._within(partial(self._posted, path, form)), publishes=False)

    async def _within(self, work: Callable[[_Carrier], Answer[Value] | Trouble]) -> Answer[Value] | Trouble:
        """What comes of it, within the patience; what is given up before it was sent is never sent."""
        carrier = _Carrier(self._patience)
        try:
            async with asyncio.timeout(self._patience + SLACK):
                return await in_thread(partial(work, carrier))
        except TimeoutError:
            carrier.give_up()
            return Trouble(None, left=carrier.left)
        finally:
            carrier.give_up()

    def _asked(self, call: Callable[[Mastodon], Value], carrier: _Carrier) -> Answer[Value] | Trouble:
        client = Mastodon(
            api_base_url=self._server,
            session=cast(requests.Session, carrier),  # of which it uses `request` alone
            ratelimit_method="throw",
            request_timeout=self._patience,
            mastodon_version="4.0.0",
            version_check_mode="none",
            user_agent=AGENT,
        )
        # Set here: the constructor takes a token that happens to be the name of a file for that file.
        client.access_token = self._token or None
        # What it may use of the server's API; asking each time would be two more requests.
        client.mastodon_major = 4
        with closing(carrier):
            try:
                value = call(client)
            except (MastodonError, LookupError, TypeError, ValueError, AttributeError, _GivenUp):
                return Trouble(carrier.heard, left=carrier.left)
            return Answer(value, carrier.heard.sent if carrier.heard else {})

    def _posted(self, path: str, form: Mapping[str, str], carrier: _Carrier) -> Answer[Any] | Trouble:
        with closing(carrier):
            try:
                heard = carrier.request("POST", self._server + path, data=dict(form), headers={"User-Agent": AGENT})
                value = heard.json()
            except (requests.RequestException, HTTPError, OSError, ValueError, _Slow):
                return Trouble(carrier.heard, left=carrier.left)
            return Answer(value, heard.sent) if heard.ok else Trouble(heard, left=True)

    def _told(self, outcome: Answer[Value] | Trouble, *, publishes: bool) -> Answer[Value]:
        if isinstance(outcome, Trouble):
            raise self._meaning(outcome, publishes=publishes) from outcome
        return outcome

    def _meaning(self, trouble: Trouble, *, publishes: bool) -> StandfirstError:
        heard = trouble.heard
        if heard:
            now = self._clock.now()
            return failures.of_status(heard.status_code, heard.sent, heard.content, publishes=publishes, now=now)
        return failures.unclear(publishes=publishes) if trouble.left else failures.unreachable()


def _body(response: requests.Response, ends: float) -> bytes:
    """The body, piece by piece as it comes. Raises _Slow, urllib3's HTTPError."""
    body = bytearray()
    while piece := response.raw.read1(_PIECE, decode_content=True):
        body += piece
        if monotonic() > ends or len(body) > MAX_ANSWER:
            raise _Slow
    return bytes(body)
