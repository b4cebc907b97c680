"""What connecting LinkedIn asks: as whom, the page, an app and its consent, or an access token alone."""

from collections.abc import Mapping
from secrets import token_urlsafe
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.domain.connection import Identity, Question
from bot.domain.errors import Refused
from bot.domain.ports import Resources
from bot.platforms.linkedin import checkup, login, urns, version
from bot.platforms.linkedin.api import Api, FixedLogin, Wires, opened
from bot.platforms.linkedin.login import Tokens

AS = ("member", "page")


def question(given: Mapping[str, str], resources: Resources) -> Question | None:
    """What to ask next. Raises Refused("bad_answer")."""
    if "post_as" not in given:
        return Question(name="post_as", default=AS[0], choices=AS)
    if _as_page(given) and "page" not in given:
        return Question(name="page")
    _author(given)
    asked = _for_login(given, resources)
    if asked is None and "version" not in given:
        now = resources.clock.now()
        if version.months(version.VERSION, now) > version.OLD:
            return Question(name="version", default=version.latest(now))
    return asked


async def identify(given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
    """Fetch the tokens, look whose they are and what they may. Raises Reconnect, Later, Refused("bad_answer")."""
    author = _author(given)
    used = _version(given)
    async with opened(resources) as wires:
        tokens = await _tokens(given, wires)
        need = checkup.right(author) if author else login.MEMBER_SCOPES[-1]
        api = Api(wires, FixedLogin(tokens.secrets["access_token"]), used or version.VERSION, need)
        who = await (checkup.page(api, author) if author else checkup.member(api))
        if who is None:
            raise _bad("page", "page")
        if who.role == "":
            raise _bad("page", "role")
        looked = await login.introspected(wires, tokens.secrets)
    scopes = tokens.scopes or (login.scopes(looked.said.get("scope")) if looked and looked.good else ())
    options = {"scopes": " ".join(scopes), "vanity": who.vanity, "version": used}
    identity = Identity(
        native_id=who.urn,
        handle=who.handle,
        name=who.name,
        rights=checkup.rights(who.urn, scopes),
        options={name: value for name, value in options.items() if value},
        expires=login.ends(tokens.secrets),
    )
    return identity, tokens.secrets


def _for_login(given: Mapping[str, str], resources: Resources) -> Question | None:
    """What is still to be asked for a login: of an app, or a token."""
    if "client_id" not in given:
        return Question(name="client_id", default="")
    if not given["client_id"].strip():
        return None if given.get("access_token", "").strip() else Question(name="access_token", secret=True)
    if not given.get("client_secret", "").strip():
        return Question(name="client_secret", secret=True)
    if "code" not in given:
        state = given.get("state") or token_urlsafe(16)
        return Question(name="code", secret=True, link=_consent(given, state, resources), keep={"state": state})
    _code(given)
    return None


async def _tokens(given: Mapping[str, str], wires: Wires) -> Tokens:
    client_id, client_secret = (given.get(name, "").strip() for name in ("client_id", "client_secret"))
    if not client_id:
        until = wires.resources.clock.now() + login.LIFE
        secrets = {"access_token": given.get("access_token", "").strip(), "access_until": until.isoformat()}
        return Tokens((), secrets)
    got = await login.exchanged(wires, _code(given), client_id, client_secret)
    return Tokens(got.scopes, {**got.secrets, "client_id": client_id, "client_secret": client_secret})


def _consent(given: Mapping[str, str], state: str, resources: Resources) -> str:
    """The page where the member consents."""
    site = resources.addresses.get("linkedin", "").rstrip("/") or urns.SITE
    asked = {
        "response_type": "code",
        "client_id": given["client_id"].strip(),
        "redirect_uri": login.REDIRECT,
        "state": state,
        "scope": " ".join(login.PAGE_SCOPES if _as_page(given) else login.MEMBER_SCOPES),
    }
    return f"{site}/oauth/v2/authorization?{urlencode(asked)}"


def _code(given: Mapping[str, str]) -> str:
    """The code in the address that the person was sent to, or the bare code. Raises Refused("bad_answer")."""
    answer = given.get("code", "").strip()
    asked = parse_qs(urlsplit(answer).query) if "?" in answer else {}
    if asked.get("error"):
        raise _bad("code", "declined")
    if asked and asked.get("state") != [given.get("state", "")]:
        raise _bad("code", "state")
    code = asked["code"][0] if asked.get("code") else answer
    if not code or "://" in code or len(code.split()) != 1:
        raise _bad("code", "code")
    return code


def _as_page(given: Mapping[str, str]) -> bool:
    """Whether a page is to be spoken for. Raises Refused("bad_answer")."""
    chosen = given.get("post_as", "").strip().lower() or AS[0]
    if chosen not in AS:
        raise _bad("post_as", "choice")
    return chosen == "page"


def _author(given: Mapping[str, str]) -> str:
    """The URN of the page to speak for; "" for the member. Raises Refused("bad_answer")."""
    if not _as_page(given):
        return ""
    urn = urns.organization(given.get("page", ""))
    if not urn:
        raise _bad("page", "page")
    return urn


def _version(given: Mapping[str, str]) -> str:
    """The version chosen; "" where it is ours. Raises Refused("bad_answer")."""
    chosen = given.get("version", "").strip()
    if chosen and not version.is_version(chosen):
        raise _bad("version", "version")
    return chosen


def _bad(name: str, reason: str) -> Refused:
    return Refused("bad_answer", name=name, network="linkedin", reason=reason)
