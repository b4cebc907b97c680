"""The double is as strict as X: signatures, tokens, the description, what may be written, what is read back."""

import asyncio
import base64
import hashlib
import json
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import tweepy
from oauthlib.oauth1 import Client as Signing
from tweepy.asynchronous import AsyncClient
from yarl import URL

from bot.platforms.x import login, platform
from bot.testing.memory import Album, MemoryVault, resources
from bot.testing.sessions import drawn
from bot.testing.x import Server, World

ORIGIN = "https://api.twitter.com"
SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "tweet.moderate.write", "offline.access")
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
JPEG = base64.b64encode(drawn().data).decode()


class Hours:
    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at


class Rebased:
    """An HTTP session for tweepy that reaches the double in plain HTTP."""

    def __init__(self, http, address):
        self.http, self.address = http, address

    def request(self, method, url, **given):
        placed = str(url).replace(ORIGIN, self.address)
        return self.http.request(method, URL(placed, encoded=True), **given)


@asynccontextmanager
async def opened(expected=(), *, clock=None, **given):
    """A double with one account of ours; the calls of a plain client with its token."""
    async with Server(World(**({"clock": clock} if clock else {})), **given) as server, aiohttp.ClientSession() as http:
        user = server.world.join("harbour_news")
        token = server.logins.give_tokens(user, SCOPES)["access_token"]

        async def call(method, path, body=None, *, bearer=token, **query):
            headers = {"Authorization": f"Bearer {bearer}"}
            url = server.address + path
            params = {name.replace("__", "."): str(value) for name, value in query.items()}
            async with http.request(method, url, json=body, params=params, headers=headers) as answer:
                return answer.status, await answer.json(), answer.headers

        server.user, server.call, server.http = user, call, http
        yield server
        assert len(server.world.violations) == len(expected), server.world.violations
        for said, part in zip(server.world.violations, expected, strict=True):
            assert part in said


async def signed(server, keys, *, path="/2/users/me?user.fields=id,name", timestamp=None, nonce=None, **other):
    known = {name: getattr(keys, name) for name in login.KEYS} | other
    client = Signing(*(known[name] for name in login.KEYS), timestamp=timestamp, nonce=nonce)
    _, headers, _ = client.sign(ORIGIN + path, "GET")
    async with server.http.get(URL(server.address + path, encoded=True), headers=headers) as answer:
        return answer.status, await answer.json()


class TestSignatures:
    async def test_the_right_one_is_let_in_and_told_its_access(self):
        async with opened() as server:
            assert (await signed(server, server.logins.give_keys(server.user)))[0] == 200

    @pytest.mark.parametrize("name", login.KEYS)
    async def test_a_wrong_key_is_not(self, name):
        async with opened() as server:
            status, body = await signed(server, server.logins.give_keys(server.user), **{name: "wrong"})
        assert (status, body["title"]) == (401, "Unauthorized")

    async def test_a_nonce_is_taken_once(self):
        async with opened() as server:
            keys = server.logins.give_keys(server.user)
            assert [(await signed(server, keys, nonce="n1"))[0] for _ in range(2)] == [200, 401]

    @pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (-4, 200), (4, 200), (6, 401)])
    async def test_a_time_far_off_is_refused(self, minutes, status):
        at = int((datetime.now(UTC) + timedelta(minutes=minutes)).timestamp())
        async with opened() as server:
            keys = server.logins.give_keys(server.user)
            assert (await signed(server, keys, timestamp=str(at)))[0] == status

    async def test_tweepy_as_it_is_signs_reads_and_publishes(self):
        async with opened() as server:
            keys = server.logins.give_keys(server.user)
            client = AsyncClient(None, *(getattr(keys, name) for name in login.KEYS))
            client.session = Rebased(server.http, server.address)
            made = await client.create_tweet(text="The quay is open.", user_auth=True)
            mine = await client.get_users_tweets(
                server.user.id,
                tweet_fields=["created_at", "referenced_tweets"],
                start_time=datetime.now(UTC) - timedelta(minutes=1),
                user_auth=True,
            )
            assert [str(post.id) for post in mine.data] == [made.data["id"]]
            with pytest.raises(tweepy.Forbidden):
                await client.create_tweet(text="The quay is open.", user_auth=True)

    async def test_keys_that_only_read_may_not_write(self):
        async with opened() as server:
            keys = server.logins.give_keys(server.user, access="read")
            client = AsyncClient(None, *(getattr(keys, name) for name in login.KEYS))
            client.session = Rebased(server.http, server.address)
            assert (await client.get_me(user_auth=True)).data.username == "harbour_news"
            with pytest.raises(tweepy.Forbidden, match="oauth1 app permissions"):
                await client.create_tweet(text="The quay is open.", user_auth=True)


