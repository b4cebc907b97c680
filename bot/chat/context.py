"""What a handler reaches for: the services, who is talking, their language; never a global."""

from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, cast

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.chat.buttons import Payload
from bot.chat.sending import Sender, Standing, Tap
from bot.chat.texts import Languages, Texts
from bot.domain.article import Article
from bot.domain.brand import Member
from bot.domain.conversation import Place
from bot.domain.ports import Clock, Platform
from bot.domain.publication import Account
from bot.services.accounts import Accounts
from bot.services.approving import Approving
from bot.services.cards import Cards
from bot.services.connecting import Connecting
from bot.services.correcting import Correcting
from bot.services.correspondence import Correspondence
from bot.services.delivering import Delivering
from bot.services.doctor import Doctor
from bot.services.drafting import Drafting
from bot.services.echoes import Hearing
from bot.services.editing import Editing
from bot.services.feeds import Feeds
from bot.services.halting import Halting
from bot.services.inbox import Inbox
from bot.services.interviews import Interviews
from bot.services.members import Members
from bot.services.news import News
from bot.services.offers import Offers
from bot.services.pictures import Pictures
from bot.services.publishing import Publishing
from bot.services.reading import Reading
from bot.services.recurring import Recurring
from bot.services.repeats import Repeats
from bot.services.scheduling import Scheduling
from bot.services.slots import Slots
from bot.services.stories import Stories

Taps = dict[type[Payload], Callable[..., Awaitable[None]]]
_OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Office:
    """The services a handler may call, put together by app.py.

    `read` reads a link, `paste` a text, `open` a file; `sample` is the page of
    an article of ours, to begin with.
    """

    connecting: Connecting
    interviews: Interviews
    doctor: Doctor
    hearing: Hearing
    news: News
    stories: Stories
    members: Members
    halting: Halting
    accounts: Accounts
    approving: Approving
    offers: Offers
    drafting: Drafting
    reading: Reading
    editing: Editing
    pictures: Pictures
    cards: Cards
    publishing: Publishing
    scheduling: Scheduling
    slots: Slots
    recurring: Recurring
    repeats: Repeats
    feeds: Feeds
    delivering: Delivering
    correcting: Correcting
    inbox: Inbox
    correspondence: Correspondence
    languages: Languages
    platform: Callable[[str], Platform]
    platforms: Callable[[], Sequence[Platform]]
    clock: Clock
    read: Callable[[str], Awaitable[Article]]
    paste: Callable[..., Awaitable[Article]]
    open: Callable[..., Awaitable[Article]]
    sample: str = ""
    chat_platform: str = "telegram"


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Office]]):
    """The context of one update."""

    member: Member | None = None
    tap: Tap | None = None
    gave_up = False  # what was awaited is awaited no more, since its answer was refused for good
    _beside = False
    standing: Standing | None = None

    @property
    def office(self) -> Office:
        """The services."""
        return self.bot_data[_OFFICE]

    @property
    def who(self) -> Member:
        """The member who is talking; handlers run for members alone."""
        if self.member is None:
            raise LookupError("a handler ran for somebody who is no member")
        return self.member

    @property
    def texts(self) -> Texts:
        """The texts in the member's language."""
        return self.office.languages.texts(self.member.language if self.member else "")

    @property
    def sender(self) -> Sender:
        """The bot's voice."""
        return Sender(self.bot, self.office.correspondence, beside=self._beside, standing=self.standing)

    def names_of(self, accounts: Sequence[Account]) -> dict[str, str]:
        """The accounts' names as shown, by their ids: the network's, with the handle where several are on one."""
        names = {}
        for account in accounts:
            label = self.office.platform(account.platform).label
            alone = sum(other.platform == account.platform for other in accounts) == 1
            names[account.id] = label if alone else f"{label} · {account.handle}"
        return names

    def beside(self, place: Place | None = None) -> "Context":
        """The same context for messages to others than who asked: what fails there is no failure of theirs.

        With a `place`, for showing that message anew as it stands now; see `Sender`.
        """
        other = copy(self)
        other._beside = True
        other.standing = Standing(place, self.office.correspondence.touches(place)) if place else None
        return other


def put_together(application: Application[Any, Any, Any, Any, Any, Any], office: Office) -> None:
    """Give an application's handlers their services."""
    cast("dict[str, Office]", application.bot_data)[_OFFICE] = office


def place_of(update: Update) -> Place:
    """The message an update is about: the one written, or the one whose button was tapped."""
    message = update.callback_query.message if update.callback_query else update.effective_message
    if message is None:
        raise LookupError("an update without a message")
    topic = getattr(message, "is_topic_message", None)
    thread = (getattr(message, "message_thread_id", None) or 0) if topic else 0
    return Place(chat_id=message.chat.id, message_id=message.message_id, thread_id=thread)


def cause_of(update: Update) -> str:
    """A name for what an update asks for, the same when the update comes again."""
    if update.callback_query:
        return f"tap/{update.callback_query.id}"
    place = place_of(update)
    return f"message/{place.chat_id}/{place.message_id}"
