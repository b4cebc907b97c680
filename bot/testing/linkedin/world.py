"""What LinkedIn knows: members, pages, apps, tokens, pictures, posts; and what it refuses."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.testing.linkedin import bodies, little

MOST = 3000
DAY = 86_400
LIFE = 60 * DAY
YEAR = 365 * DAY
POSTING = ("ADMINISTRATOR", "CONTENT_ADMIN", "DIRECT_SPONSORED_CONTENT_POSTER")


class Refusal(Exception):
    """What LinkedIn answers instead: a status and its body."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"status": status, "message": message, **more}


@dataclass
class Token:
    """An access token; `until` is in Unix seconds."""

    member: str
    scopes: frozenset[str]
    until: float
    app: str = ""
    revoked: bool = False


@dataclass
class App:
    """A developer's application; `partner` apps get refresh tokens."""

    secret: str
    redirects: tuple[str, ...]
    partner: bool = False


@dataclass
class Page:
    """An organization; `roles` are its members' by id."""

    name: str
    vanity: str
    roles: dict[str, str] = field(default_factory=dict)


@dataclass
class Picture:
    """An uploaded image; it is AVAILABLE after so many looks."""

    owner: str
    status: str = "WAITING_UPLOAD"
    data: bytes = b""
    looks: int = 1


@dataclass
class Post:
    """A post; `text` is what readers see, `little` what the API gives back, `made` in Unix milliseconds."""

    urn: str
    author: str
    text: str
    little: str
    made: int
    body: dict[str, Any]
    edited: bool = False


