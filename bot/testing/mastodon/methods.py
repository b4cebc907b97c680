"""The API's methods by their addresses: what each takes, which scope it needs, what it answers."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.testing.mastodon import entities, logins, statuses
from bot.testing.mastodon.world import Person, Refusal, Status, Token, World

PAGING = ("limit", "max_id", "since_id", "min_id")
WRITTEN = ("status", "spoiler_text", "sensitive", "language", "media_ids", "media_attributes", "poll")
# What a stranger sees of a conversation, and whoever is logged in.
STRANGERS, MEMBERS = 60, 4096


@dataclass
class Call:
    """One request: what it names, who sends it. `files` are by field."""

    world: World
    token: Token | None
    params: Mapping[str, Any]
    files: Mapping[str, bytes]
    key: str = ""
    id: str = ""

    @property
    def person(self) -> Person | None:
        """Who sends it."""
        return self.token.person if self.token else None

    @property
    def member(self) -> Person:
        """Who sends it, where that must be somebody. Raises Refusal."""
        if self.token is None:
            raise Refusal(401, "The access token is invalid")
        return self.token.person


Answer = tuple[int, Any]


@dataclass(frozen=True)
class Method:
    """One method; `scopes` are those of which one is needed, none for whoever comes."""

    verb: str
    path: str
    answer: Callable[[Call], Answer]
    takes: Collection[str] = ()
    scopes: Sequence[str] = field(default=())

    def matches(self, verb: str, path: str) -> str | None:
        """The id in a path that is this method's, "" for one without; None for another method's."""
        found = re.fullmatch(self.path.replace(":id", "([^/]+)"), path)
        return (found[1] if found.groups() else "") if found and verb == self.verb else None


def method(verb: str, path: str) -> tuple[Method, str]:
    """The method of a request, and the id in it. Raises Refusal."""
    for one in METHODS:
        named = one.matches(verb, path)
        if named is not None:
            return one, named
    raise Refusal(404, "Not Found")


def _instance(call: Call) -> Answer:
    if call.world.rules.limited and call.person is None:
        raise Refusal(401, "This method requires an authenticated user")
    return 200, entities.instance(call.world)


def _apps(call: Call) -> Answer:
    return 200, logins.register(call.world, call.params)


def _token(call: Call) -> Answer:
    return 200, logins.exchange(call.world, call.params)


def _app(call: Call) -> Answer:
    if call.token is None:
        raise Refusal(401, "The access token is invalid")
    return 200, entities.application(call.world, call.token.app)


def _account(call: Call) -> Answer:
    made = entities.account(call.world, call.member)
    source = {"privacy": "public", "sensitive": False, "language": None, "note": "", "fields": []}
    return 200, {**made, "source": source}


def _own_statuses(call: Call) -> Answer:
    person = next((one for one in call.world.people if one.id == call.id), None)
    if person is None:
        raise Refusal(404, "Record not found")
    found = [one for one in call.world.statuses if one.author is person and not one.deleted]
    found = [one for one in found if call.world.visible(one, call.person)]
    if statuses.is_true(call.params.get("exclude_replies", "0")):
        found = [one for one in found if one.parent is None or one.parent.author is person]
    shown = _page(found, call.params, default=20)
    return 200, [entities.status(call.world, one, call.person) for one in shown]


def _page(found: Sequence[Any], params: Mapping[str, Any], *, default: int) -> list[Any]:
    """A page by ids, the newest first; `min_id` gives the oldest of those after it."""
    most = min(int(params.get("limit") or default), default * 2)
    after = max(int(params.get("since_id") or 0), int(params.get("min_id") or 0))
    before = int(params.get("max_id") or 0)
    within = [one for one in found if int(one.id) > after and (not before or int(one.id) < before)]
    newest = sorted(within, key=lambda one: int(one.id), reverse=True)
    return newest[-most:] if params.get("min_id") else newest[:most]


def _post(call: Call) -> Answer:
    made = statuses.posted(call.world, call.member, call.params, call.key)
    return 200, entities.status(call.world, made, call.member)


def _visible(call: Call) -> Status:
    found = call.world.status(call.id)
    if not call.world.visible(found, call.person):
        raise Refusal(404, "Record not found")
    return found


def _status(call: Call) -> Answer:
    return 200, entities.status(call.world, _visible(call), call.person)


def _edit(call: Call) -> Answer:
    found = statuses.own(call.world, call.member, call.id)
    return 200, entities.status(call.world, statuses.edited(call.world, found, call.params), call.member)


def _delete(call: Call) -> Answer:
    found = statuses.own(call.world, call.member, call.id)
    told = entities.status(call.world, found, call.member)
    found.deleted = True
    for one in found.media:
        one.status_id = ""
    return 200, {**told, "text": found.text}


def _source(call: Call) -> Answer:
    if not call.world.rules.shows_source:
        raise Refusal(404, "Not Found")
    found = statuses.own(call.world, call.member, call.id)
    return 200, {"id": found.id, "text": found.text, "spoiler_text": found.spoiler}


def _context(call: Call) -> Answer:
    found = _visible(call)
    above: list[Status] = []
    while (parent := (above[0] if above else found).parent) is not None:
        above.insert(0, parent)
    below = [one for one in _below(call.world, found) if call.world.visible(one, call.person)]
    most = MEMBERS if call.person else STRANGERS
    shown = [entities.status(call.world, one, call.person) for one in below[:most]]
    return 200, {"ancestors": [entities.status(call.world, one, call.person) for one in above], "descendants": shown}


def _below(world: World, status: Status) -> list[Status]:
    """What answers a status, and what answers that, a branch at a time."""
    answers = [one for one in world.statuses if one.parent is status]
    return [each for one in answers for each in ([] if one.deleted else [one]) + _below(world, one)]


def _favourite(call: Call) -> Answer:
    found = _visible(call)
    found.favourites.add(call.member.id)
    return 200, entities.status(call.world, found, call.member)


def _upload(call: Call) -> Answer:
    if "file" not in call.files:
        raise Refusal(422, "Validation failed: File can't be blank")
    description = str(call.params.get("description") or "")
    made = statuses.uploaded(call.world, call.member, call.files["file"], description)
    return (202 if made.looks else 200), entities.attachment(call.world, made)


def _media(call: Call) -> Answer:
    found = call.world.media.get(call.id)
    if found is None or found.person is not call.member or found.status_id:
        raise Refusal(404, "Record not found")
    found.looks = max(0, found.looks - 1)
    return (206 if found.looks else 200), entities.attachment(call.world, found)


def _notifications(call: Call) -> Answer:
    person, wanted = call.member, call.params.get("types") or ["mention"]
    told = [one for one in call.world.statuses if one.author is not person and not one.deleted]
    told = [one for one in told if "mention" in wanted and call.world.is_mentioned(person, one)]
    return 200, [
        {
            "id": one.id,
            "type": "mention",
            "group_key": f"ungrouped-{one.id}",
            "created_at": entities.moment(one.created),
            "account": entities.account(call.world, one.author),
            "status": entities.status(call.world, one, person),
        }
        for one in _page(told, call.params, default=40)
    ]


_STATUS = "/api/v1/statuses/:id"
_POSTED = (*WRITTEN, "in_reply_to_id", "visibility", "scheduled_at", "quoted_status_id", "quote_approval_policy")
_LISTED = (*PAGING, "only_media", "exclude_replies", "exclude_reblogs", "exclude_direct", "pinned", "tagged")
_EXCHANGED = ("grant_type", "code", "client_id", "client_secret", "redirect_uri", "scope", "code_verifier")
_READ = ("read:statuses",)
_WRITE = ("write:statuses",)
METHODS = (
    Method("GET", "/api/v2/instance", _instance),
    Method("POST", "/api/v1/apps", _apps, ("client_name", "redirect_uris", "scopes", "website")),
    Method("POST", "/oauth/token", _token, _EXCHANGED),
    Method("GET", "/api/v1/apps/verify_credentials", _app),
    Method("GET", "/api/v1/accounts/verify_credentials", _account, (), ("read:accounts", "profile")),
    Method("GET", "/api/v1/accounts/:id/statuses", _own_statuses, _LISTED, _READ),
    Method("POST", "/api/v1/statuses", _post, _POSTED, _WRITE),
    Method("GET", _STATUS, _status, (), _READ),
    Method("PUT", _STATUS, _edit, WRITTEN, _WRITE),
    Method("DELETE", _STATUS, _delete, ("delete_media",), _WRITE),
    Method("GET", f"{_STATUS}/source", _source, (), _READ),
    Method("GET", f"{_STATUS}/context", _context, (), _READ),
    Method("POST", f"{_STATUS}/favourite", _favourite, (), ("write:favourites",)),
    Method("POST", "/api/v2/media", _upload, ("description", "focus"), ("write:media",)),
    Method("GET", "/api/v1/media/:id", _media, (), ("write:media",)),
    Method(
        "GET",
        "/api/v1/notifications",
        _notifications,
        (*PAGING, "types", "exclude_types", "account_id"),
        ("read:notifications",),
    ),
)
# May be asked without a token; with one, its scopes count.
OPEN = (_instance, _apps, _token, _own_statuses, _status, _context)
