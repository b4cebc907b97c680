"""The HTTP: paths, headers, methods, status codes."""

import json
import re
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from bot.testing.linkedin import consent
from bot.testing.linkedin.world import Page, Post, Refusal, Token, World, denied

LONGEST_PAGE = 100


class LinkedIn:
    """An async context manager on loopback; `address` stands for both of LinkedIn's hosts.

    `public` is what it calls itself in the addresses it hands out, where a line is before it.
    """

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.address = ""
        self.public = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("POST", "/oauth/v2/{what}", self._oauth)
        app.router.add_route("PUT", "/dms-uploads/{urn}", self._put)
        app.router.add_route("*", "/v2/userinfo", self._answering(self._userinfo))
        app.router.add_route("*", "/rest/{resource}", self._answering(self._rest))
        app.router.add_route("*", "/rest/{resource}/{key}", self._answering(self._rest))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def consents(self, link: str, member: str) -> str:
        """A member opens the page an app sends them to and consents: the address they are sent on to."""
        return consent.consents(self.world, link, member)

    async def _oauth(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        calls = {"accessToken": consent.access_token, "introspectToken": consent.introspect}
        try:
            return web.json_response(calls[request.match_info["what"]](self.world, form))
        except consent.Denied as refusal:
            body = {"error": refusal.error, "error_description": str(refusal)}
            return web.json_response(body, status=refusal.status)

    async def _put(self, request: web.Request) -> web.Response:
        try:
            self.world.who(request.headers.get("Authorization", ""))
            self.world.put(request.match_info["urn"], await request.read())
        except Refusal as refusal:
            return web.json_response(refusal.body, status=refusal.status)
        return web.Response(status=201)

    def _answering(self, call: Callable[[web.Request, Token, dict[str, Any]], web.Response]) -> Any:
        async def answer(request: web.Request) -> web.Response:
            try:
                token = self.world.who(request.headers.get("Authorization", ""))
                return call(request, token, await _json(request))
            except Refusal as refusal:
                return web.json_response(refusal.body, status=refusal.status)

        return answer

    def _userinfo(self, request: web.Request, token: Token, body: dict[str, Any]) -> web.Response:
        if not {"openid", "profile"} <= token.scopes:
            raise denied("userinfo.GET.NO_VERSION")
        name = self.world.members[token.member]
        given, _, family = name.partition(" ")
        locale = {"country": "US", "language": "en"}
        said = {"sub": token.member, "name": name, "given_name": given, "family_name": family, "locale": locale}
        return web.json_response(said)

    def _rest(self, request: web.Request, token: Token, body: dict[str, Any]) -> web.Response:
        version = self._version(request)
        method = request.headers.get("X-RestLi-Method", "").upper()
        key = unquote(request.match_info.get("key", ""))
        match request.match_info["resource"], request.method, bool(key):
            case "posts", "POST", False:
                post = self.world.create(token, body, version)
                return web.Response(status=201, headers={"x-restli-id": post.urn, "x-linkedin-id": post.urn})
            case "posts", "POST", True if method == "PARTIAL_UPDATE":
                self.world.amend(token, key, body, version)
                return web.Response(status=204)
            case "posts", "DELETE", True:
                self.world.delete(token, key, version)
                return web.Response(status=204)
            case "posts", "GET", True:
                return self._post(token, key, version)
            case "posts", "GET", False if request.query.get("q") == "author":
                return self._posts(request, token, version)
            case "images", "POST", False if request.query.get("action") == "initializeUpload":
                return self._begun(self.world.begin(token, body, version))
            case "images", "GET", True:
                return web.json_response(self.world.look(key))
            case "organizations", "GET", True:
                return self._organization(token, key, version)
            case "organizationAcls", "GET", False if request.query.get("q") == "roleAssignee":
                return self._roles(token, version)
        raise Refusal(404, "No virtual resource found", code="RESOURCE_NOT_FOUND")

    def _version(self, request: web.Request) -> str:
        """The version asked for, of those there are. Raises Refusal."""
        version = request.headers.get("LinkedIn-Version", "")
        if not version:
            raise Refusal(
                400, "A version must be present. Please specify a version by adding the LinkedIn-Version header."
            )
        if not re.fullmatch(r"\d{6}", version) or not self.world.oldest <= version <= self.world.newest:
            raise Refusal(426, f"Requested version {version}01 is not active", code="NONEXISTENT_VERSION")
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            raise Refusal(400, "Invalid query parameters passed to request", code="PARAM_INVALID")
        return version

    def _begun(self, urn: str) -> web.Response:
        url = f"{self.public or self.address}/dms-uploads/{urn}"
        value = {"uploadUrlExpiresAt": int(self.world.now() * 1000) + 86_400_000, "uploadUrl": url, "image": urn}
        return web.json_response({"value": value})

    def _post(self, token: Token, urn: str, version: str) -> web.Response:
        may = {"r_member_social", "r_organization_social"} & token.scopes
        if not may:
            raise denied(f"posts.GET.{version}01")
        post = self.world.post(urn)
        self.world.require(token, post.author, f"posts.GET.{version}01", "r")
        return web.json_response(_element(post))

    def _posts(self, request: web.Request, token: Token, version: str) -> web.Response:
        author = request.query.get("author", "")
        self.world.require(token, author, f"posts.FINDER-author.{version}01", "r")
        start, size = int(request.query.get("start", "0")), int(request.query.get("count", "10"))
        if not 1 <= size <= LONGEST_PAGE or request.query.get("sortBy", "CREATED") not in ("CREATED", "LAST_MODIFIED"):
            raise Refusal(400, "Invalid param", code="PARAM_INVALID")
        mine = sorted((one for one in self.world.posts if one.author == author), key=lambda one: -one.made)
        paging = {"start": start, "count": size, "links": []}
        return web.json_response({"paging": paging, "elements": [_element(one) for one in mine[start : start + size]]})

    def _organization(self, token: Token, number: str, version: str) -> web.Response:
        if "rw_organization_admin" not in token.scopes:
            raise denied(f"organizations.GET.{version}01")
        page: Page | None = self.world.pages.get(number)
        if page is None:
            raise Refusal(404, "Organization not found")
        return web.json_response({"id": int(number), "localizedName": page.name, "vanityName": page.vanity})

    def _roles(self, token: Token, version: str) -> web.Response:
        if "rw_organization_admin" not in token.scopes:
            raise denied(f"organizationAcls.FINDER-roleAssignee.{version}01")
        mine = [
            (number, page.roles[token.member])
            for number, page in self.world.pages.items()
            if token.member in page.roles
        ]
        assignee = f"urn:li:person:{token.member}"
        elements = [
            {
                "organization": f"urn:li:organization:{number}",
                "role": role,
                "roleAssignee": assignee,
                "state": "APPROVED",
            }
            for number, role in mine
        ]
        return web.json_response({"paging": {"start": 0, "count": 100, "links": []}, "elements": elements})


def _element(post: Post) -> dict[str, Any]:
    return {
        "id": post.urn,
        "author": post.author,
        "commentary": post.little,
        "createdAt": post.made,
        "publishedAt": post.made,
        "lastModifiedAt": post.made,
        "lifecycleState": "PUBLISHED",
        "visibility": post.body["visibility"],
        "distribution": post.body["distribution"],
        "isReshareDisabledByAuthor": post.body.get("isReshareDisabledByAuthor", False),
        "lifecycleStateInfo": {"isEditedByAuthor": post.edited},
        **({"content": post.body["content"]} if "content" in post.body else {}),
    }


async def _json(request: web.Request) -> dict[str, Any]:
    """The JSON of a request. Raises Refusal."""
    body = await request.read()
    if not body:
        return {}
    if request.content_type != "application/json":
        raise Refusal(415, "The media type is not supported")
    try:
        said = json.loads(body.decode("utf-8", "strict"))
    except ValueError:
        raise Refusal(400, "Cannot parse request entity") from None
    if not isinstance(said, dict):
        raise Refusal(400, "Cannot parse request entity")
    return said
