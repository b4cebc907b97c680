"""Every installed platform keeps the contract, and is found the same way."""

import subprocess
import sys
from contextlib import asynccontextmanager
from importlib import import_module
from secrets import token_hex

import pytest
from platforms.rigging import PUBLISHING, rigging

from bot import platforms
from bot.domain.errors import Missing, Rejected
from bot.platforms.sandbox import platform as sandbox
from bot.testing.contract import PlatformContract
from bot.testing.sessions import SessionContract, befallen


class TestInstalled(PlatformContract):
    """The contract suite on each platform found through the entry points."""

    @pytest.fixture(params=platforms.names())
    def platform(self, request):
        return platforms.get(request.param)


class TestOnline(SessionContract):
    """The session contract on each platform that publishes, plug-ins of others included."""

    @pytest.fixture(params=PUBLISHING)
    def rigging(self, request, tmp_path):
        return rigging(request.param, request, tmp_path)

    @pytest.fixture
    async def rig(self, rigging):
        async with rigging as rig:
            yield rig


class TestSandboxOnBothDatabases(SessionContract):
    """The same on Postgres where it is installed: the sandbox alone lives in our own database."""

    @pytest.fixture
    async def rig(self, tmp_path, database_url):
        async with import_module("platforms.sandbox.rig").rigged(tmp_path, database_url) as rig:
            yield rig


class Forgetful:
    """A platform that heeds no key and finds nothing."""

    @asynccontextmanager
    async def connect(self, account, resources):
        async with sandbox.connect(account, resources) as self.session:
            yield self

    async def publish(self, outgoing):
        return await self.session.publish(outgoing.model_copy(update={"key": token_hex(4), "reply_to": None}))

    async def find(self, outgoing):
        return None


@pytest.mark.parametrize(
    "promise", ["the_same_key_gives_one_post_or_the_first_is_found", "a_thread_of_six_hangs_together_in_order"]
)
async def test_the_contract_fails_a_platform_that_forgets(tmp_path, promise):
    async with import_module("platforms.sandbox.rig").rigged(tmp_path) as rig:
        rig.platform = Forgetful()
        with pytest.raises(AssertionError):
            await getattr(SessionContract(), f"test_{promise}")(rig)


class Wordless(Forgetful):
    """A platform that fails with a key of its own and no sentence for it."""

    def __init__(self):
        self.left = {"publish": []}

    async def publish(self, outgoing):
        raise Rejected("unheard_of")


async def test_the_contract_fails_a_platform_whose_error_has_no_sentence(tmp_path):
    async with import_module("platforms.sandbox.rig").rigged(tmp_path) as rig:
        rig.platform = Wordless()
        with pytest.raises(AssertionError, match="unheard_of"):
            await befallen(rig, "content_refused")


def test_platforms_come_in_a_fixed_order():
    ours = ("x", "telegram", "bluesky", "mastodon", "linkedin", "threads", "facebook", "webhook", "sandbox")
    assert tuple(platform.name for platform in platforms.installed())[: len(ours)] == ours


def test_every_platform_goes_by_the_name_it_is_found_under():
    assert all(platforms.get(name).name == name for name in platforms.names())


def test_an_unknown_platform_is_answered_with_the_known_ones():
    with pytest.raises(Missing) as caught:
        platforms.get("no-such-network")
    assert caught.value.key == "unknown_platform"
    assert caught.value.values["name"] == "no-such-network"
    assert "mastodon" in str(caught.value.values["known"])


def test_asking_for_one_platform_loads_no_other_and_no_vendor():
    code = (
        "import sys; from bot import platforms; platforms.get('x'); "
        "print([n for n in sys.modules if n.split('.')[0] in ('tweepy', 'telegram', 'atproto', 'sqlalchemy') "
        "or n.startswith('bot.platforms.') and not n.startswith(('bot.platforms.x', 'bot.platforms.absent'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
