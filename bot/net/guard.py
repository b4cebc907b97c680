"""May this URL be fetched? Pure judgement over the URL and the addresses its name resolves to."""

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import idna

from bot.domain.errors import Refused

MAX_URL = 2048
PORTS = frozenset({80, 443})

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_AUTHORITY = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_BRACKETED = re.compile(r"\[([0-9a-f:.]+)\](?::(.*))?", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_LOCAL_NAMES = frozenset(
    {"local", "localhost", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa"}
    | {"onion", "i2p", "test", "invalid"}
)
# One script to readers: Japanese and Korean names mix these by nature.
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
_NO_SCRIPT = frozenset({"COMBINING", "DIGIT", "HYPHEN-MINUS", "LOW", "MIDDLE", "KATAKANA-HIRAGANA"})

# IANA special-purpose registries, 2026; ipaddress.is_global of Python 3.11 misses several of them.
_NOT_PUBLIC_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a public number, but Azure's metadata server inside its machines
    )
)
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ipaddress.IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20")
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(NamedTuple):
    """Where a judged URL leads; `host` is ASCII without a trailing dot, `literal` says that it is an address."""

    scheme: str
    host: str
    port: int
    literal: bool


def refusal(
    url: str, addresses: Sequence[str], *, ports: Collection[int] = PORTS, allow: Collection[str] = ()
) -> str | None:
    """Why a URL that resolves to these addresses may not be fetched, or None.

    `ports` are the ports allowed; `allow` holds addresses, and names in lower case, that pass although not public.
    """
    try:
        judge(target(url, ports=ports, allow=allow), addresses, allow=allow)
    except Refused as error:
        return str(error.values["reason"])
    return None


def target(url: str, *, ports: Collection[int] = PORTS, allow: Collection[str] = ()) -> Target:
    """Judge the URL itself and take it apart. Raises Refused with the key "unsafe_url" and a reason."""
    url = url.strip()
    scheme, authority = _authority(url)
    host, port_text = _host_and_port(authority)
    port = _port(port_text, scheme, ports)
    if host.lower() in allow and not _NUMBER.fullmatch(host.rpartition(".")[2]) and ":" not in host:
        return Target(scheme, host.lower(), port, literal=False)
    if authority.startswith("["):
        if ":" not in host:
            raise _refused("the host is malformed")
        _require_public(host, allow)
        return Target(scheme, host.lower(), port, literal=True)
    host = host.lower()
    if _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]):
        _require_plain_ipv4(host)
        _require_public(host, allow)
        return Target(scheme, host, port, literal=True)
    return Target(scheme, _name(host), port, literal=False)


def judge(target: Target, addresses: Sequence[str], *, allow: Collection[str] = ()) -> None:
    """Judge every address of a target. Raises Refused with the key "unsafe_url" and a reason."""
    if not addresses:
        raise _refused("the name has no address")
    if target.host in allow:
        return
    for address in addresses:
        _require_public(address, allow)


def malformed() -> Refused:
    """What is raised for an address that cannot be taken apart."""
    return _refused("the address is malformed")


def _refused(reason: str) -> Refused:
    return Refused("unsafe_url", reason=reason)


def _authority(url: str) -> tuple[str, str]:
    if not url:
        raise _refused("the address is empty")
    if len(url) > MAX_URL:
        raise _refused(f"the address is longer than {MAX_URL} characters")
    if any(map(_is_hidden, url)):
        raise _refused("the address has control characters inside")
    scheme = _SCHEME.match(url)
    if scheme is None:
        raise _refused("the address does not start with http:// or https://")
    if scheme[1].lower() not in {"http", "https"}:
        raise _refused("only http and https addresses are read")
    match = _AUTHORITY.match(url)
    if match is None or "\\" in re.split(r"[?#]", url, maxsplit=1)[0]:
        raise malformed()
    return scheme[1].lower(), match[1]


def _is_hidden(char: str) -> bool:
    """Controls, surrogates, line separators and format marks; joiners belong to Persian words and emoji."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in "\u200c\u200d"


def _host_and_port(authority: str) -> tuple[str, str | None]:
    if "@" in authority:
        raise _refused("the address carries a user name or password")
    if not authority or authority.startswith(":"):
        raise _refused("the address names no host")
    if authority.startswith("["):
        match = _BRACKETED.fullmatch(authority)
        if match is None:
            raise _refused("the host is malformed")
        return match[1], match[2]
    host, colon, port = authority.partition(":")
    return host, port if colon else None


def _port(text: str | None, scheme: str, ports: Collection[int]) -> int:
    if text is None:
        return 443 if scheme == "https" else 80
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) in ports and text[0] != "0"):
        raise _refused("the port is not allowed")
    return int(text)


def _require_plain_ipv4(host: str) -> None:
    try:
        plain = str(ipaddress.IPv4Address(host)) == host
    except ValueError:
        plain = False
    if not plain:
        raise _refused("the host is a disguised number")


def _require_public(address: str, allow: Collection[str]) -> None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise _refused("the host is not an address") from None
    if str(parsed) not in allow and not _is_public(parsed):
        raise _refused("the host is not on the public internet")


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in _NOT_PUBLIC_V4)
    # Mapped, compatible, NAT64, local and multicast forms all lie outside the one global block.
    return (
        address.scope_id is None
        and address in _PUBLIC_V6
        and not any(address in block for block in _NOT_PUBLIC_V6)
        and (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP
    )


def _name(host: str) -> str:
    """A public name in its ASCII form, without the trailing dot."""
    host = host.removesuffix(".")
    if unicodedata.normalize("NFKC", host) != host or "。" in host:
        raise _refused("the host has look-alike characters")
    labels = [_label(label) for label in host.split(".")]
    if len(labels) < 2:
        raise _refused("the host is not a public name")
    if labels[-1] in _LOCAL_NAMES or ".".join(labels[-2:]) in _LOCAL_NAMES:
        raise _refused("the host is not a public name")
    name = ".".join(labels)
    if len(name) > 253:
        raise _refused("the host is malformed")
    return name


def _label(label: str) -> str:
    """One label in ASCII; a punycoded one is judged by what readers would see."""
    if label.isascii() and not label.startswith("xn--"):
        if len(label) > 63 or not _LABEL.fullmatch(label):
            raise _refused("the host is malformed")
        return label
    try:
        seen = idna.decode(label) if label.isascii() else label
        written = idna.encode(seen).decode("ascii")
    except UnicodeError:
        raise _refused("the host is malformed") from None
    if len(_scripts(seen)) > 1:
        raise _refused("the host mixes alphabets")
    return written


def _scripts(label: Iterable[str]) -> set[str]:
    first_words = {unicodedata.name(char, "UNKNOWN").partition(" ")[0] for char in label if not char.isdecimal()}
    return {"CJK" if word in _EAST_ASIAN else word for word in first_words - _NO_SCRIPT}
