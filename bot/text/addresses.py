"""One address for everything that leads to the same page: what only tracks a reader, or says how they came, is gone."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# Parameters that campaigns, networks and mailers add; a page is the same without them.
_TRACKING = re.compile(
    r"utm_\w+|at_\w+|mc_[ce]id|[a-z]*clid|gclsrc|gbraid|wbraid|igshid?|igsh|_hs\w+|mkt_tok|ref|ref_src|ref_url|smid|cmpid"
    r"|ocid|ns_\w+|xtor|soc_\w+|__twitter_impression|amp|outputtype",
    re.IGNORECASE,
)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PORTS = {"http": 80, "https": 443}


def same_page(url: str) -> str:
    """What two addresses of one page have in common; "" for "". For comparing only: never to be opened or shown."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if not parts.hostname:
        return url.strip()
    host = _HOST_PREFIX.sub("", parts.hostname.rstrip("."))
    if port and port != _PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = re.sub(r"/(?:amp|index\.html?)?/?$", "", parts.path)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    # A fragment names a place on the page, but for pages that are told apart by it alone.
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    return f"{host}{path}{query}{fragment}"
