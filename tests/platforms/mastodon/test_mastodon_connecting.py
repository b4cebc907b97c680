"""Connecting an account on Mastodon: its server, a token or a login on its page, checked at once."""

from urllib.parse import parse_qs, urlsplit

import pytest
from platforms.mastodon.rig import rigged

from bot.domain.errors import Later, Refused
from bot.domain.post import Part, Post
from bot.platforms.mastodon import connecting, platform
from bot.services.terms import warned
from bot.testing.mastodon.logins import agreed
from bot.text.templating import Templates

LANGUAGES = ("en", "de", "es", "ru")


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path, lambda method, path: True) as rig:
        yield rig


async def asked(rig, answers, given=None):
    """The names of the questions, and all that is given once they are answered."""
    given, names = dict(given or {}), []
    while (question := await platform.question(given, rig.resources)) is not None:
        names.append(question.name)
        answer = answers[question.name]
        given |= question.keep
        given[question.name] = answer(question) if callable(answer) else answer
    return names, given


async def identified(rig, answers, given=None):
    _, known = await asked(rig, answers, given)
    return await platform.identify(known, rig.resources)


async def refused(rig, answers, given=None):
    with pytest.raises(Refused, match="bad_answer") as caught:
        await identified(rig, answers, given)
    values = caught.value.values
    assert values["network"] == "mastodon"
    for language in LANGUAGES:
        assert Templates().render(f"chat/{language}/connect/mastodon/bad_{values['reason']}.txt.j2", chat=True).strip()
    return values["name"], values["reason"]


def by_token(rig, **more):
    return {"server": rig.line.address, "token": rig.token.value, "visibility": "", "spoiler": "", **more}


def by_login(rig, **more):
    def code(question):
        return agreed(rig.server.world, rig.person, question.link)

    return {"server": rig.line.address, "token": "", "visibility": "unlisted", "spoiler": "", "code": code, **more}


async def test_a_token_is_enough(rig):
    names, given = await asked(rig, by_token(rig))
    identity, secrets = await platform.identify(given, rig.resources)
    assert names == ["server", "token", "visibility", "spoiler"]
    assert (identity.handle, identity.native_id) == (rig.account.handle, rig.account.native_id)
    assert identity.server == rig.line.address
    assert identity.options == {"visibility": "public", "version": "4.4.2"}
    assert set(identity.rights) == {"publish", "media", "edit", "delete", "read_replies", "answer"}
    assert secrets == {"token": rig.token.value}
    assert rig.token.value not in repr(identity)


async def test_the_limits_are_those_of_the_server(rig):
    rules = rig.server.world.rules
    rules.max_characters, rules.max_media, rules.address_cost, rules.description_limit = 5000, 6, 30, 420
    rules.image_size_limit, rules.image_matrix_limit, rules.kinds = 8_000_000, 16_000_000, ("image/png", "image/gif")
    _, given = await asked(rig, by_token(rig))
    limits = (await platform.identify(given, rig.resources))[0].limits
    assert (limits.text, limits.images, limits.url, limits.unit) == (5000, 6, 30, "graphemes")
    picture = limits.picture
    assert (picture.max_bytes, picture.max_pixels, picture.alt) == (8_000_000, 16_000_000, 420)
    assert picture.kinds == ("image/png",)
    own = platform.tailored(rig.account.model_copy(update={"limits": limits}))
    assert own.measure("a" * 4970 + " https://estmere.com").length == 5001


