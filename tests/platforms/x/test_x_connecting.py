"""Connecting by both ways: what is asked, what is refused, whose the credentials are."""

from datetime import timedelta

import pytest
from platforms.x.rig import by_keys, rigged
from yarl import URL

from bot.domain.connection import Question
from bot.domain.errors import Later, Reconnect, Refused
from bot.domain.ports import Connects
from bot.domain.publication import Account
from bot.platforms.x import login
from bot.testing.memory import MemoryVault, resources
from bot.testing.sessions import outgoing


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path, patience=5.0) as rig:
        yield rig


async def asked(rig, answers, given=None):
    """Answer what is asked by name; the questions that were asked, and all that is known then."""
    given, questions = dict(given or {}), []
    while (question := await rig.platform.question(given, rig.resources)) is not None:
        questions.append(question)
        given.update(question.keep)
        if question.name not in answers:
            break
        given[question.name] = answers[question.name]
    return questions, given


def app(rig, **more):
    return {
        "way": "login",
        "long": "",
        "client_id": rig.server.logins.client_id,
        "client_secret": rig.server.logins.client_secret,
        "callback": "",
        **more,
    }


async def let_in(rig, user, given, link):
    """What a person does on X's page, and the address that X sends to then."""
    query = URL(link).query
    assert query["client_id"] == rig.server.logins.client_id
    code = rig.server.logins.give_code(user, query["scope"], query["code_challenge"], query["redirect_uri"])
    return str(URL(query["redirect_uri"]).with_query(state=query["state"], code=code))


class TestByKeys:
    async def test_four_keys_are_asked_for_and_kept(self, rig):
        assert isinstance(rig.platform, Connects)
        user = rig.world.join("tides", "Tides")
        keys = by_keys(rig.server.logins.give_keys(user))
        questions, given = await asked(rig, {"way": "", "long": "", **keys})
        assert [(one.name, one.secret) for one in questions] == [
            ("way", False),
            ("long", False),
            *((name, True) for name in login.KEYS),
        ]
        identity, secrets = await rig.platform.identify(given, rig.resources)
        assert (identity.handle, identity.native_id, identity.name) == ("tides", user.id, "Tides")
        assert identity.rights == ("publish", "media", "delete", "read_replies", "hide")
        assert (identity.options, identity.expires) == ({}, None)
        assert secrets == keys

    async def test_keys_that_x_does_not_know_are_asked_for_anew(self, rig):
        keys = by_keys(rig.server.logins.give_keys(rig.user))
        for name in login.KEYS:
            with pytest.raises(Refused) as caught:
                await rig.platform.identify({**keys, name: "wrong"}, rig.resources)
            assert (caught.value.values["name"], caught.value.values["reason"]) == ("access_secret", "keys")
            assert "wrong" not in repr(caught.value.__cause__)

    async def test_keys_that_may_only_read_say_so(self, rig):
        keys = by_keys(rig.server.logins.give_keys(rig.user, access="read"))
        identity, _ = await rig.platform.identify(keys, rig.resources)
        assert "publish" not in identity.rights

    @pytest.mark.parametrize(("said", "reason"), [("", "empty"), ("two words", "space")])
    async def test_what_is_no_key_is_refused_at_once(self, rig, said, reason):
        with pytest.raises(Refused) as caught:
            await asked(rig, {"way": "keys", "long": "no", "api_key": said})
        assert (caught.value.values["name"], caught.value.values["reason"]) == ("api_key", reason)

    async def test_another_way_than_these_two_is_refused(self, rig):
        with pytest.raises(Refused) as caught:
            await asked(rig, {"way": "password"})
        assert caught.value.values["reason"] == "choice"

    async def test_when_x_cannot_be_asked_it_is_later(self, rig):
        keys = by_keys(rig.server.logins.give_keys(rig.user))
        await rig.line.fail("refused_connection")
        with pytest.raises(Later):
            await rig.platform.identify(keys, rig.resources)

    @pytest.mark.parametrize(("subscription", "chosen"), [("Premium", {"long": "yes"}), ("None", {})])
    async def test_long_posts_are_chosen_where_there_is_premium_alone(self, tmp_path, subscription, chosen):
        async with rigged(tmp_path, patience=5.0, subscription=subscription) as rig:
            keys = by_keys(rig.server.logins.give_keys(rig.user))
            identity, _ = await rig.platform.identify({**keys, "long": "yes"}, rig.resources)
            assert identity.options == chosen
            assert ("edit" in identity.rights) == bool(chosen)


