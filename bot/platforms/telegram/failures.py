"""Pure: what the Bot API, or the way to it, says when it does not do what it was asked, as one of our errors.

A refusal is JSON with a `description`, which is the only detail there is; a 429 says `retry_after` in its body
(core.telegram.org/bots/api, making requests). python-telegram-bot's BadRequest is a NetworkError: it is told first.
"""

from dataclasses import dataclass
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.domain.errors import Later, Reconnect, Rejected, StandfirstError, Uncertain

LABEL = "Telegram"
# Seconds to wait where nobody says how long.
UNREACHABLE = 30.0
# The right as Telegram's own screens name it.
POST = "Post Messages"
# How descriptions begin, or what they hold, that speak of the bot's place in the chat.
_RIGHTS = (
    *("not enough rights", "have no rights", "need administrator rights", "chat_write_forbidden", "chat_restricted"),
    *("chat_admin_required", "user_banned_in_channel", "chat not found", "member list is inaccessible"),
)
_GONE = ("message to forward not found", "message to delete not found", "message to edit not found")
_FIXED = ("message can't be forwarded", "message_id_invalid")


class Gone(Rejected):
    """There is no such message, or none any more."""


class Unmoved(Rejected):
    """The message says that very thing already."""


class Fixed(Rejected):
    """The message is there, but cannot be forwarded."""


@dataclass
class Trip:
    """What is known of one call: whether the request began to leave, and the answer's HTTP status (0: none came)."""

    left: bool = False
    status: int = 0


def words(error: TelegramError) -> str:
    """The API's own words for a refusal, short."""
    said = error.message
    for kind in ("Bad Request: ", "Forbidden: ", "Unauthorized: "):
        said = said.removeprefix(kind)
    return said[:200]


def unclear(*, publishes: bool) -> StandfirstError:
    """No clear answer: on a call that publishes it may be out, on any other nothing has happened to readers."""
    if publishes:
        return Uncertain("outcome_unknown", network=LABEL)
    return Later("network_unreachable", retry_after=UNREACHABLE, network=LABEL)


def told(error: Exception, trip: Trip, *, publishes: bool) -> StandfirstError:
    """The error that a failed call means."""
    if not trip.left:
        return Later("network_unreachable", retry_after=UNREACHABLE, network=LABEL)
    # A refusal that is no JSON is not Telegram's: something in between answered.
    if not isinstance(error, TelegramError) or isinstance(error.__cause__, TelegramError):
        return unclear(publishes=publishes)
    if isinstance(error, RetryAfter):
        return Later("network_busy", retry_after=_seconds(error), network=LABEL)
    if isinstance(error, InvalidToken | ChatMigrated):
        return Reconnect("logged_out", network=LABEL, reason=words(error))
    if isinstance(error, Forbidden):
        return _lacking(error)
    if isinstance(error, BadRequest) or 400 <= trip.status < 500:
        return _refused(error)
    return unclear(publishes=publishes)


def _refused(error: TelegramError) -> StandfirstError:
    said = words(error)
    low = said.lower()
    if any(sign in low for sign in _RIGHTS):
        return _lacking(error)
    if "not modified" in low:
        return Unmoved("network_refuses", network=LABEL, reason="duplicate")
    if low.startswith(_GONE):
        return Gone("network_refuses", network=LABEL, reason="gone")
    if low.startswith(_FIXED):
        return Fixed("network_refuses", network=LABEL, reason=said)
    if low.startswith(("message to be replied not found", "replied message not found")):
        return Rejected("network_refuses", network=LABEL, reason="post_gone")
    if "can't be edited" in low or low.startswith("there is no text in the message"):
        return Rejected("network_refuses", network=LABEL, reason="not_editable")
    return Rejected("network_refuses", network=LABEL, reason=said)


def _lacking(error: TelegramError) -> Reconnect:
    return Reconnect("rights_missing", network=LABEL, right=f"{POST} ({words(error)})")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return max(1.0, wait.total_seconds() if isinstance(wait, timedelta) else float(wait))
