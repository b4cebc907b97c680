"""An editors' desk on a newsroom: Mira drafted, Otto is another editor, Wren writes; a story on two accounts."""

from dataclasses import dataclass
from itertools import count

from bot.articles.intake import from_text
from bot.domain.brand import Approval, HouseStyle, Member
from bot.domain.ids import new_id
from bot.domain.publication import Account
from bot.services.approving import Approving
from bot.services.cards import Cards
from bot.services.editing import Editing
from bot.services.members import Members
from bot.store import accounts, brands, events, members

MIRA = Member(id="mira", name="Mira", role="editor", telegram_id=1)
OTTO = Member(id="otto", name="Otto", role="editor", telegram_id=2)
ANA = Member(id="ana", name="Ana", role="owner")
WREN = Member(id="wren", name="Wren", role="writer", telegram_id=3)
ASKED = "the harbour master told us"
EVENING = Account(id="evening", brand_id="main", platform="sandbox", handle="evening")
STORY = (
    "The harbour board of Sarnholm reopened its 12 quays on Monday after a repair of two years. "
    "The work cost €640 million and was paid by the city. "
    "Captain Ida Brandt said that 48 boats had returned by noon. "
    "Fees should fall by 11 percent from October."
)


@dataclass
class Desk:
    """What a test of editing and approving needs; `draft` is Mira's."""

    newsroom: object
    cards: Cards
    editing: Editing
    approving: Approving
    members: Members
    draft: str
    causes: count

    @classmethod
    async def open(cls, newsroom, approval: Approval = "none", story: str = STORY) -> "Desk":
        await newsroom.accounts.prepare()
        brand = (await newsroom.accounts.brand()).model_copy(update={"approval": approval})
        async with newsroom.store.begin() as connection:
            for member in (MIRA, OTTO, WREN):
                await members.add(connection, member)
            await accounts.add(connection, EVENING)
            await brands.change(connection, brand)
        article = from_text(story, title="Sarnholm reopens its quays", article_id=new_id())
        composed = await newsroom.drafting.draft(article, brand, [newsroom.lookup("sandbox")], actor="mira")
        cards = Cards(newsroom.store, newsroom.composing, newsroom.lookup)
        parts = (newsroom.store, newsroom.drafting, newsroom.composing, cards, newsroom.clock)
        approving = Approving(newsroom.store, newsroom.offers, newsroom.clock, new_id)
        people = Members(newsroom.store, newsroom.clock, new_id)
        return cls(newsroom, cards, Editing(*parts), approving, people, composed.draft.id, count())

    async def edit(self, who, *edits):
        revision = (await self.newsroom.drafting.latest(self.draft)).draft.revision
        return await self.editing.edit(self.draft, revision, edits, actor=who, cause=f"test/{next(self.causes)}")

    async def undo(self, who):
        revision = (await self.newsroom.drafting.latest(self.draft)).draft.revision
        return await self.editing.undo(self.draft, revision, actor=who, cause=f"test/{next(self.causes)}")

    async def style(self, style: HouseStyle):
        brand = (await self.newsroom.accounts.brand()).model_copy(update={"style": style})
        async with self.newsroom.store.begin() as connection:
            await brands.change(connection, brand)

    def ask(self, who):
        return self.approving.ask(self.draft, ["sandbox:rehearsal"], actor=who)

    def plan(self, who, names=("sandbox:rehearsal",), **more):
        return self.newsroom.publishing.plan(self.draft, names, actor=who, **more)

    async def log(self):
        async with self.newsroom.store.read() as connection:
            found = [event.action for event in await events.about(connection, f"draft/{self.draft}")]
        return [action for action in found if action != "edited"]
