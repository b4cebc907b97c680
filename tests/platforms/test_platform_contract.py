"""Every installed platform keeps the contract, and is found the same way."""

import subprocess
import sys

import pytest

from bot import platforms
from bot.domain.errors import Missing
from bot.testing.contract import PlatformContract


class TestInstalled(PlatformContract):
    """The contract suite on each platform found through the entry points."""

    @pytest.fixture(params=platforms.names())
    def platform(self, request):
        return platforms.get(request.param)


def test_platforms_come_in_a_fixed_order():
    ours = ("x", "telegram", "bluesky", "mastodon", "linkedin", "threads", "facebook", "sandbox")
    assert tuple(platform.name for platform in platforms.installed())[: len(ours)] == ours


def test_every_platform_goes_by_the_name_it_is_found_under():
    assert all(platforms.get(name).name == name for name in platforms.names())


def test_an_unknown_platform_is_answered_with_the_known_ones():
    with pytest.raises(Missing) as caught:
        platforms.get("gazette")
    assert caught.value.key == "unknown_platform"
    assert caught.value.values["name"] == "gazette"
    assert "mastodon" in str(caught.value.values["known"])


def test_asking_for_one_platform_loads_no_other_and_no_vendor():
    code = (
        "import sys; from bot import platforms; platforms.get('x'); "
        "print([n for n in sys.modules if n.split('.')[0] in ('tweepy', 'telegram', 'atproto', 'sqlalchemy') "
        "or n.startswith('bot.platforms.') and not n.startswith('bot.platforms.x')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