class TestByLogin:
    async def test_the_pasted_address_is_exchanged_for_tokens(self, rig):
        questions, given = await asked(rig, app(rig))
        page = questions[-1]
        assert [one.name for one in questions] == ["way", "long", "client_id", "client_secret", "callback", "code"]
        query = URL(page.link).query
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert set(query["scope"].split()) == set(login.SCOPES.split())
        assert given["verifier"] not in page.link
        given["code"] = await let_in(rig, rig.user, given, page.link)
        assert await rig.platform.question(given, rig.resources) is None
        identity, secrets = await rig.platform.identify(given, rig.resources)
        assert identity.handle == "harbour_news"
        assert identity.expires is None
        assert set(secrets) == {"client_id", "client_secret", "access_token", "refresh_token", "scope", "expires"}

    async def test_what_was_kept_publishes(self, rig):
        questions, given = await asked(rig, app(rig))
        given["code"] = await let_in(rig, rig.user, given, questions[-1].link)
        identity, secrets = await rig.platform.identify(given, rig.resources)
        known = identity.model_dump(include={"native_id", "handle", "rights", "options"})
        account = Account(id="a2", brand_id="main", platform="x", **known)
        means = resources(MemoryVault({"a2": secrets}), rig.album, patience=5.0)
        async with rig.platform.connect(account, means) as session:
            await session.publish(outgoing(rig, "The quay is open again.", "key-1"))
        assert [post.text for post in await rig.seen()] == ["The quay is open again."]

    async def test_the_same_page_is_shown_until_the_code_is_there(self, rig):
        first, given = await asked(rig, app(rig))
        again, _ = await asked(rig, {}, given)
        assert isinstance(first[-1], Question)
        assert (again[-1].link, again[-1].keep) == (first[-1].link, first[-1].keep)

    async def test_an_app_without_a_secret_and_with_another_callback(self, rig):
        rig.server.logins.client_secret = ""
        answers = app(rig, client_secret="", callback="https://harbour.example/back")
        questions, given = await asked(rig, answers)
        given["code"] = await let_in(rig, rig.user, given, questions[-1].link)
        _, secrets = await rig.platform.identify(given, rig.resources)
        assert secrets["client_secret"] == ""

    @pytest.mark.parametrize(
        ("pasted", "reason"),
        [
            ("http://127.0.0.1/?error=access_denied&state={state}", "no_code"),
            ("http://127.0.0.1/?code=abc&state=other", "other_state"),
            ("http://127.0.0.1/?code=abc", "other_state"),
            ("http://[", "no_code"),
        ],
    )
    async def test_an_address_of_another_page_is_refused(self, rig, pasted, reason):
        _, given = await asked(rig, app(rig))
        with pytest.raises(Refused) as caught:
            await rig.platform.question({**given, "code": pasted.format(**given)}, rig.resources)
        assert (caught.value.values["name"], caught.value.values["reason"]) == ("code", reason)

    async def test_a_code_alone_will_do_and_only_once(self, rig):
        questions, given = await asked(rig, app(rig))
        address = await let_in(rig, rig.user, given, questions[-1].link)
        given["code"] = URL(address).query["code"]
        await rig.platform.identify(given, rig.resources)
        with pytest.raises(Refused) as caught:
            await rig.platform.identify(given, rig.resources)
        assert (caught.value.values["name"], caught.value.values["reason"]) == ("code", "code")

    async def test_an_app_that_x_does_not_know_is_refused(self, rig):
        questions, given = await asked(rig, app(rig))
        given["code"] = await let_in(rig, rig.user, given, questions[-1].link)
        with pytest.raises(Refused):
            await rig.platform.identify({**given, "client_secret": "wrong"}, rig.resources)

    async def test_without_leave_to_stay_the_login_has_an_end(self, rig):
        questions, given = await asked(rig, app(rig))
        query = URL(questions[-1].link).query
        scopes = "tweet.read tweet.write users.read"
        given["code"] = rig.server.logins.give_code(rig.user, scopes, query["code_challenge"], query["redirect_uri"])
        identity, secrets = await rig.platform.identify(given, rig.resources)
        assert "refresh_token" not in secrets
        assert timedelta(hours=1) < identity.expires - rig.world.clock() <= timedelta(hours=2)
        assert identity.rights == ("publish", "delete", "read_replies")

    async def test_a_login_that_may_not_even_read_lacks_rights(self, rig):
        questions, given = await asked(rig, app(rig))
        query = URL(questions[-1].link).query
        given["code"] = rig.server.logins.give_code(
            rig.user, "tweet.write", query["code_challenge"], query["redirect_uri"]
        )
        with pytest.raises(Reconnect) as caught:
            await rig.platform.identify(given, rig.resources)
        assert caught.value.key == "rights_missing"
