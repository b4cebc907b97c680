"""The first sample on every network, word for word; the expected texts are in tests/samples/posts."""

from pathlib import Path

import pytest

from bot.composer import compose, compose_all
from bot.domain.brand import HouseStyle
from bot.platforms.bluesky import platform as bluesky
from bot.platforms.facebook import platform as facebook
from bot.platforms.linkedin import platform as linkedin
from bot.platforms.mastodon import platform as mastodon
from bot.platforms.telegram import platform as telegram
from bot.platforms.threads import platform as threads
from bot.platforms.x import platform as x
from bot.text.richtext import to_html

POSTS = Path(__file__).resolve().parents[1] / "samples" / "posts"
PLATFORMS = [bluesky, facebook, linkedin, mastodon, telegram, threads, x]


def written(post) -> str:
    """A post as its sample file has it: parts apart by a rule, formatting as markup where there is any."""
    parts = (to_html(part.text, part.spans) if part.spans else part.text for part in post.parts)
    return "\n---\n".join(parts) + "\n"


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
@pytest.mark.parametrize("kind", ["", "thread", "sensitive"])
def test_the_sample_is_told_as_expected(sarnholm, templates, platform, kind):
    draft = sarnholm.model_copy(update={"sensitive": kind == "sensitive"})
    style = HouseStyle(thread=kind == "thread", bullet="🎉" if kind == "sensitive" else "✅")
    post = compose(draft, platform, style=style, templates=templates)
    name = f"sarnholm.{platform.name}{'.' + kind if kind else ''}.txt"
    assert written(post) == (POSTS / name).read_text(encoding="utf-8")
    assert post.valid


def test_all_at_once_is_the_same_as_one_by_one(sarnholm, templates):
    style = HouseStyle()
    posts = compose_all(sarnholm, PLATFORMS, style=style, templates=templates)
    assert posts == {one.name: compose(sarnholm, one, style=style, templates=templates) for one in PLATFORMS}
