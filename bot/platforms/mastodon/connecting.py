"""I/O: what is asked of a person who connects an account, and whom the answers belong to.

The server, then a token from its settings, or none: then an app is registered there and its page opened, which shows a
code to bring back (Mastodon documentation, methods/apps and methods/oauth).
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlencode, urlsplit

import idna

from bot.domain.connection import Identity, Question
from bot.domain.errors import Later, Reconnect, Refused, Rejected
from bot.domain.ports import Resources
from bot.net import guard
from bot.net.client import resolve
from bot.net.sending import ANY_PORT
from bot.platforms.mastodon import examining, failures, instance, wire
from bot.platforms.mastodon.client import examined
from bot.platforms.mastodon.door import Door, Trouble

SERVER, TOKEN, CODE = "server", "token", "code"
# The page shows the code itself instead of sending the person elsewhere.
SHOWN = "urn:ietf:wg:oauth:2.0:oob"
# A content warning takes room from every post.
LONGEST_WARNING = 100
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# What is kept of the server, and of the app registered there.
_KNOWN, _AT, _ID, _SECRET, _VERIFIER = "known_version", "app_at", "client_id", "client_secret", "verifier"


async def question(given: Mapping[str, str], resources: Resources) -> Question | None:
    """What to ask next. Raises Refused("bad_answer"), Later."""
    if SERVER not in given:
        return Question(name=SERVER)
    server = address(given[SERVER])
    if TOKEN not in given:
        version = await _version(server, resources)
        link = f"{server}/settings/applications"
        return Question(name=TOKEN, secret=True, default="", link=link, keep={_KNOWN: version})
    if wire.VISIBILITY not in given:
        return Question(name=wire.VISIBILITY, choices=wire.VISIBILITIES, default=wire.VISIBILITIES[0])
    _visibility(given)
    if wire.SPOILER not in given:
        return Question(name=wire.SPOILER, default="")
    _spoiler(given)
    if given[TOKEN].strip() or given.get(CODE, "").strip():
        return None
    return await _code(given, server, resources)


async def identify(given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
    """Ask the server whom the token belongs to. Raises Refused("bad_answer"), Reconnect, Later."""
    server = address(given.get(SERVER, ""))
    chosen = {wire.VISIBILITY: _visibility(given), **_spoiler(given)}
    await _require_public(server, resources)
    typed = given.get(TOKEN, "").strip()
    token = typed or await _exchanged(given, server, resources)
    try:
        seen = await examined(Door(server, token, resources.patience, resources.clock))
        identity = examining.identity(seen, server, chosen)
    except Reconnect as error:
        raise _bad(TOKEN if typed else CODE, "refused") from error
    except (LookupError, TypeError, ValueError) as error:
        raise _bad(SERVER, "not_mastodon") from error
    if examining.suspended(seen):
        raise _bad(SERVER, "suspended")
    if "write:statuses" in examining.lacking(seen):
        raise _bad(TOKEN if typed else CODE, "scopes")
    return identity, {TOKEN: token}


def _spoiler(given: Mapping[str, str]) -> dict[str, str]:
    """The content warning that was chosen, on one line; nothing for none. Raises Refused("bad_answer")."""
    words = " ".join(given.get(wire.SPOILER, "").split())
    if len(words) > LONGEST_WARNING:
        raise _bad(wire.SPOILER, "spoiler")
    return {wire.SPOILER: words} if words else {}


def address(named: str) -> str:
    """The address of a server that was named by its host, its address or an account's; http for loopback alone.

    Raises Refused("bad_answer").
    """
    typed = named.strip()
    if "://" not in typed:
        typed = "https://" + typed.rpartition("@")[2]
    try:
        parts = urlsplit(typed)
        host, port = _ascii((parts.hostname or "").rstrip(".")), parts.port
    except ValueError as error:
        raise _bad(SERVER, "server") from error
    local = host in _LOOPBACK
    plain = parts.scheme == "http" and local
    if not (plain or parts.scheme == "https") or not (local or "." in host) or any(map(str.isspace, typed)):
        raise _bad(SERVER, "server")
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _ascii(host: str) -> str:
    """A host as it is called. Raises ValueError, of which idna's errors are a kind."""
    return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")


