"""Everything that X asks, finds or refuses has its sentence in every language of the bot."""

import re
from pathlib import Path

import pytest

from bot.chat.texts import LANGUAGES, Texts
from bot.domain.connection import Finding, Question
from bot.domain.errors import Refused, Rejected
from bot.platforms import x
from bot.text.templating import Templates

CODE = "".join(path.read_text() for path in Path(x.__file__).parent.glob("*.py"))
QUESTIONS = sorted(
    {*re.findall(r'Question\(name="(\w+)"', CODE), "api_key", "api_secret", "access_token", "access_secret"}
)
REASONS = sorted({*re.findall(r'_bad\([^)]*"(\w+)"\)', CODE), "code", "keys"})
FINDINGS = sorted(set(re.findall(r'key="(x_\w+)"', CODE)))
VALUES = {
    "scopes": "media.write",
    "seconds": 40,
    "left": 7,
    "limit": 75,
    "kind": "Premium",
    "post": "0.015",
    "link": "0.200",
}


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return Texts(Templates(), request.param)


def exists(texts, name):
    return (Path(__file__).parents[3] / f"templates/chat/{texts.language}/{name}.txt.j2").is_file()


def test_they_are_found_in_the_code():
    assert {"way", "long", "client_id", "code"} < set(QUESTIONS)
    assert {"empty", "space", "choice", "no_code", "other_state"} < set(REASONS)
    assert {"x_read_only", "x_clock", "x_price"} < set(FINDINGS)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_its_sentence(texts, name):
    assert exists(texts, f"connect/x/{name}")
    assert len(texts.question("x", Question(name=name)).split()) > 3


@pytest.mark.parametrize("reason", REASONS)
def test_a_refused_answer_has_its_reason(texts, reason):
    said = texts.refusal("x", Refused("bad_answer", name="n", network="x", reason=reason))
    assert exists(texts, f"connect/x/bad_{reason}") or exists(texts, f"connect/bad_{reason}")
    assert len(said.split()) > 4


@pytest.mark.parametrize("key", FINDINGS)
def test_a_finding_has_its_sentence(texts, key):
    assert exists(texts, f"findings/{key}")
    assert texts.finding(Finding(level="good", key=key, values=VALUES)).endswith((".", ")."))


@pytest.mark.parametrize("reason", ["duplicate", "thread_refused", "post_gone", "not_editable", "gone"])
def test_a_refused_post_has_its_reason(texts, reason):
    assert f": {reason}. " not in texts.error(Rejected("network_refuses", network="X", reason=reason))
