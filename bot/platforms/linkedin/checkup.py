"""Who a login belongs to, what it may, and what a person should know of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.domain.connection import Finding, Identity, Right
from bot.domain.errors import Later, Reconnect, Rejected
from bot.domain.publication import Account
from bot.platforms.linkedin import failures, login, urns, version
from bot.platforms.linkedin.api import Api, Wires

# Roles on a page that may post in its name (Posts API, "Permissions"; the roles API spells one of them out).
POSTING = ("ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER")
RIGHTS: tuple[Right, ...] = ("publish", "media", "edit", "delete")


class Looked(NamedTuple):
    """What LinkedIn says of a token: its scopes, its end; `refused` when it does not know the app that asks."""

    scopes: tuple[str, ...] | None = None
    until: datetime | None = None
    refused: bool = False


class Who(NamedTuple):
    """Whom a login speaks for: URN, handle, name, the page's word in addresses, and the role on it where it is told."""

    urn: str
    handle: str
    name: str
    vanity: str = ""
    role: str | None = None


def right(urn: str) -> str:
    """The permission that publishing as this author needs."""
    return "w_organization_social" if urns.is_organization(urn) else "w_member_social"


def rights(urn: str, scopes: Sequence[str]) -> tuple[Right, ...]:
    """What these scopes allow; all of it where they are not known."""
    return RIGHTS if not scopes or any(scope.startswith(right(urn)) for scope in scopes) else ()


async def member(api: Api) -> Who:
    """The member a token is of. Raises Reconnect, Later, Rejected."""
    said = (await api.done("GET", "/v2/userinfo", right="openid, profile")).said
    sub, name = said.get("sub"), " ".join(str(said.get("name") or "").split())
    if not isinstance(sub, str) or not sub:
        raise Later("network_unreachable", retry_after=failures.AWAY, network=failures.LABEL)
    return Who(f"urn:li:person:{sub}", name or sub, name)


async def page(api: Api, urn: str) -> Who | None:
    """The page of this URN as far as the login may look, None for none. Raises Reconnect, Later, Rejected."""
    answer = await api.call("GET", f"/rest/organizations/{urns.number(urn)}")
    if answer.status == 404:
        return None
    said = {} if answer.status == 403 else api.checked(answer).said
    name, vanity = str(said.get("localizedName") or ""), str(said.get("vanityName") or "")
    return Who(urn, vanity or name or urns.number(urn), name, vanity, await _role(api, urn))


async def examined(account: Account, wires: Wires, api: Api) -> tuple[Identity, list[Finding]]:
    """The account now, and what was found. Raises Reconnect, Later, Rejected."""
    urn = account.native_id
    await login.StoredLogin(wires, account.id).token()
    who, aged = await _known(urn, api, wires.resources.clock.now())
    secrets = await wires.resources.vault.secrets(account.id)
    looked = await _looked_into(wires, secrets)
    scopes = login.scopes(account.options.get("scopes")) if looked.scopes is None else looked.scopes
    of_page = _of_page(who, scopes) if urns.is_organization(urn) else [_found("good", "member_no_look")]
    findings = [aged, *of_page, *_of_login(secrets, scopes, urn, looked)]
    identity = Identity(
        native_id=urn,
        handle=account.handle,
        name=who.name if who else "",
        rights=rights(urn, scopes),
        options=account.options,
        expires=looked.until or login.ends(secrets),
    )
    return identity, findings


async def _known(urn: str, api: Api, now: datetime) -> tuple[Who | None, Finding]:
    """Who the author is, as far as this version of the API still tells, and what is to say of the version."""
    try:
        who = await (page(api, urn) if urns.is_organization(urn) else member(api))
    except Rejected as error:
        if error.values.get("reason") != "version_ended":
            raise
        return None, _found("fault", "version_ended", version=api.version, months=version.months(api.version, now))
    return who, _aged(api.version, now)


async def _role(api: Api, urn: str) -> str | None:
    """The login's role on a page, the first that may post; "" for none, None where that may not be asked."""
    asked = {"q": "roleAssignee", "state": "APPROVED", "count": 100}
    answer = await api.call("GET", "/rest/organizationAcls", params=asked, headers={"X-RestLi-Method": "FINDER"})
    if answer.status == 403:
        return None
    elements = api.checked(answer).said.get("elements")
    mine = [one for one in elements or [] if isinstance(one, dict) and _on(one) == urn]
    held = [str(one.get("role")) for one in mine if one.get("state") == "APPROVED"]
    return next((role for role in held if role in POSTING), "")


def _on(acl: Mapping[str, Any]) -> str:
    return str(acl.get("organization") or acl.get("organizationalTarget") or "")


async def _looked_into(wires: Wires, secrets: Mapping[str, str]) -> Looked:
    """What LinkedIn says of the token. Raises Reconnect for one that is over, Later."""
    answer = await login.introspected(wires, secrets)
    if answer is None or not answer.good or "active" not in answer.said:
        return Looked(refused=answer is not None and answer.status in (400, 401))
    said = answer.said
    if said["active"] is not True:
        raise Reconnect("logged_out", network=failures.LABEL, reason=str(said.get("status") or "inactive")[:40])
    ends = said.get("expires_at")
    known = datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and not secrets.get("refresh_token") else None
    return Looked(login.scopes(said.get("scope")), known)


def _aged(used: str, now: datetime) -> Finding:
    age = version.months(used, now)
    if age > version.ENDED:
        return _found("fault", "version_ended", version=used, months=age)
    if age > version.OLD:
        return _found("warning", "version_old", version=used, months=age)
    return _found("good", "version", version=used)


def _of_page(who: Who | None, scopes: Sequence[str]) -> list[Finding]:
    """What holds of a page alone: whether it can be read, and the role on it."""
    reads = any(scope.startswith(("r_organization_social", "rw_organization_social")) for scope in scopes)
    findings = [] if reads or not scopes else [_found("warning", "page_no_look")]
    if who is None or who.role is None:
        return [*findings, _found("warning", "role_unknown")]
    role = _found("good", "role", role=who.role) if who.role else _found("fault", "no_role", page=who.handle)
    return [*findings, role]


def _of_login(secrets: Mapping[str, str], scopes: Sequence[str], urn: str, looked: Looked) -> list[Finding]:
    """Whether it may publish, and what happens at its end."""
    findings = [] if rights(urn, scopes) else [_found("fault", "no_scope", scope=right(urn))]
    if looked.refused:
        findings.append(_found("warning", "app_refused"))
    renews = bool(secrets.get("refresh_token"))
    return [*findings, _found("good", "renews" if renews else "no_renewal")]


def _found(level: str, key: str, **values: str | int) -> Finding:
    return Finding.model_validate({"level": level, "key": f"linkedin_{key}", "values": values})
