"""OAuth: a member's consent, tokens for a code and for a refresh token, and what a token is."""

from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.testing.linkedin.world import LIFE, YEAR, App, Token, World


class Denied(Exception):
    """What the endpoints answer instead."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.status = status


def consents(world: World, link: str, member: str) -> str:
    """A member consents to what a link asks: the address they are sent on to. Raises Denied for a wrong link."""
    asked = dict(parse_qsl(urlsplit(link).query, strict_parsing=True))
    app = world.apps.get(asked["client_id"])
    if not urlsplit(link).path == "/oauth/v2/authorization" or asked["response_type"] != "code" or app is None:
        raise Denied("invalid_request", "The passed in client_id is invalid")
    if asked["redirect_uri"] not in app.redirects:
        raise Denied("invalid_request", "The redirect_uri does not match the registered value")
    if len(asked["state"]) < 16:
        raise Denied("invalid_request", "The state can be guessed")
    code = token_urlsafe(32)
    world.codes[code] = (asked["client_id"], asked["redirect_uri"], frozenset(asked["scope"].split()), member)
    return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"


def access_token(world: World, form: dict[str, str]) -> dict[str, Any]:
    """Tokens for a code, once, or for a refresh token. Raises Denied."""
    app = _app(world, form)
    if form.get("grant_type") == "authorization_code":
        client_id, redirect, scopes, member = world.codes.pop(form.get("code", ""), ("", "", frozenset(), ""))
        if client_id != form["client_id"] or redirect != form.get("redirect_uri"):
            why = "Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code."
            raise Denied("invalid_request", why)
        refresh = Token(member, scopes, world.now() + YEAR, client_id)
        return _given(world, app, refresh, token_urlsafe(48))
    if form.get("grant_type") == "refresh_token":
        value = form.get("refresh_token", "")
        known = world.refreshes.get(value)
        if known is None or known.revoked or world.now() >= known.until or known.app != form["client_id"]:
            why = "The provided authorization grant or refresh token is invalid, expired or revoked"
            raise Denied("invalid_grant", why)
        return _given(world, app, known, value)
    raise Denied("unsupported_grant_type", "The grant type is not supported")


def introspect(world: World, form: dict[str, str]) -> dict[str, Any]:
    """What a token is. Raises Denied."""
    _app(world, form)
    token = world.tokens.get(form.get("token", ""))
    if token is None or token.app != form["client_id"]:
        raise Denied("invalid_request", "Invalid client id or token")
    status = "revoked" if token.revoked else "expired" if world.now() >= token.until else "active"
    return {
        "active": status == "active",
        "status": status,
        "client_id": token.app,
        "authorized_at": int(token.until - LIFE),
        "created_at": int(token.until - LIFE),
        "expires_at": int(token.until),
        "scope": ",".join(sorted(token.scopes)),
        "auth_type": "3L",
    }


def _given(world: World, app: App, refresh: Token, value: str) -> dict[str, Any]:
    access = world.token(refresh.member, " ".join(refresh.scopes), app=refresh.app)
    given = {
        "access_token": access,
        "expires_in": LIFE,
        "scope": ",".join(sorted(refresh.scopes)),
        "token_type": "Bearer",
    }
    if not app.partner:
        return given
    world.refreshes[value] = refresh
    return {**given, "refresh_token": value, "refresh_token_expires_in": int(refresh.until - world.now())}


def _app(world: World, form: dict[str, str]) -> App:
    app = world.apps.get(form.get("client_id", ""))
    if app is None:
        raise Denied("invalid_client_id", "The passed in client_id is invalid", 401)
    if app.secret != form.get("client_secret"):
        raise Denied("invalid_client", "Client authentication failed", 401)
    return app