class TestTokens:
    async def form(self, server, **fields):
        async with server.http.post(f"{server.address}/2/oauth2/token", data=fields) as answer:
            return answer.status, await answer.json()

    async def test_a_code_is_good_once_for_its_verifier_and_callback_within_half_a_minute(self):
        clock = Hours()
        async with opened(clock=clock) as server:
            server.logins.client_id = "app"
            given = {"client_id": "app", "grant_type": "authorization_code", "redirect_uri": "http://127.0.0.1/"}
            challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()

            def code():
                return server.logins.give_code(server.user, "tweet.read offline.access", challenge, "http://127.0.0.1/")

            one = code()
            good = {**given, "code_verifier": "v" * 43}
            assert (await self.form(server, **good, code=one))[0] == 200
            assert (await self.form(server, **good, code=one))[0] == 400
            assert (await self.form(server, **given, code_verifier="w" * 43, code=code()))[0] == 400
            assert (await self.form(server, **{**good, "redirect_uri": "http://127.0.0.1"}, code=code()))[0] == 400
            late = code()
            clock.at += timedelta(seconds=31)
            assert (await self.form(server, **good, code=late))[0] == 400

    async def test_a_renewed_token_ends_the_old_ones(self):
        clock = Hours()
        async with opened(clock=clock) as server:
            server.logins.client_id = "app"
            old = server.logins.give_tokens(server.user, SCOPES)
            renew = {"client_id": "app", "grant_type": "refresh_token", "refresh_token": old["refresh_token"]}
            status, new = await self.form(server, **renew)
            assert status == 200
            assert (await self.form(server, **renew))[0] == 400
            assert (await server.call("GET", "/2/users/me", bearer=old["access_token"]))[0] == 401
            assert (await server.call("GET", "/2/users/me", bearer=new["access_token"]))[0] == 200
            clock.at += timedelta(hours=2)
            assert (await server.call("GET", "/2/users/me", bearer=new["access_token"]))[0] == 401

    @pytest.mark.parametrize("client_id", ["app", "other"])
    async def test_an_app_with_a_secret_shows_it(self, client_id):
        async with opened() as server:
            server.logins.client_id, server.logins.client_secret = "app", "secret"
            assert (await self.form(server, client_id=client_id, grant_type="refresh_token"))[0] in (400, 401)

    async def test_what_a_token_was_not_granted_is_refused(self):
        async with opened() as server:
            token = server.logins.give_tokens(server.user, ("tweet.read", "users.read"))["access_token"]
            assert (await server.call("GET", "/2/users/me", bearer=token))[0] == 200
            assert (await server.call("POST", "/2/tweets", {"text": "Quay"}, bearer=token))[0] == 403


async def test_alone_it_tells_its_address_and_the_keys_of_an_account():
    command = (sys.executable, "-m", "bot.testing.x", "--port", "0", "--username", "tides", "--subscription", "Premium")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        lines = [(await process.stdout.readline()).decode().strip() for _ in range(5)]
        told = dict(line.split("=", 1) for line in lines)
        means = resources(MemoryVault(), Album(), addresses={"x": told.pop("address")}, patience=5.0)
        identity, _ = await platform.identify({**told, "long": "yes"}, means)
    finally:
        process.terminate()
        await process.wait()
    assert (identity.handle, identity.options) == ("tides", {"long": "yes"})


