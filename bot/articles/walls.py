"""What stands where an article should be: consent pages, pay walls, logins, errors, empty shells. Pure.

Only pages with little running text are looked at, so that an article about cookies is still an article.
"""

import re

from lxml.html import HtmlElement

from bot.articles.parts import Parts, count_words
from bot.domain.errors import Unreadable

_MOST_WORDS = 150  # a page with more running text than this is read, whatever else it says
_FEW_WORDS = 40  # with fewer, what the page shows around its text is looked at too
_SEEN = 20_000


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_CONSENT = _any(
    *(
        r"\bcookies?\b",
        r"\bconsent\b",
        "we value your privacy",
        "privacy (?:settings|preferences|choices)",
        "accept all",
    ),
    *(
        "einwilligung",
        "datenschutz",
        "consentimiento",
        "consentement",
        "consenso",
        "consentimento",
        "toestemming",
        "согласи",
    ),
)
_BANNER = _any(
    *(
        "we (?:and our|use|value|store)",
        "our partners",
        "your (?:privacy|consent|choices|device|preferences)",
        "accept all",
    ),
    *("zustimm", "akzeptier", "widerruf", "aceptar", "accepte[rz]", "accett", "aceitar", "accepteren", "принять"),
)
_PAYWALL = _any(
    *("subscribe to (?:read|continue|unlock|keep)", "subscribers? only", "(?:already|become) a (?:subscriber|member)"),
    *("for subscribers", "(?:free|remaining) articles?", "to continue reading", "subscription", "nur für abonnent"),
    *("jetzt abonnieren", "réservé aux abonnés", "sólo para suscriptores", "suscríbete", "abbonati", "assinante"),
    "только для подписчиков",
)
_LOGIN = _any(r"\b(?:log ?in|sign ?in|password|anmelden|passwort|connexion|contraseña|accedi|senha|войти)\b")
_JAVASCRIPT = _any(
    "(?:enable|activate|turn on|requires?|needs?|without) java ?script",
    "java ?script (?:is )?(?:disabled|required|must|not)",
    r"javascript aktivieren|activer javascript|habilit\w+ javascript",
)
_ERROR = _any(
    r"\b(?:error )?(?:401|403|404|410|429|500|502|503|504)\b",
    "(?:page|file|article) (?:can ?not|could not|was not|not) (?:be )?found",
    *("not found", "access denied", "forbidden", "bad gateway", "service unavailable", "just a moment", "captcha"),
    *("are you (?:a )?(?:human|robot)", "something went wrong", "no longer (?:available|exists)"),
    *("seite nicht gefunden", "página no encontrada", "page introuvable", "страница не найдена"),
)
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)


def require_none(words: int, parts: Parts, tree: HtmlElement) -> None:
    """Refuse a page whose few words say that the article is not there.

    Raises Unreadable ("error_page", "looks_like_login", "looks_like_consent", "looks_like_paywall",
    "needs_javascript"), each with the words found.
    """
    if words >= _MOST_WORDS:
        return
    shown = " ".join(_texts(tree, "//body"))[:_SEEN]
    if words < _MOST_WORDS // 2:
        _require_no_error(words, tree)
    if words < _FEW_WORDS and _LOGIN.search(shown) and tree.xpath("//input[@type='password']"):
        raise Unreadable("looks_like_login", words=words)
    read = parts.text if words >= _FEW_WORDS else shown
    if (said := len(_CONSENT.findall(read))) >= 3 and said * 40 > count_words(read) and _BANNER.search(read):
        raise Unreadable("looks_like_consent", words=words)
    if _PAYWALL.search(shown) and (_is_not_free(tree) or _PAYWALL.search(" ".join(parts.paragraphs[-3:]))):
        raise Unreadable("looks_like_paywall", words=words)
    if words < _FEW_WORDS and _needs_javascript(shown, tree):
        raise Unreadable("needs_javascript", words=words)


def _require_no_error(words: int, tree: HtmlElement) -> None:
    title = " ".join((tree.findtext(".//head/title") or "").split())
    if _ERROR.search(f"{title} {' '.join(_texts(tree, '//h1'))}"[:500]):
        raise Unreadable("error_page", words=words, title=title[:80])


def _needs_javascript(shown: str, tree: HtmlElement) -> bool:
    said = f"{shown} {' '.join(tree.xpath('//noscript//text()'))[:_SEEN]}"
    scripts = tree.xpath("//script[not(@type='application/ld+json')]")
    return _JAVASCRIPT.search(said) is not None or (bool(scripts) and count_words(shown) < 20)


def _is_not_free(tree: HtmlElement) -> bool:
    said = " ".join(tree.xpath("//script[@type='application/ld+json']/text()"))
    return _NOT_FREE.search(said) is not None


def _texts(tree: HtmlElement, path: str) -> list[str]:
    found: list[str] = tree.xpath(f"{path}//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return [text for piece in found if (text := " ".join(piece.split()))]
