"""I/O: what is asked of a person who connects an account, and whom the answers belong to."""

from collections.abc import Mapping
from secrets import token_urlsafe

from bot.domain.connection import Identity, Question
from bot.domain.errors import Reconnect, Refused
from bot.domain.ports import Resources
from bot.platforms.x import examining, login, tokens
from bot.platforms.x.client import me
from bot.platforms.x.door import Carrier, Door

# "keys" are the four of OAuth 1.0a, which X makes for one's own account; "login" is OAuth 2.
WAYS = ("keys", "login")
CALLBACK = "http://127.0.0.1/"


def question(given: Mapping[str, str]) -> Question | None:
    """What to ask next. Raises Refused("bad_answer")."""
    asked = [
        Question(name="way", choices=WAYS, default="keys"),
        Question(name="long", choices=("no", "yes"), default="no"),
    ]
    if _way(given) == "login":
        asked += [
            Question(name="client_id"),
            Question(name="client_secret", secret=True, default=""),
            Question(name="callback", default=CALLBACK),
        ]
    else:
        asked += [Question(name=name, secret=True) for name in login.KEYS]
    for one in asked:
        if one.name not in given:
            return one
        _require_answered(one, given)
    if _way(given) == "login":
        return _code(given)
    return None


async def identify(given: Mapping[str, str], resources: Resources, carrier: Carrier) -> tuple[Identity, dict[str, str]]:
    """Ask X whom the credentials belong to. Raises Refused("bad_answer") where it lets nobody in, Reconnect, Later."""
    try:
        secrets = await _secrets(given, resources, carrier)
        answer = await me(Door(carrier, resources.clock, secrets))
    except Reconnect as error:
        if error.key != "logged_out":
            raise
        last, reason = ("code", "code") if _way(given) == "login" else (login.KEYS[-1], "keys")
        raise _bad(last, reason) from error
    user = (await answer.json())["data"]
    chosen = examining.options(user, given.get("long", ""))
    return examining.identity(user, answer.headers, secrets, chosen), secrets


def _way(given: Mapping[str, str]) -> str:
    return given.get("way", "") or "keys"


def _require_answered(one: Question, given: Mapping[str, str]) -> None:
    said = given[one.name].strip()
    if not said and one.default is None:
        raise _bad(one.name, "empty")
    if said and one.choices and said not in one.choices:
        raise _bad(one.name, "choice")
    if any(sign.isspace() for sign in said):
        raise _bad(one.name, "space")


def _code(given: Mapping[str, str]) -> Question | None:
    """The page to open; its state and verifier are made once, so that the same link is shown again."""
    if given.get("code"):
        _granted(given)
        return None
    state, verifier = given.get("state") or token_urlsafe(24), given.get("verifier") or token_urlsafe(48)
    link = login.authorize(given["client_id"].strip(), _callback(given), state, verifier)
    return Question(name="code", secret=True, link=link, keep={"state": state, "verifier": verifier})


def _granted(given: Mapping[str, str]) -> str:
    code, state = login.granted(given["code"])
    if not code:
        raise _bad("code", "no_code")
    if state is not None and state != given.get("state"):
        raise _bad("code", "other_state")
    return code


async def _secrets(given: Mapping[str, str], resources: Resources, carrier: Carrier) -> dict[str, str]:
    if _way(given) != "login":
        return {name: given[name].strip() for name in login.KEYS}
    client_id, client_secret = given["client_id"].strip(), given.get("client_secret", "").strip()
    form = login.exchange(_granted(given), client_id, _callback(given), given["verifier"])
    found = await tokens.asked(carrier, resources, form, client_secret)
    return {"client_id": client_id, "client_secret": client_secret, **found}


def _callback(given: Mapping[str, str]) -> str:
    return given.get("callback", "").strip() or CALLBACK


def _bad(name: str, reason: str) -> Refused:
    return Refused("bad_answer", name=name, network="x", reason=reason)
