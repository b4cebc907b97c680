"""The vault: sealed in the store, opened by the right key alone, renewed by one at a time."""

import asyncio
import stat
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.errors import Reconnect, Refused
from bot.services.vault import StoredVault, keys, new_key
from bot.store.tables import secret

OLD, NEW = new_key(), new_key()


def vault(newsroom, *key):
    return StoredVault(newsroom.store, lambda: key or (OLD,), newsroom.clock)


async def test_what_is_kept_is_given_back_and_is_not_readable_in_the_store(newsroom):
    await vault(newsroom).set_aside("a1", {"token": "beam-1234", "name": "kari"})
    assert await vault(newsroom).secrets("a1") == {"token": "beam-1234", "name": "kari"}
    async with newsroom.store.read() as connection:
        (row,) = (await connection.execute(select(secret))).all()
    assert not any("beam" in str(cell) or "kari" in str(cell) for cell in row)


async def test_an_empty_value_never_overwrites_a_token(newsroom):
    one = vault(newsroom)
    await one.set_aside("a1", {"token": "beam-1234", "renewal": "r1"})
    await one.keep("a1", {"token": "", "renewal": "r2"})
    assert await one.secrets("a1") == {"token": "beam-1234", "renewal": "r2"}


async def test_without_a_login_an_account_asks_for_one(newsroom):
    with pytest.raises(Reconnect) as caught:
        await vault(newsroom).secrets("a1")
    assert caught.value.key == "not_connected"


async def test_a_key_is_changed_by_putting_the_new_one_first(newsroom):
    await vault(newsroom).set_aside("a1", {"token": "beam-1234"})
    both = vault(newsroom, NEW, OLD)
    await both.keep("a1", {"renewal": "r1"})
    assert await vault(newsroom, NEW).secrets("a1") == {"token": "beam-1234", "renewal": "r1"}


@pytest.mark.parametrize(("key", "says"), [("another", "wrong_secret_key"), ("short", "bad_secret_key")])
async def test_a_wrong_key_is_told_and_loses_nothing(newsroom, key, says):
    await vault(newsroom).set_aside("a1", {"token": "beam-1234"})
    with pytest.raises(Refused) as caught:
        await vault(newsroom, NEW if key == "another" else key).keep("a1", {"token": "other"})
    assert caught.value.key == says
    assert await vault(newsroom).secrets("a1") == {"token": "beam-1234"}


async def test_one_at_a_time_renews_and_the_next_finds_what_it_kept(newsroom):
    await vault(newsroom).set_aside("a1", {"renewal": "0"})
    seen = []

    async def renew():
        one = vault(newsroom)  # as another process has it
        async with one.renewal("a1") as known:
            seen.append(known["renewal"])
            await asyncio.sleep(0.02)
            await one.keep("a1", {"renewal": str(int(known["renewal"]) + 1)})

    await asyncio.gather(*(renew() for _ in range(4)))
    assert seen == ["0", "1", "2", "3"]


async def test_who_died_while_renewing_is_not_waited_for_beyond_its_time(newsroom):
    one = vault(newsroom)
    await one.set_aside("a1", {"renewal": "0"})
    dead = one.renewal("a1")
    await dead.__aenter__()
    newsroom.clock.pass_by(seconds=61)
    async with vault(newsroom).renewal("a1") as known:
        assert known == {"renewal": "0"}
    await dead.__aexit__(None, None, None)


async def test_nothing_of_a_secret_is_in_a_repr(newsroom):
    one = vault(newsroom)
    await one.set_aside("a1", {"token": "beam-1234"})
    assert "beam" not in repr(one)
    assert OLD not in repr(one)


def test_a_key_of_our_own_is_made_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "home" / "secret.key"
    first = keys("", file)
    assert first == keys("", file)
    assert [len(one) for one in first] == [44]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_the_setting_goes_before_the_file(tmp_path):
    assert keys(f" {NEW} ,{OLD}", tmp_path / "secret.key") == [NEW, OLD]
    assert not (tmp_path / "secret.key").exists()


async def test_what_was_let_go_of_does_not_come_back(newsroom):
    one = vault(newsroom)
    await one.set_aside("a1", {"renewal": "0"})
    async with one.renewal("a1"):
        await one.forget("a1")
        with pytest.raises(Reconnect):
            await one.keep("a1", {"renewal": "1"})
    with pytest.raises(Reconnect):
        await one.secrets("a1")


async def test_what_was_set_aside_long_ago_is_forgotten(newsroom):
    one = vault(newsroom)
    await one.set_aside("asked/1", {"token": "beam-1234"})
    await one.set_aside("a1", {"token": "beam-1234"})
    newsroom.clock.pass_by(hours=2)
    await one.set_aside("asked/2", {"token": "fog-5678"})
    await one.sweep("asked/", timedelta(hours=1))
    assert [await one.aside(owner) is None for owner in ("asked/1", "asked/2", "a1")] == [True, False, False]
