"""Neutral wording of a story: a draft and its parts, each naming the sentences it comes from."""

from bot.domain.brand import HouseStyle, LinkPlace
from bot.domain.frozen import Frozen


class Passage(Frozen):
    """One piece of wording and the numbers of the article's sentences it comes from (0 is the title)."""

    text: str
    sentences: tuple[int, ...] = ()


class Bullet(Passage):
    """One whole statement. `shorter` holds safe shortenings of the same claim, longest first."""

    emoji: str = ""
    shorter: tuple[str, ...] = ()


class Picture(Frozen):
    """A picture of a post: the id of the stored media and what it shows, for those who cannot see it.

    `source` is the address it was fetched from, "" for one that was sent or drawn.
    """

    media_id: str
    alt: str = ""
    source: str = ""


class Look(Frozen):
    """Where one draft differs from its brand's house style; None is as the brand has it."""

    bullet: str | None = None
    question_mark: str | None = None
    hashtags: bool | None = None
    question: bool | None = None
    link: LinkPlace | None = None
    thread: bool | None = None

    def over(self, style: HouseStyle) -> HouseStyle:
        """The house style with this draft's differences."""
        return style.model_copy(update=self.model_dump(exclude_none=True))


# The parts that an account may say in its own way.
OWN = ("headline", "bullets", "question", "hashtags", "own_hashtags")


class Variant(Frozen):
    """Wording that one account keeps for itself; None is what the draft says.

    `room` is the most characters its post may have, in the network's own unit, below the network's limit.
    """

    account_id: str
    headline: Passage | None = None
    bullets: tuple[Bullet, ...] | None = None
    question: Passage | None = None
    hashtags: tuple[str, ...] | None = None
    own_hashtags: tuple[str, ...] | None = None
    look: Look = Look()
    room: int | None = None


class Draft(Frozen):
    """A revision of the wording for one article, written for no network in particular.

    `headlines` and `questions` are all the candidates, the chosen one first. `candidates` are further
    statements in rank order which the draft does not use yet. `context` are the paragraphs of the long
    form, in reading order, without what the standfirst and the bullets already say.
    `hashtags` carry their "#". `link` is the article's address, `site` the name shown for it.
    `own_hashtags` are those a member added, which need not stand in the article.
    `settled` says that a person chose the bullets: they are all told, in this order, and nothing fills in.
    `skipped` are the ids of the brand's accounts that this draft does not go out on.
    """

    id: str
    article_id: str
    revision: int = 1
    language: str = "und"
    writer: str = "embedded"
    headline: Passage
    headlines: tuple[Passage, ...] = ()
    standfirst: Passage | None = None
    bullets: tuple[Bullet, ...] = ()
    candidates: tuple[Bullet, ...] = ()
    context: tuple[Passage, ...] = ()
    question: Passage | None = None
    questions: tuple[Passage, ...] = ()
    hashtags: tuple[str, ...] = ()
    own_hashtags: tuple[str, ...] = ()
    category: str = ""
    sensitive: bool = False
    link: str = ""
    site: str = ""
    settled: bool = False
    picture: Picture | None = None
    look: Look = Look()
    variants: tuple[Variant, ...] = ()
    skipped: tuple[str, ...] = ()

    def variant(self, account_id: str) -> Variant:
        """What an account keeps for itself; an empty one where it has nothing of its own."""
        return next((one for one in self.variants if one.account_id == account_id), Variant(account_id=account_id))

    def for_account(self, account_id: str) -> "Draft":
        """The wording as this account says it."""
        own = self.variant(account_id)
        changed: dict[str, object] = {name: getattr(own, name) for name in OWN if getattr(own, name) is not None}
        if own.bullets is not None:
            changed["settled"] = True
            every = dict.fromkeys((*self.candidates, *self.bullets))
            changed["candidates"] = tuple(one for one in every if one not in own.bullets)
        if own.look != Look():
            changed["look"] = self.look.model_copy(update=own.look.model_dump(exclude_none=True))
        return self.model_copy(update=changed) if changed else self
