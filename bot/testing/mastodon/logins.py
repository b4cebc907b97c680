"""Apps and tokens: registration, the page on which a person agrees, the code, the token for it; PKCE with S256."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.testing.mastodon import entities
from bot.testing.mastodon.entities import moment
from bot.testing.mastodon.world import ALL_SCOPES, App, Person, Refusal, Token, World

# A code lives so long.
CODE_LIFE = timedelta(minutes=10)
_KINDS = ("accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media")
_MORE = ("mutes", "notifications", "reports", "search", "statuses", "me")
GRANT = "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI."

Params = Mapping[str, Any]


def register(world: World, params: Params) -> dict[str, Any]:
    """POST /api/v1/apps. Raises Refusal."""
    wanted = str(params.get("scopes") or "read").split()
    known = [scope for scope in wanted if _exists(world, scope)]
    if known != wanted:
        raise Refusal(422, "Validation failed: Scopes doesn't match configured on the server.")
    if not params.get("client_name") or not params.get("redirect_uris"):
        raise Refusal(422, "Validation failed: Application name can't be blank")
    redirects = tuple(str(params["redirect_uris"]).split())
    return entities.application(world, world.app(str(params["client_name"]), tuple(wanted), redirects), secret=True)


def agreed(world: World, person: Person, link: str) -> str:
    """A person opens the authorize page and agrees: the code it shows. Raises Refusal where it would show an error."""
    asked = dict(parse_qsl(urlsplit(link).query))
    app = _app(world, asked.get("client_id", ""))
    scopes = asked.get("scope", "read").split()
    if asked.get("response_type") != "code" or asked.get("redirect_uri") not in app.redirects:
        raise Refusal(400, "The redirect uri included is not valid.")
    if not set(scopes) <= set(app.scopes):
        raise Refusal(400, "The requested scope is invalid, unknown, or malformed.")
    if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
        raise Refusal(400, "The code_challenge_method must be S256.")
    code = token_urlsafe(32)
    world.codes[code] = {**asked, "person": person.id, "at": moment(world.clock.now())}
    return code


def exchange(world: World, params: Params) -> dict[str, Any]:
    """POST /oauth/token. Raises Refusal."""
    if params.get("grant_type") != "authorization_code":
        raise _refused("unsupported_grant_type", "The authorization grant type is not supported.")
    app = _app(world, str(params.get("client_id") or ""))
    if params.get("client_secret") != app.client_secret:
        raise _unknown_client()
    asked = world.codes.pop(str(params.get("code") or ""), {})
    if asked.get("client_id") != app.client_id or asked.get("redirect_uri") != params.get("redirect_uri"):
        raise _refused("invalid_grant", GRANT)
    if asked["at"] < moment(world.clock.now() - CODE_LIFE) or not _proved(
        asked, str(params.get("code_verifier") or "")
    ):
        raise _refused("invalid_grant", GRANT)
    person = next(one for one in world.people if one.id == asked["person"])
    made = world.token(person, tuple(asked.get("scope", "read").split()), app)
    created = int(world.clock.now().timestamp())
    return {
        "access_token": made.value,
        "token_type": "Bearer",
        "scope": " ".join(made.scopes),
        "created_at": created,
    }


def token(world: World, header: str) -> Token | None:
    """Whose a request is; None for nobody's. Raises Refusal."""
    if not header.startswith("Bearer "):
        return None
    found = next((one for one in world.tokens if one.value == header.removeprefix("Bearer ")), None)
    if found is None:
        raise Refusal(401, "The access token is invalid")
    if found.revoked:
        raise Refusal(401, "The access token was revoked")
    if found.person.disabled:
        raise Refusal(403, "Your login is currently disabled")
    return found


def _proved(asked: Mapping[str, str], verifier: str) -> bool:
    challenge = asked.get("code_challenge", "")
    made = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode("ascii").rstrip("=")
    return not challenge or challenge == made


def _exists(world: World, scope: str) -> bool:
    whole, _, part = scope.partition(":")
    if scope == "profile":
        return world.rules.app_scopes
    return whole in ALL_SCOPES and (not part or part in (*_KINDS, *_MORE))


def _app(world: World, client_id: str) -> App:
    found = next((one for one in world.apps if one.client_id == client_id), None)
    if found is None:
        raise _unknown_client()
    return found


def _unknown_client() -> Refusal:
    words = "Client authentication failed due to unknown client, no client authentication included."
    return Refusal(401, "invalid_client", error_description=words)


def _refused(error: str, words: str) -> Refusal:
    return Refusal(400, error, error_description=words)
