"""Tokens: got for a code, renewed by a refresh token where LinkedIn gave one, looked into.

An access token lasts 60 days. Only approved partners get a refresh token, which lasts a year and is not extended by use
(LinkedIn, "Programmatic refresh tokens").
"""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from bot.domain.errors import Reconnect
from bot.domain.ports import Resources
from bot.platforms.linkedin import failures
from bot.platforms.linkedin.api import Wires
from bot.platforms.linkedin.failures import Answer

# The person is sent here with the code; nothing listens, the address is pasted back.
REDIRECT = "http://localhost/standfirst"
MEMBER_SCOPES = ("openid", "profile", "w_member_social")
# The product for pages is given to an app that has no other, so its login knows no "openid".
PAGE_SCOPES = ("w_organization_social", "r_organization_social", "rw_organization_admin")
LIFE = timedelta(days=60)
# A token is renewed when it has so little left.
SOON = timedelta(minutes=10)


class Tokens(NamedTuple):
    """What LinkedIn gave: the scopes, and what the vault keeps of it."""

    scopes: tuple[str, ...]
    secrets: dict[str, str]


class StoredLogin:
    """The login of an account, as the vault has it."""

    def __init__(self, wires: Wires, account_id: str) -> None:
        self._wires = wires
        self._resources: Resources = wires.resources
        self._account_id = account_id

    async def token(self) -> str:
        """The access token, renewed where it ends soon and can be. Raises Reconnect, Later."""
        secrets = await self._resources.vault.secrets(self._account_id)
        token = secrets.get("access_token", "")
        if moment(secrets.get("access_until", "")) - SOON > self._resources.clock.now():
            return token
        return await self.renewed(token) or token

    async def renewed(self, used: str) -> str:
        """The token that somebody else, or this call, got instead of the one used. Raises Reconnect, Later."""
        async with self._resources.vault.renewal(self._account_id) as secrets:
            if secrets.get("access_token", "") != used:
                return secrets["access_token"]
            if not all(secrets.get(name) for name in ("refresh_token", "client_id", "client_secret")):
                return ""
            form = {name: secrets[name] for name in ("refresh_token", "client_id", "client_secret")}
            return await _finished(self._kept({"grant_type": "refresh_token", **form}))

    async def _kept(self, form: Mapping[str, str]) -> str:
        """The new token, in the vault already."""
        fresh = await granted(self._wires, form)
        await self._resources.vault.keep(self._account_id, fresh.secrets)
        return fresh.secrets["access_token"]


async def _finished(renewing: Coroutine[Any, Any, str]) -> str:
    """What a renewal gives; whoever is cancelled meanwhile waits for its end, or a token that was given is lost."""
    task = asyncio.ensure_future(renewing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()
        raise


async def exchanged(wires: Wires, code: str, client_id: str, client_secret: str) -> Tokens:
    """The tokens for a code. Raises Reconnect where it is refused, Later."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    return await granted(wires, {**form, "client_id": client_id, "client_secret": client_secret})


async def granted(wires: Wires, form: Mapping[str, str]) -> Tokens:
    """What the token endpoint gives for this form. Raises Reconnect, Later."""
    answer = await wires.exchange("POST", f"{wires.site}/oauth/v2/accessToken", data=dict(form))
    now = wires.resources.clock.now()
    if answer.status in (400, 401, 403):
        raise Reconnect("logged_out", network=failures.LABEL, reason=failures.words(answer))
    said = _sure(answer, now)
    secrets = {"access_token": str(said["access_token"]), "access_until": _until(said, "expires_in", now)}
    if said.get("refresh_token"):
        until = _until(said, "refresh_token_expires_in", now)
        secrets |= {"refresh_token": str(said["refresh_token"]), "refresh_until": until}
    return Tokens(scopes(said.get("scope")), secrets)


async def introspected(wires: Wires, secrets: Mapping[str, str]) -> Answer | None:
    """What LinkedIn says of the token itself; None where the app is not known. Raises Later."""
    if not (secrets.get("client_id") and secrets.get("client_secret")):
        return None
    form = {"client_id": secrets["client_id"], "client_secret": secrets["client_secret"]}
    form["token"] = secrets.get("access_token", "")
    return await wires.exchange("POST", f"{wires.site}/oauth/v2/introspectToken", data=form)


def scopes(said: object) -> tuple[str, ...]:
    """Scopes as LinkedIn lists them, with blanks or commas between."""
    return tuple(sorted(set(str(said or "").replace(",", " ").split())))


def moment(text: str) -> datetime:
    """The time a text says; the end of time for none, so that nothing is renewed for lack of it."""
    return datetime.fromisoformat(text) if text else datetime.max.replace(tzinfo=UTC)


def ends(secrets: Mapping[str, str]) -> datetime | None:
    """When the login ends: with the refresh token where there is one. None where that is not known."""
    until = secrets.get("refresh_until") if secrets.get("refresh_token") else secrets.get("access_until")
    return moment(until) if until else None


def _sure(answer: Answer, now: datetime) -> dict[str, Any]:
    said = answer.said
    failure = failures.failure(answer, now, right="")
    if failure or not said.get("access_token"):
        raise failure or failures.unanswered(published=False)
    return said


def _until(said: Mapping[str, Any], name: str, now: datetime) -> str:
    try:
        return (now + timedelta(seconds=int(said[name]))).isoformat()
    except (KeyError, TypeError, ValueError, OverflowError):
        return (now + LIFE).isoformat()
