"""Reads edits from a member's words: "2 shorter", "drop bullet 3 and no emoji", "for x only: headline: ...".

No model: a table of patterns over a few words. Words of other languages are first turned into the English ones by
`words` (templates/chat/<lang>/words.txt), so that there is one grammar. A request is understood wholly or not at all.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from bot.edits import edit as edits
from bot.edits.edit import Edit
from bot.text import emoji

Verb = Literal["shorter", "longer", "undo", "redo"]
Asked = tuple[Edit | Verb, ...]
MOST_WORDS = 4096


class Wish(NamedTuple):
    """What a member asked for: edits or verbs of the whole post in order, for the account named or for all ("").

    `unclear` is the part that was not understood; then nothing is asked.
    """

    asked: Asked = ()
    account: str = ""
    unclear: str = ""


_ONLY = re.compile(r"(?:for|on) (?P<name>[\w@.:\-]{1,60}) only\s*[:,]\s*(?P<rest>.+)", re.IGNORECASE | re.DOTALL)
_FREE = re.compile(
    r"(?P<part>headline|question|(?:add )?(?:a )?bullet|bullet (?P<number>\d{1,2})|(?P<bare>\d{1,2}))"
    r"\s*:\s*(?P<text>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"\s*(?:[,;\n]|\bthen\b|\band (?=[a-z#]))\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_SPACE = re.compile(r"\s+")

Made = Callable[[re.Match[str]], Asked]
_ORDER = {"first": 1, "top": 1, "start": 1, "last": 0, "end": 0, "bottom": 0}


def _numbers(found: re.Match[str]) -> list[int]:
    return sorted({int(number) for number in re.findall(r"\d+", found["numbers"])}, reverse=True)


def _swapped(found: re.Match[str]) -> Asked:
    return (edits.SwapBullets(first=int(found[1]), second=int(found[2])),)


def _moved(found: re.Match[str]) -> Asked:
    where = found["to"]
    return (edits.MoveBullet(number=int(found[1]), to=int(where) if where.isdigit() else _ORDER[where]),)


def _shortened(found: re.Match[str]) -> Asked:
    numbers = [int(found["more"])] if found["more"] else sorted(_numbers(found))
    return tuple(edits.ShortenBullet(number=number) for number in numbers)


def _marked(found: re.Match[str]) -> Asked:
    sign = found["sign"]
    return (edits.SetMark(mark=sign),) if emoji.is_emoji(sign) else ()


_B = r"(?:(?:the )?(?:bullets? |points? |number |no\.? ))?"
_LIST = r"(?P<numbers>\d{1,2}(?:(?: and | & | |, )\d{1,2})*)"
_MEANINGS: tuple[tuple[str, Made], ...] = (
    (rf"{_B}{_LIST} shorter|(?:shorten|shorter|make) {_B}(?P<more>\d{{1,2}})(?: shorter)?", _shortened),
    (
        rf"(?:drop|remove|delete|without|no) {_B}{_LIST}",
        lambda m: tuple(edits.DropBullet(number=n) for n in _numbers(m)),
    ),
    (rf"swap {_B}(\d{{1,2}}) (?:and|with|&) {_B}(\d{{1,2}})", _swapped),
    (rf"(?:move|put) {_B}(\d{{1,2}}) (?:to )?(?:the )?(?P<to>first|top|start|last|end|bottom|\d{{1,2}})", _moved),
    (r"(?:no|drop|remove|without) emojis?|emojis? off", lambda m: (edits.SetMark(mark=""),)),
    (r"numbered(?: bullets)?|number (?:the )?bullets", lambda m: (edits.SetMark(mark="numbered"),)),
    (r"emojis? by topic|topic emojis?", lambda m: (edits.SetMark(mark="topic"),)),
    (r"(?:use |emoji |with )?(?P<sign>[^\w\s#:,.!?\"'-]{1,8})(?: as)?(?: bullets?| emojis?)?", _marked),
    (r"(?:add )?(?:the )?(?:hashtag )?(#\w{1,100})", lambda m: (edits.AddHashtag(hashtag=m[1]),)),
    (r"add (?:the )?hashtag (\w{1,100})", lambda m: (edits.AddHashtag(hashtag=m[1]),)),
    (
        r"(?:drop|remove|delete|without|no) (?:the )?(?:hashtag )?(#\w{1,100})",
        lambda m: (edits.DropHashtag(hashtag=m[1]),),
    ),
    (r"(?:drop|remove|delete|without|no) (?:the |all )?hashtags?", lambda m: (edits.DropHashtag(),)),
    (r"(?:drop|remove|delete|without|no) (?:the )?question", lambda m: (edits.SetQuestion(),)),
    (r"(?:use )?(?:the )?headline (\d)", lambda m: (edits.SetHeadline(choice=int(m[1])),)),
    (r"(?:use )?(?:the )?question (\d)", lambda m: (edits.SetQuestion(choice=int(m[1])),)),
    (
        r"(?:put )?(?:the )?link in (?:the )?(?:first )?(?:reply|comment)",
        lambda m: (edits.PlaceLink(place="first_reply"),),
    ),
    (r"(?:put )?(?:the )?link in (?:the )?(?:text|post)", lambda m: (edits.PlaceLink(place="text"),)),
    (r"(?:drop|remove|delete|without|no) (?:the )?link", lambda m: (edits.PlaceLink(place="none"),)),
    (r"(?:as )?(?:a )?thread", lambda m: (edits.AllowThread(allowed=True),)),
    (r"no thread|(?:as )?one post", lambda m: (edits.AllowThread(allowed=False),)),
    (r"(?:make it |a bit )?(shorter|longer)", lambda m: ("shorter" if m[1] == "shorter" else "longer",)),
    (r"(undo|redo)", lambda m: ("undo" if m[1] == "undo" else "redo",)),
)
_PATTERNS = tuple((re.compile(pattern), made) for pattern, made in _MEANINGS)


def read(text: str, words: Mapping[str, str] | None = None) -> Wish:
    """What a member's words ask for. `words` turns words of their language into those of the grammar."""
    line = text.strip()[:MOST_WORDS]
    first = _ONLY.fullmatch(_english_head(line, words or {}))
    name, rest = (first["name"], first["rest"].strip()) if first else ("", line)
    free = _FREE.fullmatch(_english_head(rest, words or {}))
    if free:
        return Wish((_written(free),), name)
    asked: list[Edit | Verb] = []
    for phrase in filter(None, _BREAK.split(_SPACE.sub(" ", _english(rest, words or {}).lower()).strip(" .!"))):
        found = _phrase(phrase)
        if not found:
            return Wish(account=name, unclear=phrase)
        asked += found
    return Wish(tuple(asked), name) if asked else Wish(unclear=line)


def _phrase(phrase: str) -> Asked:
    phrase = phrase.removeprefix("please ").removesuffix(" please").strip(" .!")
    for pattern, made in _PATTERNS:
        match = pattern.fullmatch(phrase)
        if match:
            return made(match)
    return ()


def _written(found: re.Match[str]) -> Edit:
    part, said = found["part"].lower(), " ".join(found["text"].split())
    if part == "headline":
        return edits.SetHeadline(text=said)
    if part == "question":
        return edits.SetQuestion(text=said)
    number = found["number"] or found["bare"]
    return edits.SetBullet(number=int(number), text=said) if number else edits.AddBullet(text=said)


def _english(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda word: words.get(word[0].lower(), word[0]), text) if words else text


def _english_head(text: str, words: Mapping[str, str]) -> str:
    """Only what stands before the first colon: the words after it are the member's own."""
    head, colon, rest = text.partition(":")
    return _english(head, words) + colon + rest
