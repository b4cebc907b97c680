"""Paragraphs and sentences: where one statement ends and the next begins, for English well, for other scripts sensibly."""

import re

# Shortened words that a full stop follows without ending the sentence.
_SHORT = frozenset(
    """mr mrs ms mx dr prof sen rep gov gen lt col sgt capt cmdr adm maj rev hon st jr sr messrs mme mlle
    inc ltd co corp bros vs etc fig no nos vol pp approx dept est ave blvd rd ft mt
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    u.s u.k u.n e.g i.e a.m p.m d.c ph.d m.d b.a m.a cf ca al ed eds
    z.b d.h u.a bzw usw ca nr hr fr frl bd sog ggf
    sr sra srta ud uds ee.uu pág m mm mme av env
    г ул им т.е т.д т.п руб тыс млн млрд""".split()
)
# Of these, the ones after which a new sentence is likelier than not when a plain starter follows.
_MAY_END = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|etc|inc|ltd|co|corp|jr|sr", re.IGNORECASE)
_STARTER = re.compile(
    r"[\"'“‘(]?(?:The|He|She|It|In|But|And|A|An|They|This|That|These|Those|We|I|You|At|On|As|For|If|There|When|While"
    r"|After|Before|His|Her|Its|Their|Our|My|However|Meanwhile|According|Last|One|Some|Many|Police|Officials)\b"
)
_END = re.compile(
    r"([.!?…؟۔।॥։]+)([\"'”’»)\]]*)(?:\s+(?=[\"'“‘«(\[¿¡]*[^\W_a-z\u00df-\u00f6\u00f8-\u00ffа-я]|[\"'“‘«(\[¿¡]*[$£€#@]))"
    r"|([。！？｡]+[」』”’）]*)\s*"
)
_GLUED = re.compile(r"(?<=[a-zß-öø-ÿ]{2})([.!?][\"”’]?)(?=[A-ZÀ-Þ][a-zß-öø-ÿ]+\s)")
# A full stop standing alone: the end of a caption ("... on Friday . The ...") or of a wrapped line ("have . filed").
_LONE_END = re.compile(r"[ \t]+\.(?=\s+[\"'“‘(]?[A-Z0-9]|\s*$)", re.MULTILINE)
_LONE_WRAP = re.compile(r"[ \t]+\.[ \t]+(?=[a-z])")
_SPACE = re.compile(r"\s+")


def split(text: str, language: str = "en") -> list[list[str]]:
    """Paragraphs (lines) of sentences, in reading order; blank lines vanish and white space is folded.

    `language` is an ISO 639-1 code; the shortened words of all known languages are kept together, since an article
    quotes across them. Linear in the length of the text.
    """
    del language
    text = _LONE_WRAP.sub(" ", _LONE_END.sub(".", text))
    text = _GLUED.sub(r"\1 ", text)
    return [sentences for line in text.splitlines() if (sentences := _sentences(_SPACE.sub(" ", line).strip()))]


def _sentences(line: str) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(line):
        if _ends(line, start, end):
            found.append(line[start : end.end()].strip())
            start = end.end()
    if rest := line[start:].strip():
        found.append(rest)
    return found


def _ends(line: str, start: int, end: re.Match[str]) -> bool:
    if end[3] or end[1] != "." or end[2]:
        return True
    word = line[max(start, line.rfind(" ", start, end.start()) + 1) : end.start()].lstrip("(\"'“‘[«").lower()
    if len(word) == 1 and word.isalpha() and word not in "iàày":
        return False
    if word not in _SHORT and not re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return True
    return bool(_MAY_END.fullmatch(word)) and bool(_STARTER.match(line, end.end()))
