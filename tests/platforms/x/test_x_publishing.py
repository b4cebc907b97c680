"""What the contract does not cover: keys of OAuth 1.0a, looking up, threads, changes, long posts, tokens."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import aiohttp
import pytest
from platforms.x.rig import Loopback, by_login, rigged

from bot.domain.draft import Picture
from bot.domain.errors import Later, Reconnect, Rejected, Uncertain
from bot.domain.ports import Amends, Deletes, Examines, Lags, Locates, Priced, Profiles, for_account
from bot.domain.post import Part, Post
from bot.platforms.x import X, login
from bot.testing.memory import WallClock
from bot.testing.sessions import SHOWN, SessionContract, drawn, outgoing, rewound
from bot.testing.x import problem

TEXT = "The quay is open again."
LINKED = "Read & think < example.com/tidal?a=1&b=2 > https://Quay.example/ and Größe: https://müller.de/ü"


@pytest.fixture
async def rig(tmp_path):
    async with rigged(tmp_path, patience=5.0) as rig:
        yield rig


class TestWithKeysAndNewerNames(SessionContract):
    """The contract with signatures, while X answers under the names of its newest description."""

    @pytest.fixture
    async def rig(self, tmp_path):
        async with rigged(tmp_path, way="keys", newer=True) as rig:
            yield rig


class Ahead(WallClock):
    """A clock that can be put ahead."""

    def __init__(self):
        self.by = timedelta()

    def now(self):
        return super().now() + self.by


async def connected(rig, act):
    async with rig.platform.connect(rig.account, rig.resources) as session:
        return await act(session)


class TestLookingUp:
    @pytest.mark.parametrize("text", [*SHOWN.values(), LINKED, "  Space \n\n\n around  ", "e\u0301 &amp; &lt;"])
    @pytest.mark.parametrize("pictured", [False, True])
    async def test_a_lost_answer_is_found_whatever_x_makes_of_the_text(self, rig, text, pictured):
        picture = drawn()
        rig.album.pictures[picture.id] = picture
        images = [Picture(media_id=picture.id, alt="The quay.")] if pictured else []
        part = outgoing(rig, text, "key-1", images=images)
        async with rig.platform.connect(rig.account, rig.resources) as session:
            there = await session.publish(part)
            assert await session.find(rewound(part)) == there

    async def test_other_words_another_parent_and_known_others_are_not_it(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            root = await session.publish(outgoing(rig, TEXT, "key-0"))
            there = await session.publish(outgoing(rig, "Part 1", "key-1", root))
            assert await session.find(outgoing(rig, "Part 1", "key-2")) is None
            assert await session.find(outgoing(rig, "Part 2", "key-2", root)) is None
            known = outgoing(rig, "Part 1", "key-2", root).model_copy(update={"others": (there.id,)})
            assert await session.find(known) is None

    async def test_what_is_older_than_the_call_is_not_it_however_long_it_was_planned(self, rig):
        part = outgoing(rig, TEXT, "key-1")
        later = {"since": part.since + timedelta(minutes=9), "planned": part.planned - timedelta(days=3)}
        async with rig.platform.connect(rig.account, rig.resources) as session:
            await session.publish(part)
            assert await session.find(part.model_copy(update=later)) is None

    @pytest.mark.parametrize("way", ["keys", "login"])
    async def test_it_is_found_beneath_a_hundred_newer_ones(self, tmp_path, way):
        async with rigged(tmp_path, patience=5.0, way=way) as rig:
            await self.beneath_a_hundred(rig)

    async def beneath_a_hundred(self, rig):
        part = outgoing(rig, TEXT, "key-1")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            there = await session.publish(part)
            for number in range(120):
                rig.world.write(rig.user, {"text": f"Note {number}"})
            assert await session.find(part) == there
            for number in range(400):
                rig.world.write(rig.user, {"text": f"Another {number}"})
            with pytest.raises(Uncertain) as caught:
                await session.find(part)
        assert caught.value.key == "cannot_tell"

    async def test_it_is_found_when_x_takes_the_newer_names_alone(self, tmp_path):
        async with rigged(tmp_path, patience=5.0, newer=True, subscription="Premium") as rig:
            rig.server.only_newer = True
            async with rig.platform.connect(rig.account, rig.resources) as session:
                root = await session.publish(outgoing(rig, LINKED, "key-0"))
                part = outgoing(rig, TEXT, "key-1", root)
                there = await session.publish(part)
                assert await session.find(part) == there
                changed = await session.amend(there, outgoing(rig, "At last.", "key-1", root))
                assert await session.find(outgoing(rig, "At last.", "key-1", root)) == changed
            assert rig.server.requests.count("GET /2/users/{id}/tweets") == 3

    async def test_whom_x_shows_nothing_of_cannot_be_told(self, rig):
        gone = rig.account.model_copy(update={"native_id": "404"})
        async with rig.platform.connect(gone, rig.resources) as session:
            with pytest.raises(Uncertain):
                await session.find(outgoing(rig, TEXT, "key-1"))


class TestPostedTwice:
    async def test_a_refused_second_try_gives_the_post_of_the_first(self, rig):
        part = outgoing(rig, TEXT, "key-1")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            first = await session.publish(part)
            assert await session.publish(part) == first

    async def test_a_try_before_the_last_one_is_found_too(self, rig):
        part = outgoing(rig, TEXT, "key-1")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            first = await session.publish(part)
            again = part.model_copy(update={"since": part.since + timedelta(minutes=20)})
            assert await session.publish(again) == first

    async def test_without_an_earlier_call_it_is_refused(self, rig):
        part = outgoing(rig, TEXT, "key-1").model_copy(update={"since": None})
        async with rig.platform.connect(rig.account, rig.resources) as session:
            await session.publish(part)
            with pytest.raises(Rejected) as caught:
                await session.publish(part)
        assert caught.value.values["reason"] == "duplicate"

    async def test_what_does_not_show_yet_is_waited_for_and_then_refused(self, tmp_path):
        clock = Ahead()
        async with rigged(tmp_path, patience=5.0, clock=clock, way="keys", lag=30.0) as rig:
            part = outgoing(rig, TEXT, "key-1")
            rig.world.lag = timedelta(hours=1)
            async with rig.platform.connect(rig.account, rig.resources) as session:
                await session.publish(part)
                with pytest.raises(Uncertain):
                    await session.publish(part)
                clock.by = timedelta(seconds=31)
                with pytest.raises(Rejected):
                    await session.publish(part)

    async def test_another_post_of_the_same_words_is_not_taken_for_it(self, rig):
        part = outgoing(rig, TEXT, "key-2")
        async with rig.platform.connect(rig.account, rig.resources) as session:
            known = await session.publish(outgoing(rig, TEXT, "key-1"))
            old = part.since - timedelta(minutes=4)
            with pytest.raises(Rejected):
                await session.publish(part.model_copy(update={"others": (known.id,), "since": old}))


class TestThreads:
    async def test_a_refused_reply_to_oneself_says_that_the_parts_before_are_out(self, rig):
        rig.world.threads = False
        async with rig.platform.connect(rig.account, rig.resources) as session:
            first = await session.publish(outgoing(rig, "Part 0", "key-0"))
            with pytest.raises(Rejected) as caught:
                await session.publish(outgoing(rig, "Part 1", "key-1", first))
        assert caught.value.values["reason"] == "thread_refused"
        assert [post.text for post in await rig.seen()] == ["Part 0"]

    async def test_below_a_post_that_is_gone_it_says_so(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            first = await session.publish(outgoing(rig, "Part 0", "key-0"))
            await session.delete(first)
            with pytest.raises(Rejected) as caught:
                await session.publish(outgoing(rig, "Part 1", "key-1", first))
        assert caught.value.values["reason"] == "post_gone"


class TestPictures:
    async def test_one_whose_upload_gets_no_answer_is_tried_later(self, rig):
        picture = drawn()
        rig.album.pictures[picture.id] = picture
        rig.line.strikes = lambda method, path: path == "/2/media/upload"
        part = outgoing(rig, TEXT, "key-1", images=[Picture(media_id=picture.id)])
        hasty = replace(rig.resources, patience=1.0)
        async with rig.platform.connect(rig.account, hasty) as session:
            for fault in ("timeout_after", "html_page", "error_after", "truncated"):
                await rig.line.fail(fault)
                with pytest.raises(Later):
                    await session.publish(part)
        assert await rig.seen() == []

    async def test_four_arrive_in_their_order_and_alt_text_is_only_sent_where_there_is_some(self, rig):
        pictures = [drawn(colour) for colour in ("teal", "red", "blue", "gold")]
        rig.album.pictures = {picture.id: picture for picture in pictures}
        images = [Picture(media_id=pictures[0].id, alt="Teal"), *(Picture(media_id=one.id) for one in pictures[1:])]
        async with rig.platform.connect(rig.account, rig.resources) as session:
            await session.publish(outgoing(rig, TEXT, "key-1", images=images))
        (post,) = await rig.seen()
        assert post.pictures == tuple(picture.id for picture in pictures)
        assert post.alts == ("Teal", "", "", "")
        assert rig.server.requests.count("POST /2/media/metadata") == 1


class TestTokens:
    async def test_two_sessions_renew_an_ended_token_once(self, rig):
        rig.server.logins.expire()
        parts = [outgoing(rig, f"Part {number}", f"key-{number}") for number in range(2)]
        await asyncio.gather(*(connected(rig, lambda session, part=part: session.publish(part)) for part in parts))
        assert rig.server.requests.count("POST /2/oauth2/token") == 1
        assert len(await rig.seen()) == 2

    async def test_one_that_ends_soon_is_renewed_before_it_is_used(self, tmp_path):
        clock = Ahead()
        async with rigged(tmp_path, patience=5.0, clock=clock) as rig:
            before = dict(rig.vault.kept["a1"])
            clock.by = timedelta(hours=1, minutes=59, seconds=30)
            await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))
            after = rig.vault.kept["a1"]
            assert rig.server.requests[0] == "POST /2/oauth2/token"
            assert {name for name in after if after[name] != before[name]} == {
                "access_token",
                "refresh_token",
                "expires",
            }

    async def test_one_that_cannot_be_renewed_ends_the_login(self, rig):
        rig.server.logins.expire()
        rig.server.logins.refreshes.clear()
        with pytest.raises(Reconnect) as caught:
            await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))
        assert caught.value.values["reason"] == "Value passed for the token was invalid."

    async def test_no_answer_to_a_renewal_is_tried_later(self, rig):
        rig.server.logins.expire()
        rig.line.strikes = lambda method, path: path == "/2/oauth2/token"
        await rig.line.fail("html_page")
        with pytest.raises(Later):
            await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))

    async def test_without_a_renewing_token_an_ended_one_ends_the_login(self, rig):
        rig.vault.kept["a1"] = by_login(rig.server, rig.user, ("tweet.read", "tweet.write", "users.read"))
        rig.server.logins.expire()
        with pytest.raises(Reconnect):
            await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))

    async def test_a_clock_that_is_far_off_is_refused_by_x(self, tmp_path):
        clock = Ahead()
        async with rigged(tmp_path, patience=5.0, way="keys", clock=clock) as rig:
            clock.by = timedelta(minutes=10)
            with pytest.raises(Reconnect) as caught:
                await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))
        assert caught.value.values["reason"].startswith("Timestamp out of bounds. (+")


class TestTheWay:
    async def test_another_address_is_called_as_it_is_set_and_signed_for_x(self, tmp_path):
        async with rigged(tmp_path, patience=5.0, way="keys") as rig:
            means = replace(rig.resources, addresses={"x": rig.server.address})
            async with X().connect(rig.account, means) as session:
                assert session.lag == 30
                await session.publish(outgoing(rig, TEXT, "key-1"))
            assert [post.text for post in await rig.seen()] == [TEXT]
            assert rig.line.requests == []

    async def test_who_never_shakes_hands_has_not_been_reached(self, rig):
        async def silent(reader, writer):
            await reader.read()
            writer.close()

        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        async with server:
            rig.line.port = server.sockets[0].getsockname()[1]
            hasty = replace(rig.resources, patience=1.0)
            async with rig.platform.connect(rig.account, hasty) as session:
                with pytest.raises(Later) as caught:
                    await session.publish(outgoing(rig, TEXT, "key-1"))
        assert caught.value.key == "network_unreachable"

    async def test_a_certificate_of_another_is_not_trusted(self, rig):
        other = X(opened=lambda: aiohttp.TCPConnector(resolver=Loopback(rig.line.port), force_close=True), lag=0.0)
        async with other.connect(rig.account, rig.resources) as session:
            with pytest.raises(Later):
                await session.publish(outgoing(rig, TEXT, "key-1"))
        assert rig.line.requests == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "detail", "kind", "error", "key"),
        [
            (402, "No credits", "about:blank", Reconnect, "rights_missing"),
            (
                403,
                "No permission",
                "https://api.twitter.com/2/problems/oauth1-permissions",
                Reconnect,
                "rights_missing",
            ),
            (403, "Not enrolled", "https://api.twitter.com/2/problems/client-forbidden", Reconnect, "rights_missing"),
            (403, "Your account is suspended.", "about:blank", Reconnect, "logged_out"),
            (403, "Too many", "https://api.twitter.com/2/problems/usage-capped", Later, "network_busy"),
            (403, "This looks like it might be automated.", "about:blank", Later, "network_busy"),
            (403, "Something else.", "about:blank", Rejected, "network_refuses"),
            (503, "Service Unavailable", "about:blank", Uncertain, "outcome_unknown"),
        ],
    )
    async def test_each_refusal_says_what_to_do_next(self, rig, status, detail, kind, error, key):
        rig.server.next.append(problem(status, detail, kind=kind))
        with pytest.raises(error) as caught:
            await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))
        assert caught.value.key == key

    async def test_the_limit_says_how_long_to_wait_by_x_s_own_clock(self, rig):
        await rig.fail("busy")
        with pytest.raises(Later) as caught:
            await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))
        assert 38 <= caught.value.retry_after <= 42


class TestPremium:
    @pytest.fixture
    async def rig(self, tmp_path):
        async with rigged(tmp_path, patience=5.0, subscription="Premium", options={"long": "yes"}) as rig:
            yield rig

    async def test_a_long_post_is_taken_whole_and_found(self, rig):
        long = for_account(rig.platform, rig.account)
        assert (long.limits.text, long.shape) == (4000, "long")
        part = outgoing(rig, ("The quay & more. https://quay.example/x " * 150)[:3999].strip() + "!", "key-1")
        async with long.connect(rig.account, rig.resources) as session:
            there = await session.publish(part)
            assert await session.find(part) == there
        assert (await rig.seen())[0].text == part.part.text

    async def test_without_premium_any_more_posts_are_short_and_long_ones_refused(self, rig):
        rig.user.subscription = "None"
        async with rig.platform.connect(rig.account, rig.resources) as session:
            with pytest.raises(Rejected):
                await session.publish(outgoing(rig, "a" * 300, "key-1"))
            identity, findings = await session.examine()
        assert "x_no_longer_premium" in [finding.key for finding in findings]
        account = rig.account.model_copy(update={"rights": identity.rights})
        assert for_account(rig.platform, account).limits.text == 280

    async def test_a_post_is_changed_under_a_new_id_and_once(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            assert isinstance(session, Amends)
            first = await session.publish(outgoing(rig, TEXT, "key-1"))
            new = outgoing(rig, "The quay is open – at last.", "key-1")
            second = await session.amend(first, new)
            assert second.id != first.id
            assert await session.amend(second, new) == second
            assert await session.amend(first, new) == second
            assert [(post.id, post.text) for post in await rig.seen()] == [(second.id, new.part.text)]
            assert await session.find(outgoing(rig, TEXT, "key-2")) is None

    async def test_a_part_of_a_thread_stays_where_it_is_when_it_is_changed(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            root = await session.publish(outgoing(rig, "Part 0", "key-0"))
            second = await session.publish(outgoing(rig, "Part 1", "key-1", root))
            changed = await session.amend(second, outgoing(rig, "Part one", "key-1", root))
        assert [(post.id, post.parent_id) for post in await rig.seen()] == [(root.id, ""), (changed.id, root.id)]

    async def test_after_an_hour_it_is_refused_without_a_call(self, tmp_path):
        clock = Ahead()
        async with rigged(tmp_path, patience=5.0, subscription="PremiumPlus", clock=clock) as rig:
            async with rig.platform.connect(rig.account, rig.resources) as session:
                first = await session.publish(outgoing(rig, TEXT, "key-1"))
                clock.by = timedelta(minutes=61)
                with pytest.raises(Rejected) as caught:
                    await session.amend(first, outgoing(rig, "Too late.", "key-1"))
            assert caught.value.values["reason"] == "not_editable"
            assert rig.server.requests.count("POST /2/tweets") == 1

    async def test_what_is_gone_cannot_be_changed(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            first = await session.publish(outgoing(rig, TEXT, "key-1"))
            await session.delete(first)
            with pytest.raises(Rejected) as caught:
                await session.amend(first, outgoing(rig, "Too late.", "key-1"))
        assert caught.value.values["reason"] == "gone"

    async def test_a_lost_answer_to_a_change_is_not_known(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            first = await session.publish(outgoing(rig, TEXT, "key-1"))
            await rig.fail("reset_after")
            with pytest.raises(Uncertain):
                await session.amend(first, outgoing(rig, "At last.", "key-1"))
            again = await session.amend(first, outgoing(rig, "At last.", "key-1"))
        assert [post.id for post in await rig.seen()] == [again.id]


class TestExamining:
    async def test_a_well_account_tells_its_life_and_its_price(self, rig):
        identity, findings = await connected(rig, lambda session: session.examine())
        assert [finding.key for finding in findings] == ["x_requests", "x_renews_itself", "x_price"]
        assert identity.rights == ("publish", "media", "delete", "read_replies", "hide")
        assert identity.expires is None

    async def test_keys_that_may_only_read_are_a_fault(self, tmp_path):
        async with rigged(tmp_path, patience=5.0, way="keys") as rig:
            for keys in rig.server.logins.keys.values():
                keys.access = "read"
            identity, findings = await connected(rig, lambda session: session.examine())
            assert identity.rights == ("read_replies",)
            assert [one.key for one in findings if one.level == "fault"] == ["x_read_only"]
            with pytest.raises(Reconnect) as caught:
                await connected(rig, lambda session: session.publish(outgoing(rig, TEXT, "key-1")))
        assert caught.value.key == "rights_missing"

    async def test_scopes_that_lack_are_a_fault_and_a_login_without_renewal_has_an_end(self, rig):
        rig.vault.kept["a1"] = by_login(rig.server, rig.user, ("tweet.read", "users.read"))
        identity, findings = await connected(rig, lambda session: session.examine())
        told = {finding.key: finding for finding in findings}
        assert (told["x_scopes"].level, told["x_scopes"].values) == ("fault", {"scopes": "tweet.write, media.write"})
        assert told["x_no_renewal"].level == "warning"
        assert identity.expires == login.ends(rig.vault.kept["a1"])
        assert "publish" not in identity.rights

    async def test_a_clock_apart_from_x_s_is_a_warning(self, rig):
        clock = Ahead()
        clock.by = timedelta(seconds=95)
        rig.resources = replace(rig.resources, clock=clock)
        _, findings = await connected(rig, lambda session: session.examine())
        (clock_told,) = [finding for finding in findings if finding.key == "x_clock"]
        assert 94 <= clock_told.values["seconds"] <= 97


class TestAbilities:
    async def test_only_an_account_with_premium_may_change(self, rig):
        async with rig.platform.connect(rig.account, rig.resources) as session:
            assert isinstance(session, Lags)
            assert isinstance(session, Deletes)
            assert isinstance(session, Examines)
            assert not isinstance(session, Amends)
        assert X().tailored(rig.account).limits.text == 280

    def test_a_post_is_dear_with_a_link_and_alt_text_costs_a_little(self):
        assert isinstance(X(), Priced)
        image = Picture(media_id="m1", alt="The quay.")
        parts = [
            Part(text="Part 1 example.com", length=20, limit=280, images=(image, Picture(media_id="m2"))),
            Part(text="Part 2", length=6, limit=280),
        ]
        assert X().price(Post(platform="x", parts=tuple(parts))) == Decimal("0.220")
        assert X().price(Post(platform="x", parts=(parts[1],))) == Decimal("0.015")

    async def test_links_to_posts_are_read(self, rig):
        assert isinstance(rig.platform, Locates)
        assert isinstance(rig.platform, Profiles)
        assert rig.platform.profile(rig.account) == "https://x.com/harbour_news"
        ours = "https://x.com/harbour_news/status/1346889436626259968"
        for link in (
            "1346889436626259968",
            ours,
            f" {ours}?s=20#top ",
            f"{ours}/photo/1",
            "twitter.com/harbour_news/status/1346889436626259968",
            "https://mobile.twitter.com/i/web/status/1346889436626259968",
        ):
            found = rig.platform.located(link, rig.account)
            assert (found.id, found.url) == ("1346889436626259968", ours)
        for link in ("https://x.com/harbour_news", "https://bsky.app/status/12", "12a", "", "https://x.com/a/status/x"):
            assert rig.platform.located(link, rig.account) is None
