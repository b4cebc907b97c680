"""What LinkedIn answers becomes one of our errors, whatever it is."""

import asyncio
import math
from dataclasses import replace
from datetime import timedelta

import pytest
from platforms.linkedin.rig import NOON, rigged

from bot.domain.errors import LONGEST_WAIT, Later, Rejected
from bot.platforms.linkedin.failures import Answer, failure
from bot.testing.memory import MemoryVault
from bot.testing.sessions import outgoing


def of(status, headers=None, body=b"", *, publishes=True):
    return failure(Answer(status, headers or {}, body), NOON, right="w", publishes=publishes)


@pytest.mark.parametrize("after", ["9" * 400, "9" * 30, "inf", "nan", "-5", "\u00b2", "0", ""])
def test_a_wait_is_finite_whatever_is_said(after):
    wait = of(429, {"retry-after": after}).retry_after
    assert math.isfinite(wait)
    assert 1 <= wait <= LONGEST_WAIT


@pytest.mark.parametrize("status", [421, 423, 425])
def test_what_was_not_taken_yet_is_sent_later(status):
    error = of(status, {"retry-after": "7"})
    assert (type(error), error.key, error.retry_after) == (Later, "network_busy", 7)


@pytest.mark.parametrize("status", [301, 307])
def test_a_redirect_took_nothing(status):
    assert isinstance(of(status), Rejected)


def test_an_answer_nested_too_deep_says_nothing():
    assert Answer(200, {}, b"[" * 200_000).said == {}
    assert of(422, body=b"[" * 200_000).values["reason"] == "HTTP 422"


class SlowVault(MemoryVault):
    """A vault that takes its time to keep something."""

    def __init__(self, secrets):
        super().__init__(secrets)
        self.asked = asyncio.Event()

    async def keep(self, account_id, secrets):
        self.asked.set()
        await asyncio.sleep(0.05)
        await super().keep(account_id, secrets)


async def test_a_token_that_was_given_is_kept_even_when_the_call_is_given_up(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.vault = SlowVault({"a1": await rig.vault.secrets("a1")})
        rig.resources = replace(rig.resources, vault=rig.vault)
        (before,) = rig.world.tokens
        rig.clock.forward(timedelta(days=60).total_seconds() - 300)
        async with rig.platform.connect(rig.account, rig.resources) as session:
            call = asyncio.create_task(session.publish(outgoing(rig, "The quay", "key-1")))
            await rig.vault.asked.wait()
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
        assert rig.vault.kept["a1"]["access_token"] not in ("", before)
        assert rig.world.posts == []
