"""Addresses, mentions, hashtags and figures in a text: where they are, and where it may be cut.

The grammar of addresses is the one of twitter-text configuration v3, which X and Mastodon share: with or without a
scheme, the top-level domain must exist, labels are at most 63 bytes once encoded, closing punctuation stays outside.
Offsets are code points, end exclusive. Every function takes linear time.
"""

import re
from bisect import bisect_right

from bot.text.counting import grapheme_cuts
from bot.text.tlds import LONGEST_NATIVE, native_initials, tlds

Range = tuple[int, int]

LATIN = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)
DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_RUN = re.compile(rf"[^\s!'#%&()*+,/:;<=>?@\[\]\\^{{|}}~$\u180e{DIRECTION}\ufffe\ufeff\uffff]+")
_OUTSIDE_RUN = frozenset("!'#%&()*+,/:;<=>?@[]\\^{|}~$\u180e\u061c\u200e\u200f\ufffe\ufeff\uffff") | frozenset(
    map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
_SCHEME = re.compile(r"https?://\Z", re.IGNORECASE)
_GLUED = re.compile(r"[A-Za-z0-9@＠$#＃\ufffe\ufeff\uffff]")
_NATIVE = re.compile(r"[^\x00-\x7f]")
_LABEL_CHAIN = re.compile(rf"(?:[\-a-z0-9{LATIN}]++\.)++", re.IGNORECASE)
_ASCII_TLD = re.compile(r"xn--[\-0-9a-z]+|[a-z]{2,}+(?![0-9@+\-])", re.IGNORECASE)
_UNBOUND = re.compile(r"[0-9A-Za-z@+\-]")
_PORT = re.compile(r":[0-9]++")
_GENERAL = rf"[a-z0-9\u0400-\u04ff!*';:=+,.$/%#\[\]\-\u2013_~@|&{LATIN}]"
_PATH = re.compile(rf"/(?:{_GENERAL}++|\({_GENERAL}++\)|\({_GENERAL}*+\({_GENERAL}++\){_GENERAL}*+\))*+", re.IGNORECASE)
_QUERY = re.compile(r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]++", re.IGNORECASE)
_NOT_LAST_IN_PATH = "!*';:,.$%[]\u2013~@|&"
_NOT_LAST_IN_QUERY = "!?*'@();:+$%[].,~|"
_LONGEST_URL = 4096
_TCO = re.compile(r"https?://t\.co/([a-z0-9]+)(\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]+)?", re.IGNORECASE)
_TCO_SLUG = 40
_CURRENCY = r"(?:[$€£¥₽₹₩₴₺]|(?<![A-Za-z])(?:[A-Z]{1,3}\$|EUR|USD|GBP|CHF|JPY|CNY|RUB|INR|BRL))"
_SCALE = (
    r"(?:thousand|[mb]il+i[oóõ]\w{0,6}|tril+i[oóõ]\w{0,6}|mil(?:h[õa]\w{1,3}|le|a)?|milliarden?|mio|mld|mrd|bn|m"
    r"|тыс|млн|млрд|миллион\w{0,3}|миллиард\w{0,3})"
)
_SPACE = "[ \u00a0\u202f]"
_ATOM = re.compile(
    r"https?://[^\s<>\"]++|(?<![\w.+\-])[\w.+\-]*+@\w++(?:[.\-@]++\w++)*+|[#＃]\w++|[$][A-Za-z]{1,6}\b"
    rf"|(?:{_CURRENCY}{_SPACE}?)?[+\-−]?\d++(?:[.,:/'’\u00a0\u202f\-–]\d++)*+"
    rf"(?:{_SPACE}?(?:[%‰°]\w?|[$€£¥₽₹₩₴₺])|\w++|{_SPACE}(?:{_SCALE}\b\.?{_SPACE})?[^\W\d_]{{1,24}})?",
    re.IGNORECASE,
)
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_CUT = re.compile(
    rf"(?<=\S)(?=\s)|(?<=\S)\Z|(?<=[{_DENSE}。、！？」』，：；])(?=[\u3041-\u30fa\u3400-\u4dbf\u4e00-\u9fff])"
)
_LOOKAHEAD = 64


def urls(text: str, *, bare: bool = True) -> list[Range]:
    """Where the addresses are, in order. `bare` also takes those without a scheme, as `example.com/path`."""
    found: list[Range] = []
    if not bare and "://" not in text:
        return found
    floor, dot, size = 0, text.find("."), len(text)
    while dot != -1:
        if 0 < dot < size - 1 and text[dot + 1].isalnum() and _in_run(text[dot - 1]):
            start, stop = _run_around(text, dot, floor)
            links = _links_in_run(text, start, stop, floor, bare)
            found += (link for link in links if link[1] - link[0] <= _LONGEST_URL)
            floor = links[-1][1] if links else stop
            dot = text.find(".", floor)
        else:
            dot = text.find(".", dot + 1)
    return found


def _in_run(char: str) -> bool:
    return char not in _OUTSIDE_RUN and not char.isspace()


def _run_around(text: str, dot: int, floor: int) -> Range:
    start = dot
    while start > floor and _in_run(text[start - 1]):
        start -= 1
    match = _RUN.match(text, dot)
    return start, match.end() if match else dot + 1


def _links_in_run(text: str, start: int, stop: int, floor: int, bare: bool) -> list[Range]:
    scheme = _SCHEME.search(text, max(floor, start - 8), start)
    if scheme:
        return _with_scheme(text, scheme.start(), start, stop)
    return _without_scheme(text, start, stop, floor) if bare else []


def _with_scheme(text: str, scheme: int, start: int, stop: int) -> list[Range]:
    end = _domain_end(text, start, stop)
    if not end or (scheme and _GLUED.match(text, scheme - 1)) or not _host_fits(text[start:end]):
        return []
    end = _tail_end(text, end)
    tco = _TCO.match(text, scheme, end)
    if tco:
        end = scheme + len(tco[0].rstrip(_NOT_LAST_IN_QUERY) if tco[2] else tco[0])
        return [] if len(tco[1]) > _TCO_SLUG else [(scheme, end)]
    return [(scheme, end)]


def _without_scheme(text: str, start: int, stop: int, floor: int) -> list[Range]:
    if start and (start == floor or _GLUED.match(text, start - 1)):
        native = _NATIVE.search(text, start, text.find(".", start))
        if not native:
            return []
        start = native.end()
    if start and text[start - 1] in "-_./":
        return []
    end = _domain_end(text, start, stop)
    found = [link for link in _plain_domains(text, start, end) if _host_fits(text[slice(*link)])]
    if found and found[-1][1] == end:
        port = _PORT.match(text, end)
        if text.startswith("/", port.end() if port else end):
            found[-1] = (found[-1][0], _tail_end(text, end))
    return found


def _domain_end(text: str, start: int, stop: int) -> int:
    """Where the longest domain name from `start` ends; 0 when there is none."""
    best, dot = 0, text.find(".", start, stop)
    while dot != -1:
        label = text[start:dot]
        if not label or label[0] in "-_" or label[-1] in "-_":
            break
        if "_" not in label:
            best = _tld_end(text, dot + 1, stop) or best
        start, dot = dot + 1, text.find(".", dot + 1, stop)
    return best


def _tld_end(text: str, start: int, stop: int) -> int:
    match = _ASCII_TLD.match(text, start, stop)
    if match:
        known = match[0][:4].lower() == "xn--" or match[0].lower() in tlds()
        return match.end() if known and not _UNBOUND.match(text, match.end()) else 0
    if start >= stop or text[start].lower() not in native_initials():
        return 0
    for end in range(min(stop, start + LONGEST_NATIVE), start, -1):
        if text[start:end].lower() in tlds() and not _UNBOUND.match(text, end):
            return end
    return 0


def _plain_domains(text: str, start: int, end: int) -> list[Range]:
    """Domains of Latin labels inside one of any letters: words of other scripts may touch them."""
    found: list[Range] = []
    while start < end and (chain := _LABEL_CHAIN.search(text, start, end)):
        start, dot = chain.end(), chain.end() - 1
        while dot > chain.start():
            if stop := _tld_end(text, dot + 1, end):
                found.append((chain.start(), stop))
                start = stop
                break
            dot = text.rfind(".", chain.start(), dot)
    return found


def _host_fits(host: str) -> bool:
    if host.isascii() and len(host) <= 63:
        return True
    return len(host) <= 255 and all(map(_label_fits, host.split(".")))


def _label_fits(label: str) -> bool:
    if label.isascii():
        return len(label) <= 63
    return len(label) <= 63 and not label.lower().startswith("xn--") and len(label.encode("punycode")) <= 59


def _tail_end(text: str, end: int) -> int:
    """Where port, path and query after a domain end."""
    if port := _PORT.match(text, end):
        end = port.end()
    if path := _PATH.match(text, end):
        end += max(1, len(path[0].rstrip(_NOT_LAST_IN_PATH)))
    if query := _QUERY.match(text, end):
        kept = len(query[0].rstrip(_NOT_LAST_IN_QUERY))
        end += kept if kept > 1 else 0
    return end


def atoms(text: str) -> list[Range]:
    """What must never be cut, in order and apart: addresses, mentions, hashtags, figures with sign and unit.

    A figure takes a currency sign or code before it and one word after it ("8.07 percent", "3 ferries"), two after
    a word of scale ("4.2 million euros").
    """
    found = [*urls(text), *(match.span() for match in _ATOM.finditer(text))]
    kept: list[Range] = []
    for start, end in sorted(found):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def safe_cuts(text: str) -> list[int]:
    """Where the text may be cut in two, rising: where words end, and between characters of scripts without spaces.

    Never inside an atom or a grapheme. The text's own end is one; its start is not.
    """
    spans, place, cuts = atoms(text), 0, []
    for match in _CUT.finditer(text):
        while place < len(spans) and spans[place][1] <= match.start():
            place += 1
        if match.start() and (place == len(spans) or match.start() <= spans[place][0]):
            cuts.append(match.start())
    return cuts


def cut_at(text: str, most: int) -> int:
    """The last place at or before `most` where the text may be cut; 0 when there is none.

    Where the text offers no word's end, a grapheme's end outside every atom is taken.
    """
    if most >= len(text):
        return len(text)
    stretch = text[: most + 1]
    cuts = safe_cuts(text[: most + _LOOKAHEAD])
    best = bisect_right(cuts, most)
    if best:
        return cuts[best - 1]
    held = [span for span in atoms(text[: most + _LOOKAHEAD]) if span[0] < most]
    whole = (at for at in grapheme_cuts(stretch) if at <= most and not any(start < at < end for start, end in held))
    return max(whole, default=0)
