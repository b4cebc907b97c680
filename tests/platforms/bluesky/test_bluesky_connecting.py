"""Connecting: three questions, one login, and the server that keeps the account by its own word."""

import pytest
from platforms.bluesky.people import Person
from platforms.bluesky.rig import PATIENCE

from bot.domain.connection import Question
from bot.domain.errors import Later, Reconnect, Refused
from bot.domain.publication import Account
from bot.platforms.bluesky import platform, tokens
from bot.testing.memory import Album, MemoryVault, resources
from bot.testing.sessions import outgoing


@pytest.fixture
def means():
    return resources(MemoryVault(), Album(), patience=PATIENCE)


async def with_app_password(person: Person) -> str:
    return (await person.does("com.atproto.server.createAppPassword", {"name": "standfirst"}))["password"]


class TestQuestions:
    async def test_the_server_the_handle_and_an_app_password_are_asked_for(self, means):
        given: dict[str, str] = {}
        asked = []
        for answer in ("", "@harbour.bsky.social", "abcd-efgh-ijkl-mnop"):
            question = await platform.question(given, means)
            asked.append((question.name, question.secret, question.default))
            given[question.name] = answer
        assert asked == [
            ("server", False, "https://bsky.social"),
            ("handle", False, None),
            ("password", True, None),
        ]
        assert await platform.question(given, means) is None

    async def test_the_page_for_app_passwords_is_there_to_open_on_the_usual_server(self, means):
        at_home = await platform.question({"server": "bsky.social", "handle": "harbour"}, means)
        elsewhere = await platform.question({"server": "pds.harbour.example", "handle": "harbour.example"}, means)
        assert isinstance(at_home, Question)
        assert (at_home.link, elsewhere.link) == ("https://bsky.app/settings/app-passwords", "")

    @pytest.mark.parametrize(
        "server",
        [
            "http://pds.harbour.example",
            "harbour",
            "https://me:pw@pds.harbour.example",
            "https://[",
            "ftp://a.example",
            "x:y",
        ],
    )
    async def test_a_server_is_an_https_address(self, means, server):
        with pytest.raises(Refused) as caught:
            await platform.question({"server": server}, means)
        assert caught.value.values == {"name": "server", "network": "bluesky", "reason": "server"}

    @pytest.mark.parametrize("handle", ["", "harbour", "har bour.example", "harbour.example/x", "mail@harbour.example"])
    async def test_a_handle_is_a_domain_name(self, means, handle):
        with pytest.raises(Refused) as caught:
            await platform.question({"server": "https://pds.harbour.example", "handle": handle}, means)
        assert caught.value.values["name"] == "handle"


class TestIdentifying:
    async def test_an_account_is_connected_by_an_app_password_and_publishes(self, rig, means):
        password = await with_app_password(rig.owner)
        given = {"server": rig.line.address, "handle": f"@{rig.owner.handle}", "password": f" {password} "}
        identity, secrets = await platform.identify(given, means)
        assert (identity.native_id, identity.handle, identity.server) == (
            rig.owner.did,
            rig.owner.handle,
            rig.line.address,
        )
        assert "publish" in identity.rights
        assert 88 < (identity.expires - means.clock.now()).days <= 90
        assert set(secrets) == {"access", "refresh"}
        known = identity.model_dump(include={"handle", "native_id", "server", "options"})
        account = Account(id="a2", brand_id="main", platform="bluesky", **known)
        await means.vault.keep("a2", secrets)
        async with platform.connect(account, means) as session:
            remote = await session.publish(outgoing(rig, "The quay is open.", "key-1"))
        assert [post.id for post in await rig.seen()] == [remote.id]

    async def test_what_is_written_goes_to_the_server_the_account_names_itself(self, rig, means):
        """The one that was typed is asked for the login alone."""
        given = {"server": rig.line.address, "handle": rig.owner.handle, "password": rig.owner.password}
        identity, secrets = await platform.identify(given, means)
        assert identity.options == {"pds": rig.owner.network.pds}
        await means.vault.keep("a1", secrets)
        account = rig.account.model_copy(update={"server": identity.server, "options": identity.options})
        async with platform.connect(account, means) as session:
            await session.publish(outgoing(rig, "The quay is open.", "key-1"))
        assert [path for _, path in rig.line.requests] == ["/xrpc/com.atproto.server.createSession"]

    async def test_a_did_will_do_for_a_handle(self, rig, means):
        given = {"server": rig.owner.network.pds, "handle": rig.owner.did, "password": rig.owner.password}
        identity, secrets = await platform.identify(given, means)
        assert (identity.handle, identity.options) == (rig.owner.handle, {})
        assert tokens.claims(secrets["access"])["scope"] == tokens.MAIN

    @pytest.mark.parametrize("handle", [None, "nobody.test"])
    async def test_a_wrong_password_or_handle_is_asked_for_anew(self, rig, means, handle):
        given = {"server": rig.line.address, "handle": handle or rig.owner.handle, "password": "abcd-efgh-ijkl-mnop"}
        with pytest.raises(Refused) as caught:
            await platform.identify(given, means)
        assert caught.value.values == {"name": "password", "network": "bluesky", "reason": "password"}

    async def test_an_account_that_was_taken_down_is_told_as_such(self, rig, means):
        await rig.owner.taken_down()
        given = {"server": rig.line.address, "handle": rig.owner.handle, "password": rig.owner.password}
        with pytest.raises(Reconnect) as caught:
            await platform.identify(given, means)
        assert "taken down" in str(caught.value.values["reason"])

    async def test_a_main_password_that_needs_a_code_is_told_apart(self, rig, means):
        rig.line.strikes = lambda method, path: path.endswith("createSession")
        rig.line.bend = rig.line.wants_code
        given = {"server": rig.line.address, "handle": rig.owner.handle, "password": rig.owner.password}
        with pytest.raises(Refused) as caught:
            await platform.identify(given, means)
        assert caught.value.values["reason"] == "main"

    @pytest.mark.parametrize("fault", ["refused_connection", "reset_after", "html_page", "truncated", "wrong_type"])
    async def test_a_server_that_cannot_be_asked_is_asked_later(self, rig, means, fault):
        rig.line.strikes = lambda method, path: path.endswith("createSession")
        await rig.line.fail(fault)
        given = {"server": rig.line.address, "handle": rig.owner.handle, "password": rig.owner.password}
        with pytest.raises(Later):
            await platform.identify(given, means)

    async def test_an_address_where_something_else_answers_is_asked_for_anew(self, rig, means):
        given = {"server": rig.owner.network.plc, "handle": rig.owner.handle, "password": rig.owner.password}
        with pytest.raises(Refused) as caught:
            await platform.identify(given, means)
        assert caught.value.values["name"] == "server"

    async def test_a_password_is_not_sent_on_to_where_an_address_points(self, rig, means):
        rig.line.strikes = lambda method, path: path.endswith("createSession")
        rig.line.bend = rig.line.elsewhere
        given = {"server": rig.line.address, "handle": rig.owner.handle, "password": rig.owner.password}
        with pytest.raises(Refused) as caught:
            await platform.identify(given, means)
        assert caught.value.values["name"] == "server"
        assert len(rig.line.requests) == 1

    async def test_no_password_is_in_what_a_failure_shows(self, rig, means):
        given = {"server": rig.line.address, "handle": rig.owner.handle, "password": "a-very-secret-word"}
        with pytest.raises(Refused) as caught:
            await platform.identify(given, means)
        shown, error = [], caught.value
        while error is not None:
            shown += [repr(error), str(error)]
            error = error.__cause__ or error.__context__
        assert "a-very-secret-word" not in " ".join(shown)