class TestDescription:
    @pytest.mark.parametrize(
        ("method", "path", "body", "query", "fault"),
        [
            ("POST", "/2/tweets", {"text": "Quay", "status": "x"}, {}, "status"),
            ("POST", "/2/tweets", {"text": 5}, {}, "is not of type"),
            ("POST", "/2/tweets", {"text": "Quay", "reply": {}}, {}, "in_reply_to_tweet_id"),
            ("POST", "/2/tweets", {"text": "Quay", "reply": {"in_reply_to_tweet_id": "x1"}}, {}, "does not match"),
            ("POST", "/2/tweets", {"text": "Quay", "media": {"media_ids": []}}, {}, "media_ids"),
            ("POST", "/2/tweets", {"text": "Quay", "media": {"media_ids": ["1"] * 5}}, {}, "media_ids"),
            ("POST", "/2/tweets", {"text": "Quay"}, {"key": "1"}, "no parameter key"),
            ("POST", "/2/media/upload", {"media": JPEG}, {}, "media_category"),
            ("POST", "/2/media/metadata", {"metadata": {}}, {}, "'id' is a required property"),
            ("GET", "/2/users/me", None, {"user__fields": "shoe_size"}, "shoe_size"),
            ("GET", "/2/users/me", {"x": 1}, {}, "takes no body"),
            ("GET", "/2/tweets", None, {}, "ids is required"),
            ("GET", "/2/tweets/search/recent", None, {"query": "from:a", "max_results": 5}, "less than the minimum"),
            ("GET", "/2/users/12/tweets", None, {"since_id": "x"}, "does not match"),
            ("GET", "/2/tweets/12", None, {"tweet__fields": "colour"}, "colour"),
        ],
    )
    async def test_what_does_not_keep_to_it_is_refused_and_noted(self, method, path, body, query, fault):
        async with opened(expected=[fault]) as server:
            status, answer, _ = await server.call(method, path, body, **query)
        assert (status, answer["type"].rsplit("/", 1)[1]) == (400, "invalid-request")

    @pytest.mark.parametrize("names", ["tweet__fields", "post__fields"])
    async def test_older_and_newer_names_are_taken(self, names):
        async with opened() as server:
            post = server.world.write(server.user, {"text": "Quay"})
            status, answer, _ = await server.call("GET", f"/2/tweets/{post.id}", **{names: "created_at,entities"})
        assert (status, answer["data"]["id"]) == (200, post.id)
        assert "created_at" in answer["data"]


