"""Accounts are connected step by step, found again as the same, let go of; what waited for a login goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from services.desk import ANA, MIRA, Desk
from services.lighthouse import Lighthouse
from services.newsroom import NOON

from bot.domain.errors import Later, Missing, Reconnect, Refused
from bot.domain.ids import new_id
from bot.services.connecting import Connected, Connecting
from bot.services.doctor import Doctor
from bot.services.interviews import Asked, Interviews
from bot.services.vault import StoredVault, new_key
from bot.store import accounts, events
from bot.store import secrets as kept

GIVEN = {"keeper": "kari", "lamp": "", "password": "beam-1234", "seed": "s-1"}


class Office:
    """A desk whose newsroom knows the lighthouse."""

    def __init__(self, desk, light):
        self.desk, self.light, self.room = desk, light, desk.newsroom
        key = new_key()
        self.vault = StoredVault(self.room.store, lambda: [key], self.room.clock)
        self.room.resources = replace(self.room.resources, vault=self.vault)
        parts = (self.room.store, self.vault, self.room.lookup, self.room.resources, self.room.clock, new_id)
        self.connecting = Connecting(*parts)
        self.interviews = Interviews(self.connecting, self.vault)
        self.doctor = Doctor(self.room.store, self.room.lookup, self.room.resources, self.room.clock)

    def connect(self, given=None, *, actor=ANA, **more):
        return self.connecting.connect("lighthouse", {**GIVEN, **(given or {})}, actor=actor, brand_id="main", **more)

    async def log(self, subject):
        async with self.room.store.read() as connection:
            return await events.about(connection, subject)


@pytest.fixture
async def office(newsroom):
    light = Lighthouse()
    newsroom.others["lighthouse"] = light
    return Office(await Desk.open(newsroom), light)


async def test_it_asks_until_enough_is_known_and_checks_at_once(office):
    asked = [await office.connecting.question("lighthouse", {name: GIVEN[name] for name in known}) for known in STEPS]
    assert [question.name if question else "" for question in asked] == ["keeper", "lamp", "password", ""]
    done = await office.connect()
    account = done.account
    assert (done.new, account.handle, account.native_id, account.rights) == (True, "@kari", "id-kari", ("publish",))
    assert account.options == {"lamp": "great"}
    assert await office.vault.secrets(account.id) == {"password": "beam-1234", "keeper": "kari"}


STEPS = ((), ("keeper",), ("keeper", "lamp"), ("keeper", "lamp", "password"))


async def test_wrong_credentials_keep_nothing(office):
    with pytest.raises(Reconnect):
        await office.connect({"password": "guess"})
    assert [one.platform for one in await office.room.accounts.every()] == ["sandbox", "sandbox"]


async def test_several_accounts_on_one_network(office):
    await office.connect()
    await office.connect({"keeper": "olav", "password": "fog-5678"})
    every = await office.room.accounts.every()
    assert [one.handle for one in every if one.platform == "lighthouse"] == ["@kari", "@olav"]


async def test_the_same_login_is_the_same_account(office):
    first = await office.connect()
    office.light.logins["kari"] = "beam-new"
    again = await office.connect({"password": "beam-new"})
    assert (again.new, again.account.id) == (False, first.account.id)
    assert (await office.vault.secrets(first.account.id))["password"] == "beam-new"


async def test_connecting_one_account_anew_takes_no_other(office):
    first = await office.connect()
    with pytest.raises(Refused) as caught:
        await office.connect({"keeper": "olav", "password": "fog-5678"}, account_id=first.account.id)
    assert caught.value.key == "another_account"


async def test_an_account_of_another_brand_stays_there(office):
    await office.connect()
    with pytest.raises(Missing):
        await office.connecting.connect("lighthouse", GIVEN, actor=ANA, brand_id="elsewhere")


async def test_only_an_owner_connects_and_lets_go(office):
    done = await office.connect()
    for attempt in (office.connect(actor=MIRA), office.connecting.disconnect(done.account.id, actor=MIRA)):
        with pytest.raises(Refused) as caught:
            await attempt
        assert caught.value.key == "not_allowed"


async def test_letting_go_forgets_the_login_and_keeps_the_name(office):
    done = await office.connect()
    await office.connecting.disconnect(done.account.id, actor=ANA)
    await office.connecting.disconnect(done.account.id, actor=ANA)
    with pytest.raises(Reconnect):
        await office.vault.secrets(done.account.id)
    assert "lighthouse" not in [one.platform for one in await office.room.accounts.every()]
    async with office.room.store.read() as connection:
        assert (await accounts.by_id(connection, done.account.id)).handle == "@kari"
    assert [event.action for event in await office.log(f"account/{done.account.id}")] == ["connected", "disconnected"]
    again = await office.connect()
    assert (again.new, again.account.id, again.account.active) == (False, done.account.id, True)


async def test_no_secret_is_in_the_log_of_events(office):
    done = await office.connect()
    told = await office.log(f"account/{done.account.id}")
    assert "beam" not in repr(told)
    assert "beam" not in repr(done)


@pytest.mark.parametrize("refusal", ["logged_out", "lighthouse_keeper_asleep"])
async def test_what_waits_for_a_login_is_held_and_goes_out_when_connected_anew(office, refusal):
    office.light.refusal = refusal
    done = await office.connect()
    office.light.logins["kari"] = "beam-new"
    deliver = office.room.owner().deliver
    (planned,) = await office.desk.plan(MIRA, ["lighthouse"])
    held = await deliver(planned)
    assert (held.publication.state, held.publication.error.key) == ("held", refusal)
    assert (await deliver(planned)).publication.state == "held"
    again = await office.connect({"password": "beam-new"}, account_id=done.account.id)
    assert again.freed == (planned,)
    assert (await deliver(planned)).publication.state == "published"
    assert len(office.light.posts) == 1


async def test_what_is_due_on_an_account_that_was_let_go_waits(office):
    done = await office.connect()
    (planned,) = await office.desk.plan(MIRA, ["lighthouse"])
    await office.connecting.disconnect(done.account.id, actor=ANA)
    held = await office.room.owner().deliver(planned)
    assert (held.publication.state, held.publication.error.key) == ("held", "not_connected")
    assert (await office.connect()).freed == (planned,)


async def test_a_post_is_measured_by_its_accounts_own_limits(office):
    office.light.longest = 120
    done = await office.connect()
    card = await office.desk.cards.card(office.desk.draft, done.account.id)
    assert card.post.parts[0].limit == 120
    assert card.post.parts[0].length <= 120


async def test_a_network_without_a_client_is_connected_by_its_name(office):
    assert (await office.connecting.question("threads", {})).name == "handle"
    done = await office.connecting.connect("threads", {"handle": " harbour "}, actor=ANA, brand_id="main")
    assert (done.account.handle, done.account.rights) == ("harbour", ())


async def test_a_conversation_keeps_its_answers_sealed_and_forgets_them_at_its_end(office):
    talk = {"member": ANA, "chat_id": 7}
    first = await office.interviews.begin("lighthouse", brand_id="main", **talk)
    assert isinstance(first, Asked)
    assert first.question.name == "keeper"
    assert (await office.interviews.answer("kari", **talk)).question.choices == ("great", "small")
    assert (await office.interviews.answer("", **talk)).question.secret
    done = await office.interviews.answer("beam-1234", **talk)
    assert isinstance(done, Connected)
    assert done.account.handle == "@kari"
    with pytest.raises(Missing):
        await office.interviews.answer("beam-1234", **talk)


async def test_an_answer_that_will_not_do_is_asked_for_again_and_the_others_stay(office):
    talk = {"member": ANA, "chat_id": 7}
    await office.interviews.begin("lighthouse", brand_id="main", **talk)
    again = await office.interviews.answer("k4r1", **talk)
    assert (again.question.name, again.refused.key) == ("keeper", "bad_answer")
    await office.interviews.answer("kari", **talk)
    await office.interviews.answer("small", **talk)
    wrong = await office.interviews.answer("guess", **talk)
    assert (wrong.question.name, wrong.refused.key) == ("password", "logged_out")
    done = await office.interviews.answer("beam-1234", **talk)
    assert done.account.handle == "@kari"


async def test_a_network_that_is_down_loses_no_answer(office):
    talk = {"member": ANA, "chat_id": 7}
    await office.interviews.begin("lighthouse", brand_id="main", **talk)
    await office.interviews.answer("kari", **talk)
    await office.interviews.answer("", **talk)
    office.light.down = True
    with pytest.raises(Later):
        await office.interviews.answer("beam-1234", **talk)
    office.light.down = False
    assert isinstance(await office.interviews.answer("beam-1234", **talk), Connected)


async def test_a_conversation_that_is_ended_keeps_nothing(office):
    talk = {"member": ANA, "chat_id": 7}
    await office.interviews.begin("lighthouse", brand_id="main", **talk)
    await office.interviews.cancel(**talk)
    with pytest.raises(Missing):
        await office.interviews.answer("kari", **talk)
    async with office.room.store.read() as connection:
        assert await kept.sealed(connection, "asked/x") is None


async def test_the_doctor_says_who_an_account_is_and_keeps_what_is_new(office):
    done = await office.connect()
    office.light.longest = 90
    found = await office.doctor.examine()
    by = {one.account.platform: one for one in found.accounts}
    assert by["lighthouse"].account.limits.text == 90
    assert [(one.level, one.key) for one in by["lighthouse"].findings] == [("good", "rights"), ("warning", "ready")]
    assert found.well
    card = await office.desk.cards.card(office.desk.draft, done.account.id)
    assert card.post.parts[0].limit == 90


@pytest.mark.parametrize("fault", ["down", "logged_out", "no_right"])
async def test_the_doctor_names_what_stands_in_the_way(office, fault):
    await office.connect()
    office.light.down = fault == "down"
    if fault == "logged_out":
        office.light.logins.clear()
    if fault == "no_right":
        office.light.rights = ()
    found = await office.doctor.examine()
    (sick,) = [one for one in found.accounts if one.account.platform == "lighthouse"]
    assert not found.well
    assert not sick.well
    assert (sick.failure.key if sick.failure else sick.findings[0].key) in (
        "network_unreachable",
        "logged_out",
        "no_right_to_publish",
    )


async def test_the_doctor_tells_what_is_late_held_and_halted(office):
    (planned,) = await office.desk.plan(MIRA)
    office.room.clock.pass_by(minutes=5)
    late = await office.doctor.house(2)
    assert ("fault", "late") in [(one.level, one.key) for one in late]
    await office.room.owner().deliver(planned)
    assert [one.key for one in await office.doctor.house(2)] == ["database"]
    assert [one.key for one in await office.doctor.house(0)] == ["database", "no_accounts"]


async def test_a_login_that_ends_is_told_seven_days_and_one_day_before_and_when_it_has(office):
    office.light.expires = NOON + timedelta(days=10)
    await office.connect()
    told = []
    for _ in range(44):
        for ending in await office.doctor.ending():
            told.append((10 - (office.light.expires - office.room.clock.now()).total_seconds() / 86400, ending.days))
            await office.doctor.told(ending)
        office.room.clock.pass_by(hours=6)
    assert told == [(3.0, 7), (9.0, 1), (10.0, 0)]


async def test_a_warning_that_reached_nobody_is_given_again(office):
    office.light.expires = NOON + timedelta(days=2)
    await office.connect()
    assert await office.doctor.ending() == await office.doctor.ending() != []


async def test_a_renewed_login_is_warned_of_anew(office):
    office.light.expires = NOON + timedelta(days=2)
    await office.connect()
    for ending in await office.doctor.ending():
        await office.doctor.told(ending)
    assert await office.doctor.ending() == []
    office.light.expires = NOON + timedelta(days=60)
    await office.connect()
    office.room.clock.pass_by(days=55)
    assert [ending.days for ending in await office.doctor.ending()] == [5]


async def test_a_login_that_lives_on_by_being_used_is_not_said_to_end(office):
    office.light.expires = NOON + timedelta(days=2)
    account = (await office.connect()).account
    office.light.expires = NOON + timedelta(days=90)
    assert await office.doctor.ending() == []
    known = await office.room.accounts.every()
    assert [one.expires for one in known if one.id == account.id] == [office.light.expires]


async def test_another_account_of_the_same_name_is_another_account(office):
    office.light.who = lambda keeper, lamp="great": Lighthouse.who(office.light, keeper, lamp).model_copy(
        update={"handle": "The Light"}
    )
    first = await office.connect()
    second = await office.connect({"keeper": "olav", "password": "fog-5678"})
    assert (second.new, first.account.id != second.account.id) == (True, True)
    assert [first.account.handle, second.account.handle] == ["The Light", "The Light 2"]
    assert (await office.vault.secrets(first.account.id))["keeper"] == "kari"


async def test_a_name_that_was_let_go_is_free_again(office):
    done = await office.connect()
    await office.connecting.disconnect(done.account.id, actor=ANA)
    office.light.who = lambda keeper, lamp="great": Lighthouse.who(office.light, keeper, lamp).model_copy(
        update={"handle": "@kari"}
    )
    other = await office.connect({"keeper": "olav", "password": "fog-5678"})
    assert (other.new, other.account.handle) == (True, "@kari")


async def test_an_answer_to_another_question_answers_nothing(office):
    talk = {"member": ANA, "chat_id": 7}
    await office.interviews.begin("lighthouse", brand_id="main", **talk)
    await office.interviews.answer("kari", to="keeper", **talk)
    again = await office.interviews.answer("kari", to="keeper", **talk)
    assert again.question.name == "lamp"
    assert (await office.interviews.answer("small", to="lamp", **talk)).question.name == "password"


async def test_one_adapters_fault_leaves_the_others_examined(office):
    await office.connect()

    def broken(keeper, lamp="great"):
        raise OverflowError("a fault of the adapter")

    office.light.who = broken
    found = await office.doctor.examine()
    failures = {one.account.platform: one.failure.key if one.failure else "" for one in found.accounts}
    assert failures == {"lighthouse": "examination_failed", "sandbox": ""}