async def test_without_a_token_an_app_is_registered_and_a_code_brought_back(rig):
    links = []

    def code(question):
        links.append(question.link)
        assert question.secret
        return agreed(rig.server.world, rig.person, question.link)

    names, given = await asked(rig, by_login(rig, code=code))
    identity, secrets = await platform.identify(given, rig.resources)
    made = rig.server.world.tokens[-1]
    assert names == ["server", "token", "visibility", "spoiler", "code"]
    assert secrets == {"token": made.value}
    assert made.app.name == "Standfirst"
    assert identity.options["visibility"] == "unlisted"
    assert "publish" in identity.rights
    query = parse_qs(urlsplit(links[0]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["urn:ietf:wg:oauth:2.0:oob"]
    assert set(made.scopes) == {
        *("read:statuses", "read:notifications", "read:accounts", "profile"),
        *("write:statuses", "write:media", "write:favourites"),
    }
    assert rig.server.world.violations == []


@pytest.mark.parametrize("version", ["4.2.10", "2.7.2 (compatible; Pleroma 2.6.0)", "0.17.3", "strange"])
async def test_an_older_server_is_asked_for_what_it_knows(rig, version):
    rig.server.world.rules.version, rig.server.world.rules.app_scopes = version, False
    links = []

    def code(question):
        links.append(question.link)
        return agreed(rig.server.world, rig.person, question.link)

    _, given = await asked(rig, by_login(rig, code=code))
    identity, _ = await platform.identify(given, rig.resources)
    assert "code_challenge" not in links[0]
    assert "profile" not in links[0]
    assert "publish" in identity.rights


async def test_a_code_is_taken_from_the_address_it_stands_in(rig):
    def code(question):
        return f"{rig.line.address}/oauth/authorize/native?code={agreed(rig.server.world, rig.person, question.link)}"

    _, given = await asked(rig, by_login(rig, code=code))
    assert (await platform.identify(given, rig.resources))[0].handle == rig.account.handle


async def test_a_wrong_code_is_asked_for_again_with_the_same_link(rig):
    _, given = await asked(rig, by_login(rig, code="no-such-code"))
    assert await refused(rig, {}, given) == ("code", "code")
    del given["code"]
    apps = len(rig.server.world.apps)
    again = await platform.question(given, rig.resources)
    assert again.name == "code"
    assert len(rig.server.world.apps) == apps
    given["code"] = agreed(rig.server.world, rig.person, again.link)
    assert (await platform.identify(given, rig.resources))[1]


async def test_a_code_too_old_or_proved_by_nobody_is_refused(rig):
    _, given = await asked(rig, by_login(rig))
    assert await refused(rig, {}, {**given, "verifier": "somebody else's"}) == ("code", "code")
    _, given = await asked(rig, by_login(rig))
    rig.server.world.clock.ahead += 660
    assert await refused(rig, {}, given) == ("code", "code")


async def test_another_server_gets_an_app_of_its_own(rig):
    _, given = await asked(rig, by_login(rig))
    del given["code"]
    moved = {**given, "server": rig.server.address}
    question = await platform.question(moved, rig.resources)
    assert question.link.startswith(rig.server.address)
    assert question.keep["client_id"] != given["client_id"]


@pytest.mark.parametrize(
    "server",
    ["", "quay", "http://mastodon.example", "ftp://mastodon.example", "a b.example", "https://[::1", "a.b:x"],
)
async def test_what_is_no_server_is_refused(rig, server):
    assert await refused(rig, by_token(rig, server=server)) == ("server", "server")


@pytest.mark.parametrize("server", ["192.168.1.4", "https://10.0.0.1", "127.0.0.2:3000", "printer.local"])
async def test_a_server_in_a_private_network_is_refused(rig, server):
    assert await refused(rig, by_token(rig, server=server)) == ("server", "unsafe")


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("Mastodon.Example", "https://mastodon.example"),
        ("https://mastodon.example/@standfirst/", "https://mastodon.example"),
        ("@standfirst@mastodon.example", "https://mastodon.example"),
        (" mastodon.example:8443 ", "https://mastodon.example:8443"),
        ("Häfen.example", "https://xn--hfen-loa.example"),
        ("http://localhost:3000", "http://localhost:3000"),
    ],
)
def test_a_server_goes_by_any_of_its_names(named, address):
    assert connecting.address(named) == address


async def test_nobody_there_is_said(rig):
    await rig.line.fail("refused_connection")
    assert await refused(rig, by_token(rig)) == ("server", "unreachable")


@pytest.mark.parametrize("fault", ["html_page", "timeout_before"])
async def test_a_server_that_is_down_is_said(rig, fault):
    await rig.line.fail(fault)
    assert await refused(rig, by_token(rig)) == ("server", "unreachable")


@pytest.mark.parametrize("fault", ["wrong_type", "truncated"])
async def test_what_speaks_no_mastodon_is_said(rig, fault):
    await rig.line.fail(fault)
    assert await refused(rig, by_token(rig)) == ("server", "not_mastodon")


