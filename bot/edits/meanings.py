"""What a phrase of the grammar asks for: a table of patterns over a few English words, verb first or last."""

import re
from collections.abc import Callable
from typing import Literal

from bot.edits import edit as edits
from bot.edits.edit import Edit
from bot.text import emoji

Verb = Literal["shorter", "longer", "undo", "redo"]
Asked = tuple[Edit | Verb, ...]

Made = Callable[[re.Match[str]], Asked]
_ORDER = {"first": 1, "top": 1, "start": 1, "beginning": 1, "last": 0, "end": 0, "bottom": 0}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}

# Words that a wish may hold and that change nothing about it.
_IDLE = re.compile(r"(?<![\w@#])(?:the|a|an|all|bit|more|it|this|that)\b", re.IGNORECASE)
_PLEASE = re.compile(r",? ?\b(?:(?:(?:by|for) )?please|(?:can|could|would) you)\b,?", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<digits>\d{{1,2}})(?:st|nd|rd|th|\.|º|ª|-\w{{1,3}})?)"
    r" (?P<what>bullet|point|headline|question)\b(?! ?\d)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


def meant(phrase: str) -> Asked:
    """What one phrase in the words of the grammar asks for; nothing where it is not understood."""
    phrase = plain(phrase)
    for pattern, made in _PATTERNS:
        match = pattern.fullmatch(phrase)
        if match:
            return made(match)
    return ()


def plain(phrase: str) -> str:
    """A phrase without idle words; "the second bullet" is "bullet 2"."""
    phrase = _SPACE.sub(" ", _IDLE.sub(" ", _PLEASE.sub(" ", phrase))).strip(" .!?¿¡-•*")
    return _NUMBERED.sub(_counted, phrase)


def _counted(found: re.Match[str]) -> str:
    return f"{found['what']} {found['digits'] or _ORDINALS[found['word'].lower()]}"


def _numbers(found: re.Match[str]) -> list[int]:
    return sorted({int(number) for number in re.findall(r"\d+", found["numbers"])})


def _dropped(found: re.Match[str]) -> Asked:
    return tuple(edits.DropBullet(number=number) for number in reversed(_numbers(found)))


def _shortened(found: re.Match[str]) -> Asked:
    return tuple(edits.ShortenBullet(number=number) for number in _numbers(found))


def _swapped(found: re.Match[str]) -> Asked:
    return (edits.SwapBullets(first=int(found[1]), second=int(found[2])),)


def _moved(found: re.Match[str]) -> Asked:
    where = found["to"].lower()
    return (edits.MoveBullet(number=int(found[1]), to=int(where) if where.isdigit() else _ORDER[where]),)


def _tags(found: re.Match[str]) -> list[str]:
    return [found["tag"]] if found["tag"] else re.findall(r"#(\w+)", found["tags"])


def _marked(found: re.Match[str]) -> Asked:
    sign = found["sign"]
    return (edits.SetMark(mark=sign),) if emoji.is_emoji(sign) else ()


def _linked(place: str) -> Made:
    return lambda _: (edits.PlaceLink(place=place),)


def _thread(allowed: bool) -> Made:
    return lambda _: (edits.AllowThread(allowed=allowed),)


def _verb(found: re.Match[str]) -> Asked:
    verbs: dict[str, Verb] = {"longer": "longer", "undo": "undo", "redo": "redo"}
    return (verbs.get(found[1].lower(), "shorter"),)


def _away(what: str) -> tuple[str, str]:
    """Taking something away, said with the verb before or after."""
    verbs = "drop|remove|delete|off"
    return rf"(?:{verbs}|without|no) {what}", rf"(?:use )?{what} (?:{verbs}|out|away)"


