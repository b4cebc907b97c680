"""For any draft whatever, on every network: valid as the network counts, or it says why not."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.composer import compose
from bot.composer.wording import line
from bot.domain.brand import HouseStyle
from bot.domain.draft import Bullet, Draft, Passage
from bot.platforms.bluesky import platform as bluesky
from bot.platforms.facebook import platform as facebook
from bot.platforms.linkedin import platform as linkedin
from bot.platforms.mastodon import platform as mastodon
from bot.platforms.telegram import platform as telegram
from bot.platforms.threads import platform as threads
from bot.platforms.x import platform as x

PLATFORMS = (bluesky, facebook, linkedin, mastodon, telegram, threads, x)
WORDS = st.sampled_from(
    "Sarnholm array €640 million 38% 1,200,000 3.5 and 👩\u200d👩\u200d👧 🇪🇺 مدينة ירושלים 東京で津波が。 नमस्ते "
    "e\u0301te\u0301 "
    "@mira.example https://other.example/a_b?c=1 www.harbour.example #Tag < & \" ' “quoted” … x".split()
)
ODD = st.text(max_size=12) | st.just("W" * 320) | st.just("\u202eevil\u202c") | st.just("\n\n") | st.just("{{ 7*7 }}")
LINE = st.lists(WORDS | ODD, max_size=40).map(" ".join)
LINKS = st.sampled_from(
    ["", "https://harbour.example/tidal", "https://h.example/" + "a" * 90, "https://h.example/" + "b" * 600]
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@st.composite
def bullets(draw: st.DrawFn) -> tuple[Bullet, ...]:
    found = draw(st.lists(st.tuples(LINE, st.lists(LINE, max_size=2), st.integers(1, 9)), max_size=4))
    return tuple(Bullet(text=text, shorter=tuple(shorter), sentences=(at,)) for text, shorter, at in found)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    passage = st.builds(Passage, text=LINE, sentences=st.sampled_from([(), (1,), (2, 3)]))
    return Draft(
        id="d",
        article_id="a",
        language=draw(st.sampled_from(["en", "ar", "ja", "fr", "und", "he"])),
        headline=draw(passage),
        standfirst=draw(st.none() | passage),
        bullets=draw(bullets()),
        candidates=draw(bullets()),
        context=tuple(draw(st.lists(passage, max_size=3))),
        question=draw(st.none() | passage),
        hashtags=tuple(draw(st.lists(st.sampled_from(["#One", "#東京", "#Three"]), max_size=4))),
        sensitive=draw(st.booleans()),
        link=draw(LINKS),
        site=draw(st.sampled_from(["", "Harbour Gazette", "<b>&"])),
    )


STYLES = st.builds(
    HouseStyle,
    bullet=st.sampled_from(["✅", "numbered", "topic", ""]),
    signature=st.sampled_from(["", "— Harbour"]),
    link=st.sampled_from(["text", "first_reply", "none"]),
    thread=st.booleans(),
)


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(draft=drafts(), style=STYLES)
def test_every_post_is_valid_or_says_why_not(templates, draft, style):
    said = " ".join(line(text) for text in texts(draft))
    for platform in PLATFORMS:
        post = compose(draft, platform, style=style, templates=templates)
        measures = [platform.measure(part.text) for part in post.parts]
        assert [part.length for part in post.parts] == [measure.length for measure in measures]
        assert post.valid or post.problems
        assert not post.valid or all(measure.valid for measure in measures)
        assert len(post.parts) <= platform.limits.parts
        shown = "\n".join(re.sub(r" \(\d/\d\)$", "", part.text) for part in post.parts)
        assert not draft.link or shown.count(draft.link) <= 1
        unmarked = re.sub(r"^\d\ufe0f?\u20e3 |^\d\. ", "", shown, flags=re.MULTILINE)
        assert numbers(unmarked) <= numbers(f"{said} {draft.link} {style.signature}")


def texts(draft: Draft) -> list[str]:
    passages = [draft.headline, draft.standfirst, draft.question, *draft.context, *draft.bullets, *draft.candidates]
    lengths = [short for bullet in (*draft.bullets, *draft.candidates) for short in bullet.shorter]
    return [*(passage.text for passage in passages if passage), *lengths, draft.site, *draft.hashtags]
