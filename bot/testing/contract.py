"""The contract every platform keeps, as tests: counting, limits, identity.

For an author of a plug-in, in a test module:

    class TestMyNetwork(PlatformContract):
        @pytest.fixture
        def platform(self):
            return my_network.platform
"""
# ruff: noqa: S101 - these are tests

import re

from bot.domain.ports import Platform
from bot.domain.post import Limits
from bot.platforms import template_folders
from bot.text.templating import Templates

HOSTILE = (
    "", " ", "\x00", "\ufeff", "\ud800", "a\udfffb", "\u202e", "e\u0301" * 50, "👩\u200d👩\u200d👧" * 20, "🇫🇷🇩",
    "\u200d", "http://", "http://.", "@", "#", "$", "....", "a.b.c.d", "https://example.com/(((", "@a@b@c",
    "\r\n\r\n", "<b>&lt;", "word " * 20_000,
)  # fmt: skip
SHAPES = ("brief", "full", "long")
URL = "https://www.example.com/2026/03/a-story-about-a-harbour"


class PlatformContract:
    """Subclass it in a test module and give it a fixture named `platform`."""

    def test_its_name_can_stand_in_a_command_and_its_label_before_a_reader(self, platform: Platform) -> None:
        """Names are short lower-case words; templates and accounts are found by them."""
        assert re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", platform.name), platform.name
        assert platform.label == platform.label.strip() != ""

    def test_its_shape_is_one_the_composer_knows(self, platform: Platform) -> None:
        """The shape chooses which parts of a draft a post has room for."""
        assert platform.shape in SHAPES
        assert isinstance(platform.card, bool)

    def test_a_template_for_its_posts_is_found(self, platform: Platform) -> None:
        """Its own, or the one all networks share."""
        name = Templates(plugin_folders=template_folders()).for_platform(platform.name)
        assert name.startswith((f"posts/{platform.name}.", "posts/_default.")), name

    def test_its_limits_leave_room_for_a_post(self, platform: Platform) -> None:
        """A caption is never longer than a text; there is at least one part."""
        limits = platform.limits
        assert isinstance(limits, Limits)
        assert limits.text >= 100
        assert limits.parts >= 1
        assert limits.images >= 0
        assert limits.caption is None or 0 < limits.caption <= limits.text
        assert limits.bytes is None or limits.bytes >= limits.text
        assert limits.picture.min_side <= limits.picture.max_side

    def test_it_measures_in_its_own_unit_against_its_own_limit(self, platform: Platform) -> None:
        """With media the caption's limit holds where there is one."""
        limits = platform.limits
        plain, pictured = platform.measure("A line."), platform.measure("A line.", media=True)
        assert (plain.unit, plain.limit, plain.problem) == (limits.unit, limits.text, "")
        assert pictured.limit == (limits.text if limits.caption is None else limits.caption)

    def test_it_measures_any_text_without_raising(self, platform: Platform) -> None:
        """Whatever arrives gets a verdict, and the same one again."""
        for text in HOSTILE:
            first = platform.measure(text)
            assert first.length >= 0
            assert first == platform.measure(text)

    def test_plain_letters_cost_one_each_up_to_the_limit_and_not_beyond(self, platform: Platform) -> None:
        """The last letter that fits fits; the next does not."""
        most = platform.limits.text
        full, over = platform.measure("a" * most), platform.measure("a" * (most + 1))
        assert (full.length, full.problem) == (most, "")
        assert (over.length, over.valid) == (most + 1, False)

    def test_nothing_to_say_is_refused_unless_there_is_a_picture(self, platform: Platform) -> None:
        """An empty text may only accompany media."""
        assert platform.measure("").problem == "empty"
        assert platform.measure(" \n").problem == "empty"
        assert platform.measure("", media=True).valid

    def test_half_a_character_is_refused(self, platform: Platform) -> None:
        """A lone surrogate cannot be sent by any network."""
        assert platform.measure("a\ud83db").problem == "invalid_characters"

    def test_a_longer_text_is_never_shorter(self, platform: Platform) -> None:
        """Adding a word never lowers the length."""
        text = f"✅ The harbour reopens — see {URL} — “soon”, says @renn. 日本語 👩\u200d👩\u200d👧 #quay"
        lengths = [platform.measure(" ".join(text.split()[:count])).length for count in range(1, len(text.split()) + 1)]
        assert lengths == sorted(lengths)

    def test_an_address_is_found_and_costs_what_is_declared(self, platform: Platform) -> None:
        """The flat cost of `limits.url`, or else its own length."""
        measure = platform.measure(f"Read {URL}")
        cost = len(URL) if platform.limits.url is None else platform.limits.url
        assert measure.urls == (URL,)
        assert measure.length == len("Read ") + cost

    def test_a_spoiler_line_counts(self, platform: Platform) -> None:
        """What stands above the text is part of what must fit."""
        assert platform.measure("a", spoiler="bb").length >= 3
        assert not platform.measure("a", spoiler="b" * platform.limits.text).valid
