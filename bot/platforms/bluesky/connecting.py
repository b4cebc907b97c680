"""Connecting an account: its server, its handle, an app password; checked by logging in, once."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.domain.connection import Identity, Question
from bot.domain.errors import Refused, StandfirstError
from bot.domain.ports import Resources
from bot.domain.publication import Account
from bot.platforms.bluesky import tokens
from bot.platforms.bluesky.examining import RIGHTS
from bot.platforms.bluesky.failures import Answered, Lost, judged
from bot.platforms.bluesky.login import REFRESH, TOKENS, kept
from bot.platforms.bluesky.syntax import is_did, is_handle
from bot.platforms.bluesky.xrpc import Answer, Server

DEFAULT = "https://bsky.social"
# The server that the account's posts are on, where that is not the one it logs in to; an option of the account.
HOME = "pds"
APP_PASSWORDS = "https://bsky.app/settings/app-passwords"
# What answers so without naming an error is no server of this network: it points elsewhere, or knows no such page.
_ELSEWHERE = (301, 302, 303, 307, 308, 404, 405)
SERVER, HANDLE, PASSWORD = "server", "handle", "password"


def question(given: Mapping[str, str], resources: Resources) -> Question | None:
    """What to ask next. Raises Refused("bad_answer")."""
    if SERVER not in given:
        return Question(name=SERVER, default=DEFAULT)
    server = _server(given, resources)
    if HANDLE not in given:
        return Question(name=HANDLE)
    _handle(given, server)
    if not given.get(PASSWORD, "").strip():
        return Question(name=PASSWORD, secret=True, link=APP_PASSWORDS if server == DEFAULT else "")
    return None


async def identify(given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
    """Log in. Raises Refused("bad_answer"), Reconnect, Later."""
    typed = _server(given, resources)
    login = {"identifier": _handle(given, typed), "password": given.get(PASSWORD, "").strip()}
    server = Server(typed, resources.patience)
    try:
        answer = await server.post("com.atproto.server.createSession", login, "did", "handle", *TOKENS)
        secrets = kept(answer)
        keeper = _keeper(answer, typed, resources)
    except Answered as failure:
        raise _refusal(failure) from failure
    except Lost as failure:
        raise judged(failure, publishing=False) from failure
    finally:
        await server.close()
    identity = Identity(
        native_id=str(answer.content["did"]),
        handle=str(answer.content["handle"]),
        server=typed,
        rights=RIGHTS,
        options={HOME: keeper} if keeper != typed else {},
        expires=tokens.expires(secrets[REFRESH]),
    )
    return identity, secrets


def home(account: Account) -> str:
    """The server that keeps an account."""
    return account.options.get(HOME) or account.server or DEFAULT


def _refusal(failure: Answered) -> StandfirstError:
    if failure.name == "AuthFactorTokenRequired":
        return _bad(PASSWORD, "main")
    if failure.name == "AuthenticationRequired":
        return _bad(PASSWORD)
    if not failure.name and failure.status in _ELSEWHERE:
        return _bad(SERVER)
    return judged(failure, publishing=False)


def _bad(name: str, reason: str = "") -> Refused:
    return Refused("bad_answer", name=name, network="bluesky", reason=reason or name)


def _server(given: Mapping[str, str], resources: Resources) -> str:
    """The address of the server that was named, nothing being the usual one; https, but for a host that is allowed."""
    named = given.get(SERVER, "").strip().rstrip("/") or DEFAULT
    address = _address(named if "://" in named else f"https://{named}", resources)
    if not address:
        raise _bad(SERVER)
    return address


def _address(named: str, resources: Resources) -> str:
    """A server's address without whatever else is in it; "" for one that is none."""
    try:
        parts = urlsplit(named)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    known = host in resources.allow
    if not (known or (parts.scheme == "https" and "." in host)) or parts.username is not None:
        return ""
    scheme = "https" if parts.scheme == "https" else "http"
    return f"{scheme}://{host}" + (f":{port}" if port else "")


def _handle(given: Mapping[str, str], server: str) -> str:
    """The handle, or DID, that was named; on the usual server its first word will do."""
    named = given.get(HANDLE, "").strip().removeprefix("@").removeprefix("https://bsky.app/profile/").strip("/")
    if server == DEFAULT and named and "." not in named and ":" not in named:
        named = f"{named}.bsky.social"
    if not is_handle(named) and not is_did(named):
        raise _bad(HANDLE)
    return named


def _keeper(answer: Answer, typed: str, resources: Resources) -> str:
    """The server that keeps the account, by its DID document; the one that was named where nothing better is said."""
    document = answer.content.get("didDoc")
    services = document.get("service", []) if isinstance(document, dict) else []
    ends = [one.get("serviceEndpoint") for one in services if str(one.get("id", "")).endswith("#atproto_pds")]
    said = _address(ends[0], resources) if ends and isinstance(ends[0], str) else ""
    return said or typed