_B = r"(?:(?:bullets?|points?|number|no\.?) )?"
_N = rf"{_B}(\d{{1,2}})"
_LIST = rf"{_B}(?P<numbers>\d{{1,2}}(?:(?: and | & | |, ){_B}\d{{1,2}})*)"
_TAGS = r"(?:(?:hashtags? )?(?P<tags>#\w{1,100}(?:(?: and|,| &)? ?#\w{1,100})*)|hashtag (?P<tag>\w{1,100}))"
_WHERE = rf"(?P<to>{'|'.join(_ORDER)}|(?<=to )\d{{1,2}}|(?<=place )\d{{1,2}})"
_PUT = r"(?:(?:put|move|set) )?"
_TO = r"(?:to|in|into|on|at)"
_SWAP = r"(?:swap|change)"
_EITHER = rf"{_N} (?:and|with|&|for) {_N}"
_LINK = rf"{_PUT}link (?:{_TO}|as)"
_DONE = r"(?: (?:put|move|set|make))?"

_MEANINGS: tuple[tuple[tuple[str, ...], Made], ...] = (
    ((rf"(?:make )?{_LIST} shorter(?: make)?", rf"(?:shorten|shorter) {_LIST}", rf"{_LIST} shorten"), _shortened),
    (_away(_LIST), _dropped),
    (
        (
            rf"{_SWAP} (?:places )?{_EITHER}(?: (?:places|around|out))?",
            rf"{_EITHER} (?:{_SWAP}(?: places)?|places(?: {_SWAP})?)",
        ),
        _swapped,
    ),
    (
        (
            rf"(?:(?:move|put|set) )?{_N} (?:{_TO} )?(?:place )?{_WHERE}(?: place)?{_DONE}",
            rf"(?:move|put|set) {_N} (?P<to>\d{{1,2}})",
        ),
        _moved,
    ),
    (_away("emojis?"), lambda _: (edits.SetMark(mark=""),)),
    (
        ("numbered(?: bullets)?", "number bullets", "bullets (?:numbered|number)"),
        lambda _: (edits.SetMark(mark="numbered"),),
    ),
    (("emojis? (?:by|to|for) topic", "topic emojis?"), lambda _: (edits.SetMark(mark="topic"),)),
    ((r"(?:use |emoji |with )?(?P<sign>[^\w\s#:,.!?\"'-]{1,8})(?: as)?(?: bullets?| emojis?)?(?: instead)?",), _marked),
    (_away(_TAGS), lambda m: tuple(edits.DropHashtag(hashtag=f"#{one}") for one in _tags(m))),
    (
        (
            rf"(?:add |use |with )?(?=#|hashtags? #){_TAGS}(?: add| use)?",
            rf"(?:add|use) {_TAGS}(?: add)?",
            rf"{_TAGS} add",
        ),
        lambda m: tuple(edits.AddHashtag(hashtag=f"#{one}") for one in _tags(m)),
    ),
    (_away("hashtags?"), lambda _: (edits.DropHashtag(),)),
    (_away("question"), lambda _: (edits.SetQuestion(),)),
    ((r"(?:use )?headline (\d)(?: use)?",), lambda m: (edits.SetHeadline(choice=int(m[1])),)),
    ((r"(?:use )?question (\d)(?: use)?",), lambda m: (edits.SetQuestion(choice=int(m[1])),)),
    ((rf"{_LINK} (?:first )?(?:reply|comment){_DONE}",), _linked("first_reply")),
    ((rf"{_LINK} (?:text|post){_DONE}",), _linked("text")),
    (_away("link"), _linked("none")),
    (_away("thread"), _thread(allowed=False)),
    ((r"(?:(?:make|as|in|only) ){0,2}(?:one|single|only) post", "as post"), _thread(allowed=False)),
    ((r"(?:(?:make|as|in) ){0,2}thread",), _thread(allowed=True)),
    ((r"(?:make )?(?:post )?(shorter|shorten|longer)(?: make| post)?", "(?:make )?(undo|redo)(?: make)?"), _verb),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), made) for patterns, made in _MEANINGS for pattern in patterns)
