"""The headline: the page's own, cleaned; else a safe shortening of the lede; and two alternatives."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from bot.domain.draft import Passage
from bot.writers.embedded.gate import leans
from bot.writers.embedded.lexicon import members
from bot.writers.embedded.names import MONTHS
from bot.writers.embedded.shortening import shortenings, tidy
from bot.writers.embedded.statements import Statement, shorter_forms, statements, within
from bot.writers.embedded.story import Story
from bot.writers.embedded.whole import WEAK_END, WEAK_START

WANTED = 3
MOST = 100
LEAST = 28
NEAR = 0.75
SEARCHED, FURTHEST = 6, 30
NEWS, MOST_STATEMENT, ROOM = 3, 200, 5
LABEL = re.compile(
    r"^(?:breaking(?: news)?|update[ds]?|watch|video|live|exclusive|photos?|gallery|listen|read|just in|developing"
    r"|in pictures|recap|alert)\s*(?:[:|]|\s[-–—])\s*",
    re.I,
)
TRAILING_LABEL = re.compile(
    r"\s*(?:[(\[](?:video|photos?|updated?|watch|live|gallery|audio|pictures)[)\]]"
    r"|\s[-–—|]\s(?:video|live|live updates|gallery|in pictures|updated))$",
    re.I,
)
SPLIT = re.compile(r"\s+(?:[|·•»]|::|[-–—])\s+|\s*\|\s*")
OUTLET = re.compile(
    r"\b(?:news|times|post|gazette|herald|tribune|guardian|telegraph|independent|journal|chronicle|daily|weekly|magazine|online"
    r"|bbc|cnn|reuters|nbc|cbs|abc|npr|blog|tv|radio|press|mail|observer|mirror|\w+\.(?:com|org|net|co|uk|de|fr|es|it|ru))\b",
    re.I,
)
FIRST_PERSON = frozenset("i we my our us me you your i'm we're i've".split())
NOISE = re.compile(
    r"contributed to this|read this|\bwatch:|^turns out"
    r"|click here|read more|follow us|sign up|getty images|all rights reserved|scroll down",
    re.I,
)
POINTING = re.compile(
    r"\b(?:this|these|those|such) (?!week|month|year|morning|summer|winter|spring|autumn|season|weekend)"
    r"|\b(?:then|therefore|too)\b"
)
# "The two men ...", "The incident ...": said of what a sentence before has told.
AGAIN = re.compile(
    r"(?:The|Both|These|Those) (?:two |three |four |five |same |latest )?([a-z][\w’'\-]*)"
    r" (?!(?:of|who|whose|in|at|for|that|from|behind|between|on|to)\b)"
)
COUNTED = re.compile(
    r"(?:The|Both|Two|Three|Four|Five)(?: (?:two|three|four|five))? (?:men|women|people|boys|girls|teenagers)\b"
)
CLAUSE_MARK = re.compile(r"[,;:](?=\s)|[，、；：]|\s[-–—]\s")
BACKWARD = frozenset("he she it they him them his her their its this that these those such also".split())
SAID_AGAIN = (("stop_en", "person"), ("stop_en", "calamity"), ("shortening_en", "again"))
ARTICLE = re.compile(r"^(?:An?|The) (?=[^\W\d]|[\"“])")


def headline(story: Story) -> Passage | None:
    """The headline, naming its sentence (0 is the title); None for an article that says nothing."""
    return next(_candidates(story), None) or next(iter(_last_resort(story)), None)


def headlines(story: Story, first: Passage, told: Iterable[Statement]) -> tuple[Passage, ...]:
    """The headline first, then up to two others: of the statements told, weightiest first, else of other sentences."""
    found = [first]
    for passage in chain(_short(story, told), _from_text(story, NEWS)):
        if all(_differs(passage.text, other.text) for other in found):
            found.append(passage)
        if len(found) == WANTED:
            break
    return tuple(found)


def _short(story: Story, told: Iterable[Statement]) -> Iterator[Passage]:
    """Statements a headline has room for, in full or in a shorter form."""
    if story.article.language != "en":
        return
    for statement in told:
        if statement.by:
            continue
        for form in (statement.text, *shorter_forms(statement, "en", brief=True)):
            text = _bare(tidy(form))
            if _reads_well(text):
                yield Passage(text=text, sentences=statement.numbers)
                break


def cleaned(title: str, site: str = "") -> str:
    """A page's title without labels, the site's name and a full stop."""
    text = re.sub(r"\s+", " ", title).strip()
    text = TRAILING_LABEL.sub("", LABEL.sub("", text))
    text = _without_site(text, site)
    text = text.strip(" |-–—·»:")
    if text.endswith(".") and not text.endswith("..") and not re.search(r"\b[A-Z]\.$", text):
        text = text[:-1]
    text = text.rstrip("…").removesuffix("...").rstrip(" ,;:")
    return text[:1].upper() + text[1:] if text[:1].islower() and text[1:2].islower() else text


def _without_site(text: str, site: str) -> str:
    joints = list(SPLIT.finditer(text))
    for joint in reversed(joints):
        head, tail = text[: joint.start()], text[joint.end() :]
        if not _is_site(tail, site, "|" in joint.group()) or len(head.split()) < 3:
            break
        text = head
    first = SPLIT.search(text)
    if first and site and _same(text[: first.start()], site):
        text = text[first.end() :]
    return text


def _is_site(tail: str, site: str, barred: bool) -> bool:
    words = tail.split()
    if site and _same(tail, site):
        return True
    if len(words) > 5:
        return False
    return barred or (
        bool(OUTLET.search(tail)) and all(word[0].isupper() or not word[0].isalpha() for word in words if len(word) > 3)
    )


def _same(one: str, other: str) -> bool:
    fold = re.compile(r"[\W_]+|^the\s|^www\.", re.I)
    first, second = fold.sub("", one).lower(), fold.sub("", other).lower()
    return bool(first) and (first == second or (len(first) > 3 and (first in second or second in first)))


def _candidates(story: Story) -> Iterator[Passage]:
    title = cleaned(story.article.title, story.article.site)
    if title:
        yield from (Passage(text=text, sentences=(0,)) for text in _fitting_title(title))
    elif story.article.language == "en":
        yield from _news(story)
    yield from _from_text(story, FURTHEST)


def _from_text(story: Story, most: int) -> Iterator[Passage]:
    """Short forms of the likeliest sentences."""
    for number in _order(story)[:most]:
        sentence = story.article.sentences[number - 1]
        yield from (Passage(text=text, sentences=(number,)) for text in _generated(story, number, sentence))


def _fitting_title(title: str) -> list[str]:
    if len(title) <= MOST:
        return [title]
    return [form for form in shortenings(title) if len(form) <= MOST][:1]


def _order(story: Story) -> list[int]:
    """The lede, then the sentences that share most with the whole story and name what they speak of."""
    stop = members("stop_en", "stop")
    lede = _lede(story)
    scores: dict[int, float] = {}
    for number in range(lede, min(lede + SEARCHED, len(story.lower))):
        words = story.lower[number]
        content = [word for word in words if word not in stop and len(word) > 2]
        weight = sum(min(story.counts[word], 6) for word in content) / (len(content) + 3)
        named = sum(one != other for one, other in zip(words[1:], story.words[number][1:], strict=True))
        backward = len(BACKWARD.intersection(words))
        scores[number] = (
            weight + min(named, 3) * 0.4 - 0.4 * backward + (100 if number == lede else 2 / (number - lede))
        )
    best = sorted(scores, key=lambda number: -scores[number])
    return [*best, *range(lede + SEARCHED, min(lede + FURTHEST, len(story.lower)))]


@lru_cache(maxsize=2)
def _lede(story: Story) -> int:
    """The first sentence that says something: no byline, date or cry."""
    spoken = (
        number
        for number, words in enumerate(story.lower[1:], 1)
        if len(words) >= 6 and words[0] not in ("by", "published", "updated", "posted", "photo")
    )
    return next(spoken, 1)


def _generated(story: Story, number: int, sentence: str) -> list[str]:
    if story.article.language != "en":
        return _foreign(story, number, tidy(sentence))
    lede = _tidy_lede(story)
    if not _promising(story, number, sentence):
        return []
    backward = number > _lede(story)
    for form in shortenings(sentence, MOST + 4):
        for text in (form, _bare(form)):
            if LEAST <= len(text) <= MOST and not _near(text, lede) and not (backward and _points_back(form)):
                return [] if NOISE.search(sentence) else [text]
    return []


def _news(story: Story) -> Iterator[Passage]:
    """The news as the first opening sentence tells it that gives a statement a headline has room for."""
    lede = _lede(story)
    for number, sentence in enumerate(story.article.sentences[lede - 1 : lede - 1 + NEWS], lede):
        for statement in statements(sentence, number, MOST_STATEMENT, "en"):
            text = "" if number > lede and _points_back(tidy(statement.text)) else _told(statement, _tidy_lede(story))
            if text:
                yield Passage(text=text, sentences=(number,))
                return
        for text in _generated(story, number, sentence):
            yield Passage(text=text, sentences=(number,))
            return


def _told(statement: Statement, lede: str) -> str:
    """The longest form of a statement that fits a headline and is not the lede again; "" where none does."""
    for form in chain(
        (statement.text,), shorter_forms(statement, "en", brief=True), within(statement.text, MOST + ROOM)
    ):
        for text in (_bare(tidy(form)), tidy(form)):
            if _reads_well(text) and not _near(text, lede):
                return text
    return ""


def _reads_well(text: str) -> bool:
    """Whether a short form looks like a headline: its length, its ends, its quotation marks."""
    first, last = text.split(" ")[0], text.rsplit(" ", 1)[-1].lower()
    ends = last in WEAK_END or last in ("said", "says") or first.endswith(",") or text[0] in "\"“‘'"
    return LEAST <= len(text) <= MOST and not ends and text.count('"') % 2 == 0


@lru_cache(maxsize=2)
def _tidy_lede(story: Story) -> str:
    return tidy(story.article.sentences[_lede(story) - 1])


def _promising(story: Story, number: int, sentence: str) -> bool:
    """Cheap signs that a sentence can give a headline; more is asked of those after the lede."""
    words = story.lower[number]
    if not words or not FIRST_PERSON.isdisjoint(words):
        return False
    return number == _lede(story) or (
        words[0] not in WEAK_START | MONTHS and len(sentence) < 220 and sentence[0] not in "\"“‘'"
    )


def _foreign(story: Story, number: int, text: str) -> list[str]:
    """Without rules for the language only a whole sentence that is short enough will do."""
    fits = 15 <= len(text) <= MOST and number != _lede(story) and _calm(text)
    return [text] if fits else []


def _bare(form: str) -> str:
    """The form without the article it opens with, as headlines have it."""
    bare = ARTICLE.sub("", form)
    return bare[:1].upper() + bare[1:]


def _points_back(text: str) -> bool:
    """Whether a form leans on a sentence before it."""
    if POINTING.search(text) or COUNTED.match(text) or leans(text):
        return True
    again = AGAIN.match(text)
    if again and any(again[1] in members(*group) for group in SAID_AGAIN):
        return True
    words = text.lower().split()
    return words[0] in ("the", "a", "an") and not any(
        word[0].isupper() or word[0].isdigit() for word in text.split()[1:]
    )


def _near(form: str, lede: str) -> bool:
    """Whether a form is the lede again, or just its beginning."""
    one, other = _folded(form), _folded(lede)
    return other.startswith(one) and len(one) >= NEAR * len(other)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def _differs(one: str, other: str) -> bool:
    first, second = set(_folded(one).split()), set(_folded(other).split())
    return len(first & second) < 0.7 * min(len(first), len(second))


def _last_resort(story: Story) -> tuple[Passage, ...]:
    """A statement from further down, else a short sentence as it stands, else the lede to a mark that fits."""
    lede = _lede(story)
    for number in range(lede + FURTHEST, len(story.lower)):
        for text in _generated(story, number, story.article.sentences[number - 1]):
            return (Passage(text=text, sentences=(number,)),)
    sentences = [tidy(sentence) for sentence in story.article.sentences]
    for number, text in enumerate(sentences, 1):
        forms = shortenings(text, MOST) if story.article.language == "en" else iter((text,))
        form = next((one for one in forms if LEAST / 2 <= len(one) <= MOST), "")
        if form and number != lede:
            return (Passage(text=form, sentences=(number,)),)
    if not sentences:
        return ()
    return (Passage(text=_cut(sentences[lede - 1]), sentences=(lede,)),)


def _calm(text: str) -> bool:
    """For a language without rules here: no question, cry or opening quotation."""
    return not text.endswith(("?", "!", "？", "！", "…", ":")) and text[0] not in "\"“«„‚‘'「『—–-"


def _cut(text: str) -> str:
    room = min(MOST, int(NEAR * len(text)))
    if len(text) > MOST:
        marks = [match.start() for match in CLAUSE_MARK.finditer(text, 20, room)]
        spaces = [match.start() for match in re.finditer(r"\s", text[:room])]
        text = text[: (marks or spaces or [room])[-1]]
    while text.count('"') % 2:
        text = text[: text.rindex('"')]
    words = text.rstrip(" ,;:-–—").split(" ")
    while len(words) > 3 and words[-1].lower().strip(",") in WEAK_END:
        words.pop()
    return " ".join(words).rstrip(" ,;:-–—")
