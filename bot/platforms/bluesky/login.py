"""An account's login: its tokens out of the vault, renewed by one process at a time, kept before they are used.

The password is not kept. An access token lives for two hours, the refresh token for 90 days from the last renewal
(AT Protocol, packages/pds, account-manager): whoever publishes once in a quarter stays logged in.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.domain.errors import Reconnect
from bot.domain.ports import Clock, Vault
from bot.net.unbroken import unbroken
from bot.platforms.bluesky import tokens
from bot.platforms.bluesky.failures import LABEL, STALE, Answered, Lost, judged, said
from bot.platforms.bluesky.xrpc import Answer, Server

# Under these names the vault keeps them.
ACCESS, REFRESH = "access", "refresh"
# Under these the server tells them.
TOKENS = ("accessJwt", "refreshJwt")


def kept(answer: Answer) -> dict[str, str]:
    """The tokens that a new or renewed session came with, as the vault keeps them."""
    return {ours: str(answer.content[theirs]) for ours, theirs in zip((ACCESS, REFRESH), TOKENS, strict=True)}


class Login:
    """The tokens of one account on its server."""

    def __init__(self, account_id: str, vault: Vault, server: Server, clock: Clock) -> None:
        self._account_id = account_id
        self._vault = vault
        self._server = server
        self._clock = clock

    async def called(self, call: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Make a call with a token that is good; one that the server finds stale is renewed, once.

        Raises Answered, Lost, Reconnect, Later.
        """
        secrets = await self.secrets()
        try:
            return await call(secrets[ACCESS])
        except Answered as failure:
            if failure.name not in STALE:
                raise
        return await call((await self._renewed(secrets[ACCESS]))[ACCESS])

    async def secrets(self) -> Mapping[str, str]:
        """Both tokens, good for some minutes. Raises Reconnect, Later."""
        secrets = await self._vault.secrets(self._account_id)
        if tokens.ending(secrets.get(ACCESS, ""), self._clock.now()):
            return await self._renewed(secrets.get(ACCESS, ""))
        return secrets

    async def _renewed(self, stale: str) -> Mapping[str, str]:
        """New tokens instead of the stale one, unless somebody else came first; kept, whoever gives up waiting."""
        return await unbroken(self._exchanged(stale))

    async def _exchanged(self, stale: str) -> Mapping[str, str]:
        async with self._vault.renewal(self._account_id) as newest:
            if newest.get(ACCESS, "") not in ("", stale):
                return newest
            if not newest.get(REFRESH):
                raise Reconnect("not_connected", account=self._account_id)
            new = kept(await self._refreshed(newest[REFRESH]))
            await self._vault.keep(self._account_id, new)
        return new

    async def _refreshed(self, token: str) -> Answer:
        try:
            return await self._server.post("com.atproto.server.refreshSession", None, *TOKENS, bearer=token)
        except Answered as failure:
            if 400 <= failure.status < 500 and failure.status != 429 and failure.name:
                raise Reconnect("logged_out", network=LABEL, reason=said(failure)) from failure
            raise judged(failure, publishing=False) from failure
        except Lost as failure:
            raise judged(failure, publishing=False) from failure
