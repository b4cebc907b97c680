"""Who may call: signatures of OAuth 1.0a, verified by oauthlib; tokens of OAuth 2 with their scopes and ends.

X knows no list of the nonces it refuses or how far clocks may differ in its description; long-standing answers say five
minutes (error 135) and that a nonce is taken once.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import parse_qsl

from aiohttp import web
from oauthlib.common import Request
from oauthlib.oauth1.rfc5849 import signature, utils

from bot.platforms.x.login import challenge
from bot.testing.x.world import PROBLEMS, Refusal, User, World, problem

ORIGIN = "https://api.twitter.com"
CLOCKS = timedelta(minutes=5)
TOKEN_LIFE = timedelta(hours=2)
CODE_LIFE = timedelta(seconds=30)


@dataclass
class Keys:
    """The four keys of one account at one app; `access` is what the app may."""

    api_key: str
    api_secret: str
    access_token: str
    access_secret: str
    user: User
    access: str = "read-write"


@dataclass
class Token:
    """An OAuth 2 token."""

    user: User
    scopes: tuple[str, ...]
    ends: datetime


@dataclass
class Code:
    """A code that a person got from the page where an app is let in."""

    user: User
    scopes: tuple[str, ...]
    challenge: str
    callback: str
    ends: datetime


@dataclass
class Caller:
    """Who calls, and what for: `access` is set for OAuth 1.0a, `scopes` for OAuth 2."""

    user: User
    access: str = ""
    scopes: tuple[str, ...] = ()


@dataclass
class Logins:
    """Keys, tokens, codes; the app of OAuth 2 has a secret where `client_secret` is set."""

    world: World
    client_id: str = ""
    client_secret: str = ""
    keys: dict[str, Keys] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)

    def give_keys(self, user: User, access: str = "read-write") -> Keys:
        """The four keys that a person makes in the developer portal."""
        api_key, api_secret, token, secret = (token_urlsafe(24) for _ in range(4))
        made = Keys(api_key, api_secret, f"{user.id}-{token}", secret, user, access)
        self.keys[made.access_token] = made
        return made

    def give_code(self, user: User, scopes: str, challenge: str, callback: str) -> str:
        """What a person gets who lets the app in."""
        code = token_urlsafe(32)
        self.codes[code] = Code(user, tuple(scopes.split()), challenge, callback, self.world.clock() + CODE_LIFE)
        return code

    def give_tokens(self, user: User, scopes: tuple[str, ...]) -> dict[str, str | int]:
        """New tokens, as the token endpoint gives them."""
        access, refresh = token_urlsafe(48), token_urlsafe(48)
        token = Token(user, scopes, self.world.clock() + TOKEN_LIFE)
        self.tokens[access] = token
        given: dict[str, str | int] = {
            "token_type": "bearer",
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "access_token": access,
            "scope": " ".join(scopes),
        }
        if "offline.access" in scopes:
            self.refreshes[refresh] = token
            given["refresh_token"] = refresh
        return given

    def expire(self) -> None:
        """Every token has ended."""
        for token in self.tokens.values():
            token.ends = self.world.clock() - timedelta(seconds=1)

    def revoke(self) -> None:
        """Nobody is let in any more."""
        for known in (self.keys, self.tokens, self.refreshes):
            known.clear()

    def caller(self, request: web.Request, scopes: list[str]) -> Caller:
        """Who sent a request. Raises Refusal: 401 for a bad signature or token, 403 for lacking rights."""
        header = request.headers.get("Authorization", "")
        if header.startswith("OAuth "):
            return self._signed(request, header)
        token = self.tokens.get(header.removeprefix("Bearer "))
        if not header.startswith("Bearer ") or token is None or token.ends <= self.world.clock():
            raise _unauthorized()
        if not set(scopes) <= set(token.scopes):
            raise problem(403, "Forbidden")
        return Caller(token.user, scopes=token.scopes)

    def _signed(self, request: web.Request, header: str) -> Caller:
        given = dict(utils.parse_authorization_header(header))
        keys = self.keys.get(given.get("oauth_token", ""))
        nonce = given.get("oauth_nonce", "")
        signed = Request(f"{ORIGIN}{request.raw_path}", http_method=request.method)
        signed.params = signature.collect_parameters(
            uri_query=request.url.raw_query_string, headers={"Authorization": header}
        )
        signed.signature = utils.unescape(given.get("oauth_signature", ""))
        if keys is None or keys.api_key != given.get("oauth_consumer_key") or nonce in self.nonces:
            raise _unauthorized()
        if not signature.verify_hmac_sha1(signed, keys.api_secret, keys.access_secret):
            raise _unauthorized()
        at = given.get("oauth_timestamp", "")
        if not at.isdecimal() or abs(self.world.clock().timestamp() - int(at)) > CLOCKS.total_seconds():
            raise Refusal(401, {"errors": [{"code": 135, "message": "Timestamp out of bounds."}]})
        self.nonces.add(nonce)
        if request.method != "GET" and "write" not in keys.access:
            detail = "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint."
            raise problem(403, detail, kind=f"{PROBLEMS}/oauth1-permissions")
        return Caller(keys.user, access=keys.access)

    def granted(self, form: Mapping[str, str], header: str) -> dict[str, str | int]:
        """POST /2/oauth2/token. Raises Refusal."""
        self._check_app(form, header)
        if form.get("grant_type") == "refresh_token":
            old = self.refreshes.pop(form.get("refresh_token", ""), None)
            if old is None:
                raise _no_token("Value passed for the token was invalid.")
            self.tokens = {name: token for name, token in self.tokens.items() if token is not old}
            return self.give_tokens(old.user, old.scopes)
        code = self.codes.pop(form.get("code", ""), None)
        if form.get("grant_type") != "authorization_code" or code is None or code.ends <= self.world.clock():
            raise _no_token("Value passed for the authorization code was invalid.")
        if code.callback != form.get("redirect_uri") or code.challenge != challenge(form.get("code_verifier", "")):
            raise _no_token("Value passed for the code verifier did not match the code challenge.")
        return self.give_tokens(code.user, code.scopes)

    def _check_app(self, form: Mapping[str, str], header: str) -> None:
        if form.get("client_id") != self.client_id:
            raise _no_token("Value passed for the client id was invalid.")
        if not self.client_secret:
            return
        wanted = f"{self.client_id}:{self.client_secret}".encode()
        if not header.startswith("Basic ") or b64decode(header.removeprefix("Basic ")) != wanted:
            body = {"error": "unauthorized_client", "error_description": "Missing valid authorization header"}
            raise Refusal(401, body)


def form_of(content: bytes) -> dict[str, str]:
    """A form as it is sent."""
    return dict(parse_qsl(content.decode(), keep_blank_values=True))


def _unauthorized() -> Refusal:
    return problem(401, "Unauthorized")


def _no_token(description: str) -> Refusal:
    return Refusal(400, {"error": "invalid_request", "error_description": description})
