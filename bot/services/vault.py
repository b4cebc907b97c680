"""The vault: secrets of accounts, encrypted at rest with a key that is not in the database.

The key is the setting STANDFIRST_SECRET_KEY (several, comma-separated: the first seals, all open, so that a key can be
changed), or else the file `secret.key` in the home folder, made when first needed, for its owner alone.
Sealing is Fernet (AES-128-CBC with HMAC-SHA256, cryptography.io).
"""

import asyncio
import json
import os
import secrets as randomness
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.domain.errors import Later, Reconnect, Refused
from bot.domain.ports import Clock
from bot.store import Connection, Store
from bot.store import secrets as kept

# So long one renewal may take, before another process takes over; so often it looks.
RENEWAL = timedelta(seconds=60)
LOOK = 0.1


class StoredVault:
    """Secrets in the store, sealed with the house's key; `key` gives the keys when they are first needed."""

    def __init__(self, store: Store, key: Callable[[], Sequence[str]], clock: Clock) -> None:
        self._store = store
        self._key = key
        self._clock = clock

    async def secrets(self, account_id: str) -> dict[str, str]:
        """An account's secrets by name. Raises Reconnect("not_connected"), Refused("wrong_secret_key")."""
        async with self._store.read() as connection:
            found = await kept.sealed(connection, account_id)
        if found is None:
            raise Reconnect("not_connected", account=account_id)
        return self._opened(found)

    async def keep(self, account_id: str, secrets: Mapping[str, str]) -> None:
        """Keep these beside those there are; an empty value never overwrites one. Raises Reconnect, Refused."""
        given = {name: value for name, value in secrets.items() if value}
        async with self._store.begin() as connection:
            before = await kept.held(connection, account_id)
            if before is None:  # it was let go of meanwhile: nothing of it comes back
                raise Reconnect("not_connected", account=account_id)
            sealed = self._sealed({**self._opened(before), **given})
            await kept.keep(connection, account_id, sealed, self._clock.now())

    async def put(self, connection: Connection, account_id: str, secrets: Mapping[str, str]) -> None:
        """Keep these and no others, within the caller's transaction: another login. Raises Refused."""
        await kept.keep(connection, account_id, self._sealed(dict(secrets)), self._clock.now())

    async def drop(self, connection: Connection, account_id: str) -> None:
        """Keep no secrets any more, within the caller's transaction."""
        await kept.forget(connection, account_id)

    async def set_aside(self, owner_id: str, values: Mapping[str, str]) -> None:
        """Keep the answers of a conversation that is not at its end, instead of those there are."""
        async with self._store.begin() as connection:
            await self.put(connection, owner_id, values)

    async def aside(self, owner_id: str) -> dict[str, str] | None:
        """The answers that were set aside; None when there are none."""
        async with self._store.read() as connection:
            found = await kept.sealed(connection, owner_id)
        return None if found is None else self._opened(found)

    async def forget(self, owner_id: str) -> None:
        """Keep nothing for an owner any more."""
        async with self._store.begin() as connection:
            await kept.forget(connection, owner_id)

    async def sweep(self, prefix: str, older: timedelta) -> None:
        """Forget what is kept for owners whose ids begin so and was not touched for so long."""
        async with self._store.begin() as connection:
            await kept.sweep(connection, prefix, self._clock.now() - older)

    @asynccontextmanager
    async def renewal(self, account_id: str) -> AsyncIterator[dict[str, str]]:
        """Be alone, among all processes, in renewing; gives the newest secrets.

        Raises Later("being_renewed") when somebody else takes too long, and what `secrets` raises.
        """
        holder = randomness.token_hex(8)
        await self._held(account_id, holder)
        try:
            yield await self.secrets(account_id)
        finally:
            async with self._store.begin() as connection:
                await kept.let_go(connection, account_id, holder)

    async def _held(self, account_id: str, holder: str) -> None:
        tries = int(RENEWAL.total_seconds() / LOOK) + 1
        for _ in range(tries):
            now = self._clock.now()
            async with self._store.begin() as connection:
                if await kept.hold(connection, account_id, holder, now, now + RENEWAL):
                    return
            await self.secrets(account_id)
            await asyncio.sleep(LOOK)
        raise Later("being_renewed", retry_after=RENEWAL.total_seconds())

    def _sealed(self, secrets: dict[str, str]) -> str:
        return self._fernet.encrypt(json.dumps(secrets, sort_keys=True).encode()).decode("ascii")

    def _opened(self, sealed: str) -> dict[str, str]:
        try:
            opened: dict[str, str] = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken as error:
            raise Refused("wrong_secret_key") from error
        return opened

    @cached_property
    def _fernet(self) -> MultiFernet:
        try:
            return MultiFernet([Fernet(one) for one in self._key()])
        except ValueError as error:
            raise Refused("bad_secret_key") from error


def keys(setting: str, file: Path) -> list[str]:
    """The house's keys: those of the setting, else the file's, which is made when it is not there.

    Raises Refused("bad_secret_key") where the file cannot be read or made.
    """
    named = [one.strip() for one in setting.split(",") if one.strip()]
    try:
        return named or [one for one in _in_file(file).split() if one]
    except OSError as error:
        raise Refused("bad_secret_key") from error


def new_key() -> str:
    """A new key, 44 characters."""
    return Fernet.generate_key().decode("ascii")


def _in_file(file: Path) -> str:
    """The file's content; of two processes that make it at once, one does."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.{randomness.token_hex(4)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(Fernet.generate_key() + b"\n")
            new.flush()
            os.fsync(new.fileno())
        try:
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text(encoding="ascii")
