"""The story of a publication: every step in order, what failed with its reason, in each language."""

import pytest
from services.newsroom import IDA

from bot.chat.screens.why import said, view
from bot.chat.texts import LANGUAGES, Texts
from bot.domain.errors import Missing
from bot.services.stories import Stories
from bot.testing.faulty import Faulty
from bot.text.templating import Templates


async def test_a_story_tells_each_step_with_its_reason(newsroom):
    one = await newsroom.planned()
    newsroom.platform = Faulty(newsroom.platform, publish=["answer_lost", "busy"], find=["cannot_tell"])
    await newsroom.owner().deliver(one)
    await newsroom.owner().settle_as_not_sent(one, actor=IDA)
    newsroom.clock.pass_by(minutes=1)
    await newsroom.owner().deliver(one)
    report, steps = await Stories(newsroom.store, newsroom.publishing).of(one)
    told = [step.action for step in steps]
    assert told[0] == "planned"
    assert told[-1] == "published"
    assert {"sending", "part_unknown", "settled_send_again", "part_planned", "sent"} <= set(told)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    for language in LANGUAGES:
        texts = Texts(Templates(), language)
        lines = [said(texts, report, step) for step in steps]
        assert all(lines)
        assert not any("{{" in line or "part_" in line for line in lines)
        assert report.post.parts[0].text[:20] in view(texts, report, steps, "Sandbox", "UTC").text


async def test_a_post_is_found_by_its_address_too(newsroom):
    one = await newsroom.planned()
    report = await newsroom.owner().deliver(one)
    stories = Stories(newsroom.store, newsroom.publishing)
    assert (await stories.of(f" {report.deliveries[0].remote.url} "))[0] == report
    with pytest.raises(Missing, match="unknown_publication"):
        await stories.of("nothing")
