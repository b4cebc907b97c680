"""What X knows and refuses: people, posts, pictures; the rules of writing.

Refusals are the bodies that X gives, where somebody has shown one (tweepy and other clients' threads of issues), else
its kinds of problems.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from unicodedata import normalize

from bot.platforms.x import counting, entities

EPOCH = 1_288_834_974_657
SHORT, LONG = 280, 25_000
PROBLEMS = "https://api.twitter.com/2/problems"
EDITS = 5
EDITABLE = timedelta(hours=1)


class Refusal(Exception):
    """An answer that is no success: the status, the body, headers."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = dict(body)
        self.headers = dict(headers or {})


def problem(status: int, detail: str, *, kind: str = "about:blank", title: str = "") -> Refusal:
    """A refusal as a problem."""
    titles = {400: "Invalid Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found Error"}
    named = title or titles.get(status, "Error")
    return Refusal(status, {"title": named, "detail": detail, "type": kind, "status": status})


@dataclass
class User:
    """A person on X; `subscription` is None, Basic, Premium or PremiumPlus."""

    id: str
    username: str
    name: str
    subscription: str = "None"


@dataclass
class Media:
    """An uploaded picture."""

    id: str
    owner: str
    data: bytes
    alt: str = ""


@dataclass
class Post:
    """A post in one version; `versions` are the ids of all of them, the same list for each."""

    id: str
    author: User
    text: str
    created: datetime
    parent: str = ""
    root: str = ""
    media: tuple[Media, ...] = ()
    versions: list[str] = field(default_factory=list)
    hidden: bool = False


@dataclass
class World:
    """Everything. `most` shrinks what a text may weigh; `threads` is False where X takes no replies to own posts,
    `lag` is how long a new post is missing in what is read.

    `violations` are requests and answers that do not keep to X's description.
    """

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    most: int | None = None
    threads: bool = True
    lag: timedelta = timedelta()
    _last: int = 0
    _people: "count[int]" = field(default_factory=lambda: count(2_244_994_945))

    def join(self, username: str, name: str = "", *, subscription: str = "None") -> User:
        """A new person."""
        user = User(str(next(self._people)), username, name or username, subscription)
        self.users[user.id] = user
        return user

    def upload(self, owner: User, data: bytes) -> Media:
        """Take a picture. Raises Refusal for what is none, or too large."""
        kinds = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"GIF8")
        if not data.startswith(kinds) or len(data) > 5_000_000:
            raise problem(400, "The media could not be processed.", kind=f"{PROBLEMS}/invalid-request")
        media = Media(self._id(), owner.id, data)
        self.media[media.id] = media
        return media

    def write(self, author: User, body: Mapping[str, Any]) -> Post:
        """POST /2/tweets. Raises Refusal."""
        text = normalize("NFC", body.get("text", "")).strip()
        ids = (body.get("media") or {}).get("media_ids", [])
        previous = (body.get("edit_options") or {}).get("previous_post_id", "")
        parent = (body.get("reply") or {}).get("in_reply_to_tweet_id", "")
        self._check_text(author, text, has_media=bool(ids))
        media = tuple(self._owned(author, media_id) for media_id in ids)
        before = self._editable(author, previous) if previous else None
        self._check_twice(author, text, before)
        if parent:
            self._check_reply(author, parent)
        new = Post(self._id(), author, text, self.clock(), parent, media=media)
        new.root = self.posts[parent].root if parent else new.id
        new.versions = before.versions if before else []
        new.versions.append(new.id)
        if before:
            new.parent, new.root = before.parent, before.root
        self.posts[new.id] = new
        return new

    def delete(self, author: User, post_id: str) -> None:
        """Take back a post in all its versions; what is gone is gone. Raises Refusal for another's."""
        post = self.posts.get(post_id)
        if post is None:
            return
        if post.author is not author:
            raise problem(403, "You are not authorized to delete this Tweet.")
        for version in post.versions:
            self.posts.pop(version, None)

    def newest(self, author: User | None = None) -> list[Post]:
        """Everything, or all of one person, in its newest versions, the newest first."""
        found = [one for one in self.posts.values() if one.versions[-1] == one.id and author in (None, one.author)]
        return sorted(found, key=lambda one: int(one.id), reverse=True)

    def _check_text(self, author: User, text: str, *, has_media: bool) -> None:
        stored, links = counting.read(text)
        if not stored and not has_media:
            raise problem(400, "Your Tweet text is empty.", kind=f"{PROBLEMS}/invalid-request")
        if counting.INVALID.search(stored):
            raise problem(400, "One or more parameters to your request was invalid.")
        most = LONG if author.subscription != "None" else SHORT
        if counting.weigh(stored, links) > (self.most if self.most is not None else most):
            about = "https://github.com/twitter/twitter-text"
            detail = (
                f"Your Tweet text is too long. For more information on how Twitter determines text length see {about}."
            )
            raise problem(400, detail)
        if len(entities.cashtags(stored)) > 1:
            raise problem(400, "A post may contain at most one cashtag.")

    def _check_twice(self, author: User, text: str, before: Post | None) -> None:
        theirs = (one for one in self.newest(author) if one is not before)
        if text and any(one.text == text for one in theirs):
            raise problem(403, "You are not allowed to create a Tweet with duplicate content.")

    def _check_reply(self, author: User, parent_id: str) -> None:
        parent = self.posts.get(parent_id)
        if parent is None:
            raise problem(403, "You attempted to reply to a Tweet that is deleted or not visible to you.")
        summoned = any(name.text.lower() == author.username.lower() for name in entities.mentions(parent.text))
        if self.threads if parent.author is author else summoned:
            return
        raise problem(
            403,
            "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by "
            "the author of the post you are replying to.",
        )

    def _owned(self, author: User, media_id: str) -> Media:
        found = self.media.get(media_id)
        if found is None or found.owner != author.id:
            raise problem(400, "Your media IDs are invalid.")
        return found

    def _editable(self, author: User, post_id: str) -> Post:
        post = self.posts.get(post_id)
        if author.subscription == "None":
            raise problem(403, "You are not permitted to edit posts.")
        if post is None or post.author is not author or post.versions[-1] != post_id:
            raise problem(403, "You are not authorized to edit this Post.")
        if self.clock() - self.posts[post.versions[0]].created > EDITABLE or len(post.versions) > EDITS:
            raise problem(403, "This Post can no longer be edited.")
        return post

    def _id(self) -> str:
        made = (int(self.clock().timestamp() * 1000) - EPOCH) << 22
        self._last = max(made, self._last + 1)
        return str(self._last)