async def _version(server: str, resources: Resources) -> str:
    """The version of a server that speaks Mastodon's language; "" where it tells strangers nothing.

    Raises Refused("bad_answer"), Later.
    """
    await _require_public(server, resources)
    try:
        said = (
            await Door(server, "", resources.patience, resources.clock).ask(lambda client: client.instance_v2())
        ).value
    except Reconnect:
        return ""
    except Rejected as error:
        raise _bad(SERVER, "not_mastodon") from error
    except Later as error:
        trouble = error.__cause__
        if error.key == "network_busy" or not isinstance(trouble, Trouble):
            raise
        readable = trouble.heard is not None and trouble.heard.ok
        raise _bad(SERVER, "not_mastodon" if readable else "unreachable") from error
    if not instance.speaks_mastodon(said):
        raise _bad(SERVER, "not_mastodon")
    return instance.version(said)


async def _require_public(server: str, resources: Resources) -> None:
    """A server in a private network is none that a member may name, unless the house allows it."""
    try:
        target = guard.target(server, ports=ANY_PORT, allow=resources.allow)
        found = [target.host] if target.literal else await resolve(target.host, target.port)
        guard.judge(target, found, allow=resources.allow)
    except Refused as error:
        raise _bad(SERVER, "unsafe") from error
    except OSError as error:
        raise _bad(SERVER, "unreachable") from error


def _visibility(given: Mapping[str, str]) -> str:
    said = given.get(wire.VISIBILITY, "").strip() or wire.VISIBILITIES[0]
    if said not in wire.VISIBILITIES:
        raise _bad(wire.VISIBILITY, "visibility")
    return said


async def _code(given: Mapping[str, str], server: str, resources: Resources) -> Question:
    """The page to open. The app and the verifier are made once, so that the same link is shown again."""
    version = given.get(_KNOWN, "")
    app = {name: given.get(name, "") for name in (_AT, _ID, _SECRET, _VERIFIER)}
    if app[_AT] != server:
        app = {**await _registered(server, version, resources), _AT: server, _VERIFIER: token_urlsafe(48)}
    asked = {"client_id": app[_ID], "redirect_uri": SHOWN, "response_type": "code"}
    asked["scope"] = " ".join(examining.scopes(version))
    if instance.is_modern(version):
        digest = sha256(app[_VERIFIER].encode()).digest()
        asked["code_challenge"] = urlsafe_b64encode(digest).decode("ascii").rstrip("=")
        asked["code_challenge_method"] = "S256"
    return Question(name=CODE, secret=True, link=f"{server}/oauth/authorize?{urlencode(asked)}", keep=app)


async def _registered(server: str, version: str, resources: Resources) -> dict[str, str]:
    """An app of ours on this server: its id and its secret."""
    form = {"client_name": "Standfirst", "redirect_uris": SHOWN, "scopes": " ".join(examining.scopes(version))}
    try:
        said = (await Door(server, "", resources.patience, resources.clock).post("/api/v1/apps", form)).value
    except (Rejected, Reconnect) as error:
        raise _bad(TOKEN, "no_app") from error
    if not isinstance(said, dict) or not said.get(_ID) or not said.get(_SECRET):
        raise failures.unclear(publishes=False)
    return {_ID: str(said[_ID]), _SECRET: str(said[_SECRET])}


async def _exchanged(given: Mapping[str, str], server: str, resources: Resources) -> str:
    """The token for a code."""
    code = _pasted(given.get(CODE, ""))
    if not code or given.get(_AT) != server:
        raise _bad(CODE, "code")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": SHOWN}
    form |= {_ID: given[_ID], _SECRET: given.get(_SECRET, "")}
    form["scope"] = " ".join(examining.scopes(given.get(_KNOWN, "")))
    if instance.is_modern(given.get(_KNOWN, "")):
        form["code_verifier"] = given.get(_VERIFIER, "")
    try:
        said = (await Door(server, "", resources.patience, resources.clock).post("/oauth/token", form)).value
    except (Rejected, Reconnect) as error:
        raise _bad(CODE, "code") from error
    token = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token:
        raise failures.unclear(publishes=False)
    return token


def _pasted(text: str) -> str:
    """The code, alone or in the address of the page that shows it."""
    typed = text.strip()
    if "code=" in typed:
        return (parse_qs(urlsplit(typed).query).get("code") or [""])[0]
    return typed.rpartition("/")[2] if "://" in typed else typed


def _bad(name: str, reason: str) -> Refused:
    return Refused("bad_answer", name=name, network="mastodon", reason=reason)