class World:
    """All of it; `now` is in Unix seconds. `throttled` refuses every call, `longest` is how long a text may be.

    `newest` and `oldest` are the versions of the API there are, `looks` how often a picture is still being worked on.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.members: dict[str, str] = {}
        self.pages: dict[str, Page] = {}
        self.apps: dict[str, App] = {}
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, tuple[str, str, frozenset[str], str]] = {}
        self.refreshes: dict[str, Token] = {}
        self.pictures: dict[str, Picture] = {}
        self.posts: list[Post] = []
        self.throttled = False
        self.longest = MOST
        self.unwanted: set[str] = set()
        self.oldest, self.newest = "202511", "202612"
        self.looks = 1
        self._said: dict[tuple[str, str], str] = {}
        self._numbers = count(1)

    def token(self, member: str, scopes: str, *, life: float = LIFE, app: str = "") -> str:
        """A new access token of a member."""
        made = f"AQX-{member}-{next(self._numbers):04}-{'x' * 20}"
        self.tokens[made] = Token(member, frozenset(scopes.split()), self.now() + life, app)
        return made

    def who(self, authorization: str) -> Token:
        """The token of a request. Raises Refusal."""
        kind, _, value = authorization.partition(" ")
        found = self.tokens.get(value)
        if kind != "Bearer" or found is None:
            raise Refusal(401, "Invalid access token", serviceErrorCode=65600, code="INVALID_ACCESS_TOKEN")
        if found.revoked:
            message = "The token used in the request has been revoked by the user"
            raise Refusal(401, message, serviceErrorCode=65601, code="REVOKED_ACCESS_TOKEN")
        if self.now() >= found.until:
            message = "The token used in the request has expired"
            raise Refusal(401, message, serviceErrorCode=65602, code="EXPIRED_ACCESS_TOKEN")
        if self.throttled:
            message = "Resource level throttle APPLICATION DAY limit for calls to this resource is reached."
            raise Refusal(429, message, serviceErrorCode=101, code="TOO_MANY_REQUESTS")
        return found

    def require(self, token: Token, author: str, what: str, verb: str = "w") -> None:
        """May this token do this for this author? Raises Refusal."""
        kind, _, number = author.removeprefix("urn:li:").partition(":")
        scope = f"{verb}_organization_social" if kind == "organization" else f"{verb}_member_social"
        page = self.pages.get(number) if kind == "organization" else None
        own = author == f"urn:li:person:{token.member}" or (page and page.roles.get(token.member) in POSTING)
        if scope not in token.scopes or not own:
            raise denied(what)

    def create(self, token: Token, body: dict[str, Any], version: str) -> Post:
        """A new post. Raises Refusal."""
        _fit(body, bodies.POST)
        author, commentary = body["author"], body["commentary"]
        self.require(token, author, f"posts.CREATE.{version}01")
        self._readable(commentary)
        read = little.read(commentary)
        self._not_twice(author, read.shown)
        self._content(author, body.get("content", {}))
        post = Post(self._urn(), author, read.shown, read.stored, int(self.now() * 1000), body)
        self.posts.append(post)
        self._said[author, read.shown] = post.urn
        return post

    def amend(self, token: Token, urn: str, body: dict[str, Any], version: str) -> None:
        """Change a post's words. Raises Refusal."""
        _fit(body, bodies.PATCH)
        post = self.post(urn)
        self.require(token, post.author, f"posts.PARTIAL_UPDATE.{version}01")
        self._readable(body["patch"]["$set"]["commentary"])
        read = little.read(body["patch"]["$set"]["commentary"])
        post.text, post.little, post.edited = read.shown, read.stored, True

    def delete(self, token: Token, urn: str, version: str) -> None:
        """Delete a post; one that is gone is no error. Raises Refusal."""
        there = next((one for one in self.posts if one.urn == urn), None)
        if there:
            self.require(token, there.author, f"posts.DELETE.{version}01")
            self.posts.remove(there)

    def post(self, urn: str) -> Post:
        """A post. Raises Refusal."""
        there = next((one for one in self.posts if one.urn == urn), None)
        if there is None:
            raise Refusal(404, "Post not found", code="NOT_FOUND")
        return there

    def begin(self, token: Token, body: dict[str, Any], version: str) -> str:
        """The URN of a picture to be put. Raises Refusal."""
        _fit(body, bodies.UPLOAD)
        owner = body["initializeUploadRequest"]["owner"]
        self.require(token, owner, f"images.ACTION-initializeUpload.{version}01")
        urn = f"urn:li:image:C4E10AQ{next(self._numbers):06}"
        self.pictures[urn] = Picture(owner, looks=self.looks)
        return urn

    def put(self, urn: str, data: bytes) -> None:
        """The bytes of a picture. Raises Refusal."""
        picture = self.pictures.get(urn)
        if picture is None or picture.status != "WAITING_UPLOAD" or not data:
            raise Refusal(400, "Nothing to upload here")
        picture.data = data
        picture.status = "PROCESSING" if data[:3] == b"\xff\xd8\xff" or data[1:4] == b"PNG" else "PROCESSING_FAILED"

    def look(self, urn: str) -> dict[str, Any]:
        """How a picture stands. Raises Refusal."""
        picture = self.pictures.get(urn)
        if picture is None:
            raise Refusal(404, "Image not found")
        if picture.status == "PROCESSING":
            picture.looks -= 1
            picture.status = "AVAILABLE" if picture.looks < 0 else "PROCESSING"
        return {"id": urn, "owner": picture.owner, "status": picture.status}

    def _readable(self, commentary: str) -> None:
        length = len(commentary.encode("utf-16-le")) // 2
        if length > self.longest:
            message = (
                "com.linkedin.content.common.exception.BadRequestResponseException: ShareCommentary text length "
                f"({length} characters) exceeded the maximum allowed ({self.longest} characters)"
            )
            raise _bad(400, message, "FIELD_ARRAY_SIZE_TOO_HIGH", "Size of array cannot be higher than the maxLength")
        if any(word in commentary for word in self.unwanted):
            raise _bad(422, "Content is not allowed", "CONTENT_NOT_ALLOWED", "Content is not allowed")

    def _not_twice(self, author: str, text: str) -> None:
        """A text is refused for a while after it was out; one that was deleted is named by a post nobody can see."""
        before = self._said.get((author, text))
        if before is None:
            return
        urn = before if any(one.urn == before for one in self.posts) else self._urn()
        message = f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}"
        raise _bad(422, message, "DUPLICATE_POST", "Duplicate post is detected")

    def _content(self, author: str, content: dict[str, Any]) -> None:
        if len(content) > 1:
            raise Refusal(422, "ERROR :: /content :: union type is not a Map with one entry")
        images = content.get("multiImage", {}).get("images", [])
        if "multiImage" in content and not 2 <= len(images) <= 20:
            raise Refusal(400, "MultiImage needs 2 to 20 images")
        urns = [one["id"] for one in (*images, *filter(None, [content.get("media")]))]
        urns += filter(None, [content.get("article", {}).get("thumbnail")])
        for urn in urns:
            picture = self.pictures.get(urn)
            if picture is None or picture.owner != author:
                raise Refusal(400, f"Image {urn} is not the author's")
            if picture.status != "AVAILABLE":
                raise _bad(400, f"Image {urn} is {picture.status}", "MEDIA_ASSET_PROCESSING", "Not ready")

    def _urn(self) -> str:
        return f"urn:li:share:{(int(self.now() * 1000) << 22) + next(self._numbers)}"


def denied(what: str) -> Refusal:
    """What LinkedIn answers to a token that may not do this."""
    return Refusal(403, f"Not enough permissions to access: {what}", serviceErrorCode=100, code="ACCESS_DENIED")


def _fit(body: object, schema: bodies.Schema) -> None:
    try:
        bodies.check(body, schema)
    except bodies.Unfit as unfit:
        raise Refusal(422, str(unfit)) from unfit


def _bad(status: int, message: str, code: str, description: str) -> Refusal:
    errors = [{"description": description, "input": {}, "code": code}]
    kind = "com.linkedin.common.error.BadRequest"
    return Refusal(status, message, errorDetailType=kind, errorDetails={"inputErrors": errors})