async def test_a_busy_server_is_asked_later(rig):
    rig.server.world.throttle.exhaust("", rig.server.world.clock.now())
    with pytest.raises(Later, match="network_busy") as caught:
        await asked(rig, by_token(rig))
    assert 1 <= caught.value.retry_after <= 300


async def test_a_token_that_is_wrong_is_refused(rig):
    assert await refused(rig, by_token(rig, token="no such token")) == ("token", "refused")


async def test_a_token_without_the_scope_to_publish_is_refused(rig):
    token = rig.server.world.token(rig.person, ("read",))
    assert await refused(rig, by_token(rig, token=token.value)) == ("token", "scopes")


async def test_a_token_without_pictures_is_taken_with_fewer_rights(rig):
    token = rig.server.world.token(rig.person, ("read", "write:statuses"))
    _, given = await asked(rig, by_token(rig, token=token.value))
    assert "media" not in (await platform.identify(given, rig.resources))[0].rights


async def test_a_suspended_account_is_refused(rig):
    rig.person.suspended = True
    assert await refused(rig, by_token(rig)) == ("server", "suspended")


async def test_a_server_that_tells_strangers_nothing_is_taken_on_trust(rig):
    rig.server.world.rules.limited = True
    identity, _ = await identified(rig, by_token(rig))
    assert identity.handle == rig.account.handle
    assert await refused(rig, by_token(rig, token="no such token")) == ("token", "refused")


async def test_another_visibility_is_refused(rig):
    assert await refused(rig, by_token(rig, visibility="direct")) == ("visibility", "visibility")


async def test_a_server_that_registers_no_apps_asks_for_a_token(rig):
    given = {"server": rig.line.address, "token": "", "visibility": "", "spoiler": ""}
    rig.server.world.rules.app_scopes = False  # it knows no scope "profile", though its version says so
    assert await refused(rig, {}, {**given, "known_version": "4.4.2"}) == ("token", "no_app")


async def test_a_login_that_the_server_closed_is_refused(rig):
    rig.person.disabled = True
    assert await refused(rig, by_token(rig)) == ("token", "refused")


@pytest.mark.parametrize("fault", ["refused_connection", "html_page", "truncated"])
async def test_a_server_that_goes_away_meanwhile_is_asked_later(rig, fault):
    _, given = await asked(rig, by_token(rig))
    await rig.line.fail(fault)
    with pytest.raises(Later, match="network_unreachable"):
        await platform.identify(given, rig.resources)


async def test_no_secret_is_shown_by_a_failure_of_the_login(rig):
    _, given = await asked(rig, by_login(rig))
    await rig.line.fail("truncated")
    with pytest.raises(Later) as caught:
        await platform.identify(given, rig.resources)
    chain = [caught.value]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None:
        chain.append(cause)
    shown = " ".join(repr(one) for one in chain)
    kept = [rig.server.world.tokens[-1].value, given["client_secret"], given["verifier"], given["code"]]
    assert [secret for secret in kept if secret in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["server", "token", "visibility", "spoiler", "code"])
def test_every_question_has_its_sentence(language, name):
    assert Templates().render(f"chat/{language}/connect/mastodon/{name}.txt.j2", chat=True).strip()


async def test_a_content_warning_stands_above_every_post_and_is_said(rig):
    _, given = await asked(rig, by_token(rig, spoiler="  Harbour\nnews "))
    identity, _ = await platform.identify(given, rig.resources)
    assert identity.options["spoiler"] == "Harbour news"
    own = platform.tailored(rig.account.model_copy(update={"options": identity.options}))
    assert own.measure("The quay.").length == len("The quay.") + len("Harbour news")
    part = Part(text="The quay.", length=21, limit=500)
    (note,) = warned(Post(platform="mastodon", parts=(part,)), own).notes
    assert (note.key, note.values) == ("content_warning", {"text": "Harbour news"})


async def test_a_content_warning_of_a_whole_story_is_refused(rig):
    assert await refused(rig, by_token(rig, spoiler="a" * 101)) == ("spoiler", "spoiler")
