"""What can be read: posts by id, timelines, mentions, the search of the last seven days, the account itself."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from aiohttp import web

from bot.platforms.x import entities
from bot.testing.x.rendering import Json, person, post, shown
from bot.testing.x.world import PROBLEMS, Post, User, World, problem

__all__ = ["me", "mentions", "one", "search", "several", "shown", "timeline"]
SEARCHED = timedelta(days=7)
# The newer names of fields, as the older ones that the double keeps.
OLDER = {"note_post": "note_tweet", "referenced_posts": "referenced_tweets"}


def me(user: User, request: web.Request) -> Json:
    """GET /2/users/me."""
    return {"data": person(user, set(request.query.get("user.fields", "").split(",")))}


def one(world: World, request: web.Request, *, newer: bool) -> Json:
    """GET /2/tweets/{id}; what is not there is an error beside no data, as a success."""
    post_id = request.match_info["id"]
    found = world.posts.get(post_id)
    if found is None:
        return {"errors": [_missing(post_id)]}
    return {"data": post(world, found, _fields(request), newer=newer)}


def several(world: World, request: web.Request, *, newer: bool) -> Json:
    """GET /2/tweets?ids=."""
    ids = request.query["ids"].split(",")
    found = [post(world, world.posts[one], _fields(request), newer=newer) for one in ids if one in world.posts]
    errors = [_missing(one) for one in ids if one not in world.posts]
    return {**({"data": found} if found else {}), **({"errors": errors} if errors else {})}


def timeline(world: World, request: web.Request, *, newer: bool) -> Json:
    """GET /2/users/{id}/tweets. Raises Refusal."""
    author = world.users.get(request.match_info["id"])
    if author is None:
        raise problem(404, "Could not find user.", kind=f"{PROBLEMS}/resource-not-found")
    without = request.query.get("exclude", "").split(",")
    return _page(
        world,
        request,
        lambda found: found.author is author and not ("replies" in without and found.parent),
        newer=newer,
        usual=10,
    )


def mentions(world: World, request: web.Request, *, newer: bool) -> Json:
    """GET /2/users/{id}/mentions: of an account by name, and replies to it. Raises Refusal."""
    named = world.users.get(request.match_info["id"])
    if named is None:
        raise problem(404, "Could not find user.", kind=f"{PROBLEMS}/resource-not-found")

    def mentioned(found: Post) -> bool:
        names = {name.text.lower() for name in entities.mentions(found.text)}
        above = world.posts.get(found.parent)
        return found.author is not named and (named.username.lower() in names or bool(above and above.author is named))

    return _page(world, request, mentioned, newer=newer, usual=10)


def search(world: World, request: web.Request, *, newer: bool) -> Json:
    """GET /2/tweets/search/recent: conversation_id:, in_reply_to_tweet_id:, from:, each also with "-"."""
    terms = request.query["query"].split()
    known: dict[str, Callable[[Post, str], bool]] = {
        "conversation_id": lambda found, value: found.root == value,
        "in_reply_to_tweet_id": lambda found, value: found.parent == value,
        "from": lambda found, value: value.lower() in (found.author.username.lower(), found.author.id),
    }
    read = [(not term.startswith("-"), *term.removeprefix("-").partition(":")[::2]) for term in terms]
    unknown = [name for _, name, _ in read if name not in known]
    if unknown:
        raise problem(400, f"There were errors processing your request: {unknown}", kind=f"{PROBLEMS}/invalid-request")
    since = world.clock() - SEARCHED

    def wanted(found: Post) -> bool:
        return found.created >= since and all(known[name](found, value) is is_so for is_so, name, value in read)

    return _page(world, request, wanted, newer=newer, usual=10)


def _page(world: World, request: web.Request, wanted: Callable[[Post], bool], *, newer: bool, usual: int) -> Json:
    query = request.query
    shown_now = world.clock() - world.lag
    found = [
        one
        for one in world.newest()
        if wanted(one) and one.created <= shown_now and _between(one, query.get("start_time"), query.get("end_time"))
    ]
    found = [one for one in found if _after(one, query.get("since_id"), query.get("until_id"))]
    token = query.get("pagination_token") or query.get("next_token") or "0"
    if not token.isdecimal():
        raise problem(400, "The token is invalid.", kind=f"{PROBLEMS}/invalid-request")
    place, most = int(token), int(query.get("max_results", usual))
    return _listed(world, found[place : place + most], _fields(request), newer, place + most, len(found))


def _listed(world: World, page: Sequence[Post], fields: set[str], newer: bool, end: int, count: int) -> Json:
    meta: Json = {"result_count": len(page)}
    if not page:
        return {"meta": meta}
    meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if end < count:
        meta["next_token"] = str(end)
    return {"data": [post(world, one, fields, newer=newer) for one in page], "meta": meta}


def _fields(request: web.Request) -> set[str]:
    asked = request.query.get("tweet.fields") or request.query.get("post.fields") or ""
    return {OLDER.get(name, name) for name in [*asked.split(","), *request.query.get("expansions", "").split(",")]}


def _between(one: Post, start: str | None, end: str | None) -> bool:
    after = start is None or one.created >= datetime.fromisoformat(start)
    return after and (end is None or one.created < datetime.fromisoformat(end))


def _after(one: Post, since: str | None, until: str | None) -> bool:
    return (since is None or int(one.id) > int(since)) and (until is None or int(one.id) < int(until))


def _missing(post_id: str) -> Json:
    return {
        "value": post_id,
        "detail": f"Could not find tweet with id: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "id",
        "resource_id": post_id,
        "type": f"{PROBLEMS}/resource-not-found",
    }
