"""The JSON shapes of the command line: a contract that others script against."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # so that `count` needs none of it
    from datetime import datetime

    from bot.chat.texts import Texts
    from bot.domain.article import Article
    from bot.domain.connection import Finding
    from bot.domain.facts import Fact
    from bot.domain.post import Measure, Post
    from bot.domain.publication import Account, Delivery, Publication
    from bot.services.composing import Composed
    from bot.services.doctor import Diagnosis
    from bot.services.publishing import Intent, Report

Shape = dict[str, Any]
_ARTICLE = {"title", "authors", "site", "url", "published", "language", "image", "words", "sentences"}


def article(article: "Article") -> Shape:
    """What `read` answers."""
    return article.model_dump(mode="json", include=_ARTICLE)


def composed(composed: "Composed", texts: "Texts") -> Shape:
    """What `compose` answers."""
    draft = composed.draft
    return {
        "id": draft.id,
        "draft": {
            "headline": draft.headline.text,
            "headlines": [headline.text for headline in draft.headlines],
            "standfirst": draft.standfirst.text if draft.standfirst else "",
            "bullets": [
                {"text": bullet.text, "emoji": bullet.emoji, "sentences": list(bullet.sentences)}
                for bullet in draft.bullets
            ],
            "question": draft.question.text if draft.question else "",
            "questions": [question.text for question in draft.questions],
            "hashtags": list(draft.hashtags),
            "category": draft.category,
            "language": draft.language,
            "sensitive": draft.sensitive,
            "writer": draft.writer,
        },
        "posts": {name: post(fitted, texts) for name, fitted in composed.posts.items()},
        "untraced": [{"text": fact.text, "kind": fact.kind} for fact in composed.untraced],
    }


def post(post: "Post", texts: "Texts") -> Shape:
    """One platform's post."""
    return {
        "parts": [{"text": part.text, "length": part.length, "limit": part.limit} for part in post.parts],
        "notes": [texts.note(note) for note in post.notes],
        "valid": post.valid,
    }


def fact(fact: "Fact") -> Shape:
    """One fact of a post; the sentence only where one says it."""
    shape: Shape = {"text": fact.text, "kind": fact.kind, "start": fact.start, "end": fact.end}
    return shape if fact.sentence is None else {**shape, "sentence": fact.sentence}


def measure(measure: "Measure") -> Shape:
    """What `count` answers."""
    return {
        "length": measure.length,
        "limit": measure.limit,
        "valid": measure.valid,
        "unit": measure.unit,
        "urls": list(measure.urls),
    }


def report(report: "Report") -> Shape:
    """How a publication stands: its account, its state, each part with what the network calls it.

    What has a time of its own says when, in the zone that it was chosen in. What was deleted says since when.
    """
    shape = {
        "id": report.publication.id,
        "account": f"{report.account.platform}:{report.account.handle}",
        "state": report.publication.state,
        "error": report.publication.error.key if report.publication.error else "",
        "parts": [_part(row) for row in report.deliveries],
    }
    return shape | _due(report.publication) | _deleted(report.publication.deleted)


def _due(one: "Publication") -> Shape:
    if one.state != "scheduled" and not one.zone:
        return {}
    zone = one.zone or "UTC"
    return {"at": one.at.astimezone(ZoneInfo(zone)).isoformat(), "zone": zone}


def _part(row: "Delivery") -> Shape:
    place = {"id": row.remote.id if row.remote else "", "url": row.remote.url if row.remote else ""}
    return {"state": row.state, **place, **_deleted(row.deleted)}


def _deleted(at: "datetime | None") -> Shape:
    return {"deleted": at.isoformat()} if at else {}


def intent(intent: "Intent") -> Shape:
    """Exactly what is handed to a platform, with what is out of it already; `state` is "" before it is planned."""
    return {
        "id": intent.publication.id,
        "account": f"{intent.account.platform}:{intent.account.handle}",
        "state": intent.publication.state if intent.planned else "",
        "sent": [
            {"part": row.part + 1, "id": row.remote.id, "url": row.remote.url}
            for row in intent.deliveries
            if row.remote
        ],
        "content_hash": intent.post.content_hash,
        "parts": [part.model_dump(mode="json", exclude={"planned", "since", "others"}) for part in intent.parts],
    }


def account(account: "Account") -> Shape:
    """A connected account, nothing of it secret."""
    known = account.model_dump(mode="json", include={"id", "platform", "handle", "native_id", "server", "rights"})
    limit = account.limits.text if account.limits else None
    return {**known, "limit": limit, "expires": account.expires.isoformat() if account.expires else None}


def diagnosis(found: "Diagnosis", texts: "Texts") -> Shape:
    """What `doctor` answers; `failure` is why a network could not be asked."""
    return {
        "well": found.well,
        "house": [_finding(one, texts) for one in found.house],
        "accounts": [
            {
                **account(one.account),
                "well": one.well,
                "failure": texts.error(one.failure) if one.failure else "",
                "findings": [_finding(finding, texts) for finding in one.findings],
            }
            for one in found.accounts
        ],
    }


def _finding(one: "Finding", texts: "Texts") -> Shape:
    return {"level": one.level, "key": one.key, "text": texts.finding(one)}