class TestWriting:
    @pytest.mark.parametrize(
        ("subscription", "text", "status"),
        [
            ("None", "a" * 280, 201),
            ("None", "a" * 281, 400),
            ("None", "日" * 140, 201),
            ("None", "日" * 141, 400),
            ("None", f"https://harbour.com/{'x' * 300} {'a' * 256}", 201),
            ("Premium", "a" * 25_000, 201),
            ("Premium", "a" * 25_001, 400),
            ("None", "  ", 400),
            ("None", "a\ufffeb", 400),
            ("None", "$ABC and $DEF", 400),
        ],
    )
    async def test_a_text_is_weighed(self, subscription, text, status):
        async with opened() as server:
            server.user.subscription = subscription
            assert (await server.call("POST", "/2/tweets", {"text": text}))[0] == status

    async def test_the_same_text_twice_is_refused_until_the_first_is_gone(self):
        async with opened() as server:
            _, first, _ = await server.call("POST", "/2/tweets", {"text": "Qua\u0301y"})
            status, body, _ = await server.call("POST", "/2/tweets", {"text": "Qu\u00e1y"})
            assert (status, body) == (
                403,
                {
                    "detail": "You are not allowed to create a Tweet with duplicate content.",
                    "type": "about:blank",
                    "title": "Forbidden",
                    "status": 403,
                },
            )
            assert (await server.call("DELETE", f"/2/tweets/{first['data']['id']}"))[0] == 200
            assert (await server.call("DELETE", f"/2/tweets/{first['data']['id']}"))[0] == 200
            assert (await server.call("POST", "/2/tweets", {"text": "Qu\u00e1y"}))[0] == 201

    async def test_only_who_is_summoned_may_answer_another(self):
        async with opened() as server:
            reader = server.world.join("renn")
            plain = server.world.write(reader, {"text": "Which quay?"})
            summons = server.world.write(reader, {"text": "Which quay, @Harbour_News?"})
            for post, status in ((plain, 403), (summons, 201)):
                body = {"text": f"Quay {status}", "reply": {"in_reply_to_tweet_id": post.id}}
                assert (await server.call("POST", "/2/tweets", body))[0] == status

    async def test_another_s_post_cannot_be_deleted_nor_another_s_picture_used(self):
        async with opened() as server:
            reader = server.world.join("renn")
            post = server.world.write(reader, {"text": "Mine"})
            media = server.world.upload(reader, drawn().data)
            assert (await server.call("DELETE", f"/2/tweets/{post.id}"))[0] == 403
            body = {"text": "Quay", "media": {"media_ids": [media.id]}}
            assert (await server.call("POST", "/2/tweets", body))[0] == 400
            alt = {"id": media.id, "metadata": {"alt_text": {"text": "Theirs"}}}
            assert (await server.call("POST", "/2/media/metadata", alt))[0] == 400

    async def test_a_picture_is_taken_and_described(self):
        async with opened() as server:
            picture = {"media": JPEG, "media_category": "tweet_image"}
            _, made, _ = await server.call("POST", "/2/media/upload", picture)
            alt = {"id": made["data"]["id"], "metadata": {"alt_text": {"text": "The quay."}}}
            assert (await server.call("POST", "/2/media/metadata", alt))[0] == 200
            assert [media.alt for media in server.world.media.values()] == ["The quay."]
            for wrong in ("bm8gcGljdHVyZQ==", "%%%"):
                assert (await server.call("POST", "/2/media/upload", {**picture, "media": wrong}))[0] == 400

    async def test_a_post_is_changed_five_times_within_the_hour_by_who_pays(self):
        clock = Hours()
        async with opened(clock=clock) as server:
            _, made, _ = await server.call("POST", "/2/tweets", {"text": "Version 0"})
            newest = made["data"]["id"]

            async def change(text):
                body = {"text": text, "edit_options": {"previous_post_id": newest}}
                return await server.call("POST", "/2/tweets", body)

            assert (await change("Version 1"))[0] == 403
            server.user.subscription = "Premium"
            for number in range(1, 6):
                status, made, _ = await change(f"Version {number}")
                assert status == 201
                newest = made["data"]["id"]
            assert len(made["data"]["edit_history_tweet_ids"]) == 6
            assert (await change("Version 6"))[0] == 403
            assert [post.text for post in server.world.newest(server.user)] == ["Version 5"]
            await server.call("DELETE", f"/2/tweets/{newest}")
            assert server.world.posts == {}

    async def test_a_limit_is_told_and_kept_and_over_after_a_quarter_of_an_hour(self):
        clock = Hours()
        async with opened(clock=clock) as server:
            for left in range(49, -1, -1):
                status, _, headers = await server.call("DELETE", "/2/tweets/12")
                assert (status, headers["x-rate-limit-remaining"]) == (200, str(left))
            status, body, headers = await server.call("DELETE", "/2/tweets/12")
            assert (status, body["title"], headers["x-rate-limit-remaining"]) == (429, "Too Many Requests", "0")
            assert int(headers["x-rate-limit-reset"]) == int(NOON.timestamp()) + 900
            clock.at += timedelta(minutes=15, seconds=1)
            assert (await server.call("DELETE", "/2/tweets/12"))[0] == 200


