"""What can be changed about a draft. Bullets are numbered from 1 as the member sees them on the card."""

from bot.domain.draft import Picture
from bot.domain.frozen import Frozen


class Edit(Frozen):
    """One change, for every account, or for one alone where `account_id` names it."""

    account_id: str = ""


class SetHeadline(Edit):
    """Another headline; `choice` picks among the draft's own (from 1), else `text` is it."""

    text: str = ""
    choice: int = 0


class SetQuestion(Edit):
    """Another question; `choice` picks among the draft's own (from 1), else `text` is it; neither: no question."""

    text: str = ""
    choice: int = 0


class Reword(Edit):
    """Another wording of whatever says exactly `old`: a headline, a bullet, the question, in any account's words."""

    old: str
    new: str


class OfBullets(Edit):
    """A change of the bullets."""


class SetBullet(OfBullets):
    """Another wording of a bullet."""

    number: int
    text: str


class AddBullet(OfBullets):
    """One more bullet, at the end."""

    text: str


class DropBullet(OfBullets):
    """One bullet less; it stays among the statements to choose from."""

    number: int


class SwapBullets(OfBullets):
    """Two bullets change places."""

    first: int
    second: int


class MoveBullet(OfBullets):
    """A bullet goes to another place; 0 is the last one."""

    number: int
    to: int


class ShortenBullet(OfBullets):
    """A bullet says the same in fewer words, by a safe shortening of its own."""

    number: int


class TickStatement(OfBullets):
    """A statement of the checklist (`statements`, from 1) becomes a bullet, or is none any more."""

    number: int


class AsTheOthers(Edit):
    """An account says a part ("headline", "question", "bullets") as the draft says it for all."""

    part: str


class SetMark(Edit):
    """The emoji before bullets: one emoji, "numbered", "topic", or "" for no emoji at all."""

    mark: str = ""


class AddHashtag(Edit):
    """One more hashtag."""

    hashtag: str


class DropHashtag(Edit):
    """One hashtag less; "" takes all away."""

    hashtag: str = ""


class PlaceLink(Edit):
    """Where the link goes: "text", "first_reply" or "none"."""

    place: str


class AllowThread(Edit):
    """Whether a post may have several parts."""

    allowed: bool


class SetRoom(Edit):
    """The most characters this account's post may have; None is all the network gives."""

    room: int | None = None


class Resize(Edit):
    """Less room for this account's post, or more, by about a fifth: whoever composes finds the `SetRoom` that does."""

    shorter: bool


class SetPicture(Edit):
    """The post's picture; None is no picture."""

    picture: Picture | None = None
