"""I/O: the tokens of OAuth 2, exchanged for a code and renewed, once among all processes."""

from collections.abc import Mapping

import aiohttp

from bot.domain.errors import Reconnect, StandfirstError
from bot.domain.ports import Resources
from bot.net.unbroken import unbroken
from bot.platforms.x import failures, login
from bot.platforms.x.door import HOST, Carrier, Unread, unheard


class Renewal:
    """Renews an account's token: whoever comes second gets what the first one kept."""

    def __init__(self, account_id: str, carrier: Carrier, resources: Resources) -> None:
        self._account_id = account_id
        self._carrier = carrier
        self._resources = resources

    async def __call__(self, stale: str) -> Mapping[str, str]:
        """The secrets with a token other than the stale one. Raises Reconnect, Later."""
        # X takes the old token back as it gives the new one: that one is kept, whoever gives up waiting.
        return await unbroken(self._renewed(stale))

    async def _renewed(self, stale: str) -> Mapping[str, str]:
        async with self._resources.vault.renewal(self._account_id) as known:
            if known.get("access_token") != stale:
                return known
            if not known.get("refresh_token"):
                raise Reconnect("logged_out", network=failures.LABEL, reason="")
            new = await asked(self._carrier, self._resources, login.refresh(known), known.get("client_secret", ""))
            await self._resources.vault.keep(self._account_id, new)
        return {**known, **new}


async def asked(
    carrier: Carrier, resources: Resources, form: Mapping[str, str], client_secret: str = ""
) -> dict[str, str]:
    """The tokens that X gives for a form. Raises Reconnect where it gives none, Later where it cannot be asked."""
    headers = login.basic(form["client_id"], client_secret)
    try:
        async with carrier.request("POST", HOST + login.TOKEN, data=dict(form), headers=headers) as answer:
            given = await answer.json()
    except (Unread, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise unheard(error, publishes=False) from error
    if answer.status != 200 or "access_token" not in given:
        raise _refused(answer.status, answer.headers, given, resources)
    return login.tokens(given, resources.clock.now())


def _refused(
    status: int, headers: Mapping[str, str], given: Mapping[str, object], resources: Resources
) -> StandfirstError:
    if status == 429 or status >= 500:
        now = resources.clock.now()
        return failures.of_status(status, headers, given, publishes=False, replies=False, now=now)
    reason = str(given.get("error_description") or given.get("error") or f"HTTP {status}")[:200]
    return Reconnect("logged_out", network=failures.LABEL, reason=reason)