class TestReading:
    async def test_addresses_are_short_signs_are_escaped_and_entities_point_at_them(self):
        async with opened() as server:
            media = server.world.upload(server.user, drawn().data)
            text = "Fish & chips <5> https://harbour.com/a?b=1&c=2 and example.com"
            post = server.world.write(server.user, {"text": text, "media": {"media_ids": [media.id]}})
            _, answer, _ = await server.call("GET", f"/2/tweets/{post.id}", tweet__fields="entities")
        shown, urls = answer["data"]["text"], answer["data"]["entities"]["urls"]
        assert shown.startswith("Fish &amp; chips &lt;5&gt; https://t.co/")
        assert [shown[one["start"] : one["end"]] for one in urls] == [one["url"] for one in urls]
        expanded = [one["expanded_url"] for one in urls]
        assert expanded[:2] == ["https://harbour.com/a?b=1&c=2", "http://example.com"]
        assert expanded[2].endswith(f"/status/{post.id}/photo/1")

    async def test_a_conversation_is_searched_by_pages_and_from_an_id_on(self):
        clock = Hours()
        async with opened(clock=clock) as server:
            root = server.world.write(server.user, {"text": "Root"})
            other = server.world.write(server.user, {"text": "Other"})
            ids = []
            for number in range(25):
                clock.at += timedelta(seconds=1)
                made = server.world.write(
                    server.user, {"text": f"Part {number}", "reply": {"in_reply_to_tweet_id": root.id}}
                )
                ids.append(made.id)
            query = {"query": f"conversation_id:{root.id} -from:nobody", "max_results": 10}
            found, page_token = [], {}
            while True:
                _, page, _ = await server.call("GET", "/2/tweets/search/recent", **query, **page_token)
                found += [post["id"] for post in page["data"]]
                if "next_token" not in page["meta"]:
                    break
                page_token = {"next_token": page["meta"]["next_token"]}
            assert found == [*reversed(ids), root.id]
            assert other.id not in found
            _, page, _ = await server.call("GET", "/2/tweets/search/recent", **query, since_id=ids[20])
            assert [post["id"] for post in page["data"]] == list(reversed(ids[21:]))
            clock.at += timedelta(days=7, seconds=40)
            for token in server.logins.tokens.values():
                token.ends = clock.at + timedelta(hours=1)
            _, page, _ = await server.call("GET", "/2/tweets/search/recent", **query)
            assert page == {"meta": {"result_count": 0}}
            ours = {"query": f"conversation_id:{root.id} -from:harbour_news"}
            assert (await server.call("GET", "/2/tweets/search/recent", **ours))[1]["meta"]["result_count"] == 0
            assert (await server.call("GET", "/2/tweets/search/recent", query="lang:en"))[0] == 400

    async def test_mentions_are_of_others_alone(self):
        async with opened() as server:
            reader = server.world.join("renn")
            named = server.world.write(reader, {"text": "See @harbour_news"})
            server.world.write(reader, {"text": "See nobody"})
            server.world.write(server.user, {"text": "We are @harbour_news"})
            _, page, _ = await server.call("GET", f"/2/users/{server.user.id}/mentions", tweet__fields="author_id")
        assert [(post["id"], post["author_id"]) for post in page["data"]] == [(named.id, reader.id)]

    async def test_a_timeline_shows_late_what_it_is_told_to_and_leaves_replies_out_when_asked(self):
        clock = Hours()
        async with opened(clock=clock) as server:
            server.world.lag = timedelta(seconds=30)
            root = server.world.write(server.user, {"text": "Root"})
            server.world.write(server.user, {"text": "Part", "reply": {"in_reply_to_tweet_id": root.id}})
            path = f"/2/users/{server.user.id}/tweets"
            assert (await server.call("GET", path))[1] == {"meta": {"result_count": 0}}
            clock.at += timedelta(seconds=31)
            assert (await server.call("GET", path))[1]["meta"]["result_count"] == 2
            assert (await server.call("GET", path, exclude="replies"))[1]["data"][0]["id"] == root.id
            assert (await server.call("GET", "/2/users/404/tweets"))[0] == 404

    async def test_posts_that_are_gone_stand_beside_those_that_are_there(self):
        async with opened() as server:
            post = server.world.write(server.user, {"text": "Root"})
            status, answer, _ = await server.call("GET", "/2/tweets", ids=f"{post.id},12")
        assert status == 200
        assert [one["id"] for one in answer["data"]] == [post.id]
        assert [one["resource_id"] for one in answer["errors"]] == ["12"]

    async def test_a_reply_is_hidden_in_one_s_own_conversation_alone(self):
        async with opened() as server:
            reader = server.world.join("renn")
            root = server.world.write(server.user, {"text": "What do you say, @renn?"})
            reply = server.world.write(reader, {"text": "No.", "reply": {"in_reply_to_tweet_id": root.id}})
            theirs = server.world.write(reader, {"text": "You, @harbour_news?"})
            ours = server.world.write(server.user, {"text": "Yes.", "reply": {"in_reply_to_tweet_id": theirs.id}})
            status, body, _ = await server.call("PUT", f"/2/tweets/{reply.id}/hidden", {"hidden": True})
            assert (status, body) == (200, {"data": {"hidden": True}})
            assert reply.hidden
            assert (await server.call("PUT", f"/2/tweets/{ours.id}/hidden", {"hidden": True}))[0] == 403
            assert (await server.call("PUT", f"/2/tweets/{root.id}/hidden", {"hidden": True}))[0] == 404

    async def test_a_long_post_has_its_whole_text_in_a_note(self):
        async with opened(newer=True) as server:
            server.user.subscription = "Premium"
            text = "The quay & more. " * 40
            post = server.world.write(server.user, {"text": text})
            _, answer, _ = await server.call("GET", f"/2/tweets/{post.id}", post__fields="note_post")
        assert len(answer["data"]["text"]) < 300
        assert answer["data"]["note_post"]["text"] == text.strip().replace("&", "&amp;")
        assert json.dumps(answer["data"]).count("edit_history_post_ids") == 1
