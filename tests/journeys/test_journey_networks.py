"""On every network: what a member sees of a draft is, letter for letter, what the network holds afterwards."""

from dataclasses import dataclass, replace

import pytest
from platforms.rigging import PUBLISHING, rigging
from services.newsroom import Newsroom

from bot.articles.intake import from_text
from bot.domain.brand import HouseStyle, Member
from bot.domain.ids import new_id
from bot.services.cards import Cards
from bot.services.delivering import Delivering
from bot.services.editing import Editing
from bot.services.pictures import Pictures
from bot.store import Store, accounts, brands, members
from bot.testing.sessions import drawn

EDDA = Member(id="edda", name="Edda", role="editor", telegram_id=5)
URL = "https://harbour.example/news/quays?edition=2#plan"
STORIES = {
    "en": (
        "Sarnholm reopens its 12 quays ⚓ – “at last”, says Captain Brandt",
        "The harbour board of Sarnholm reopened its 12 quays on Monday after a repair of two years. "
        "The work cost €640 million and was paid by the city & the state. "
        "Captain Ida Brandt said that 48 boats had returned by noon, <all> of them under their own sail. "
        "Fees should fall by 11 percent from October, according to the board. "
        "The fish hall on the north quay, closed since 2019, opens again on 3 June. "
        "Ferry lines to the islands of Varn and Tolm will run every 20 minutes. "
        "The council expects 90,000 visitors in the first month, twice as many as before the repair.",
    ),
    "de": (
        "Sarnholm öffnet seine 12 Kais wieder – nach zwei Jahren",
        "Die Hafenbehörde von Sarnholm hat am Montag die 12 Kais nach zweijähriger Reparatur wieder geöffnet. "
        "Die Arbeiten kosteten 640 Millionen Euro und wurden von der Stadt bezahlt. "
        "Kapitänin Ida Brandt sagte, 48 Boote seien bis zum Mittag zurückgekehrt. "
        "Die Gebühren sollen ab Oktober um 11 Prozent sinken.",
    ),
    "ar": (
        "سارنهولم تعيد فتح أرصفتها بعد عامين",
        "أعادت سلطة الميناء في سارنهولم يوم الاثنين فتح أرصفتها بعد إصلاح استمر عامين. "
        "وبلغت كلفة الأعمال 640 مليون يورو دفعتها المدينة. "
        "وقالت القبطان إيدا برانت إن 48 قاربا عادت قبل الظهر. "
        "ومن المتوقع أن تنخفض الرسوم بنسبة 11 في المئة ابتداء من أكتوبر.",
    ),
    "ja": (
        "サルンホルム港、2年ぶりに岸壁を再開",
        "サルンホルムの港湾当局は月曜日、2年間の修理を終えて12の岸壁を再開した。"
        "工事費は6億4000万ユーロで、市が負担した。"
        "イダ・ブラント船長は、正午までに48隻の船が戻ったと述べた。"
        "料金は10月から11%下がる見込みだ。",
    ),
}


@dataclass
class Journey:
    """A newsroom whose one other account is on a real client, before a double or a server of its network."""

    room: Newsroom
    rig: object
    pictures: Pictures
    editing: Editing
    cards: Cards
    delivering: Delivering

    async def draft(self, language, **style):
        brand = await self.room.accounts.brand()
        async with self.room.store.begin() as connection:
            await brands.change(connection, brand.model_copy(update={"style": HouseStyle(**style)}))
        title, text = STORIES[language]
        article = from_text(text, title=title, url=URL, language=language, article_id=new_id())
        composed = await self.room.drafting.draft(article, brand, [self.rig.platform], actor="edda")
        return composed.draft.id

    async def published(self, draft_id):
        """What the member saw, and what is out on the network."""
        card = await self.cards.card(draft_id, self.rig.account.id)
        (planned,) = await self.room.publishing.plan(draft_id, [self.rig.account.id], actor=EDDA)
        report = await self.delivering.deliver(planned)
        assert report.publication.state == "published", report.publication.error
        return card.post, report, await self.rig.seen()


@pytest.fixture
def rig_to_be(request, tmp_path):
    return rigging(request.param, request, tmp_path)


@pytest.fixture
async def journey(rig_to_be, tmp_path):
    async with rig_to_be as rig, Store(f"sqlite:///{tmp_path / 'house.db'}") as store:
        room = Newsroom(store)
        room.others[rig.account.platform] = rig.platform
        if rig.account.platform == "sandbox":
            room.platform = rig.platform
            rig.account = rig.account.model_copy(update={"handle": "evening"})  # beside the house's own
        await room.accounts.prepare()
        async with store.begin() as connection:
            await members.add(connection, EDDA)
            await accounts.add(connection, rig.account)
        cards = Cards(store, room.composing, room.lookup)
        editing = Editing(store, room.drafting, room.composing, cards, room.clock)
        pictures = Pictures(store, room.drafting, editing, None, room.clock)
        resources = replace(rig.resources, fitted=pictures.fitted, patience=10.0)
        delivering = Delivering(store, room.publishing, room.lookup, resources, rig.resources.clock)
        yield Journey(room, rig, pictures, editing, cards, delivering)


on_every_network = pytest.mark.parametrize("rig_to_be", PUBLISHING, indirect=True)


@on_every_network
@pytest.mark.parametrize("language", list(STORIES))
async def test_the_preview_is_what_the_network_holds(journey, language):
    post, report, seen = await journey.published(await journey.draft(language))
    assert [part.text for part in post.parts] == [there.text for there in seen]
    assert [row.remote.id for row in report.deliveries] == [there.id for there in seen]
    assert (post.card.url if post.card else "") == seen[0].card
    assert report.publication.content_hash == post.content_hash


@on_every_network
async def test_a_thread_is_out_as_it_was_shown_each_part_below_the_one_before(journey):
    post, report, seen = await journey.published(await journey.draft("en", thread=True, link="first_reply"))
    assert [part.text for part in post.parts] == [there.text for there in seen]
    assert [there.parent_id for there in seen] == ["", *(row.remote.id for row in report.deliveries[:-1])]


@on_every_network
async def test_the_picture_that_was_shown_is_the_one_that_is_out(journey):
    draft_id = await journey.draft("en")
    picture = await journey.pictures.uploaded(drawn("navy").data, actor=EDDA)
    picture = picture.model_copy(update={"alt": "The north quay, empty but for “Varn”, a grey boat ⚓."})
    await journey.pictures.attach(draft_id, 1, picture, actor=EDDA, cause="test/1")
    card = await journey.cards.card(draft_id, journey.rig.account.id)
    shown = await journey.pictures.of_post(card.post, journey.rig.platform)
    post, _, seen = await journey.published(draft_id)
    assert [part.text for part in post.parts] == [there.text for there in seen]
    assert seen[0].pictures == tuple(fitted.id for fitted, _ in shown)
    assert seen[0].alts == tuple(alt for _, alt in shown)
