"""A server's JSON: what its people, statuses, pictures and rules look like from outside."""

from datetime import datetime
from typing import Any

from bot.testing.mastodon.world import App, Media, Person, Status, World

Json = dict[str, Any]


def moment(at: datetime) -> str:
    """A time as Mastodon writes it: UTC, milliseconds, "Z"."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def account(world: World, person: Person) -> Json:
    """A person."""
    made: Json = {
        "id": person.id,
        "username": person.username,
        "acct": person.acct,
        "display_name": person.username.title(),
        "locked": False,
        "bot": person.bot,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": "2026-01-01T00:00:00.000Z",
        "note": "",
        "url": world.page(person),
        "uri": f"https://{person.domain or world.domain}/users/{person.username}",
        "avatar": f"https://{world.domain}/avatar.png",
        "avatar_static": f"https://{world.domain}/avatar.png",
        "header": f"https://{world.domain}/header.png",
        "header_static": f"https://{world.domain}/header.png",
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": sum(one.author is person and not one.deleted for one in world.statuses),
        "last_status_at": None,
        "hide_collections": None,
        "noindex": False,
        "roles": [],
        "emojis": [],
        "fields": [],
    }
    return {**made, "suspended": True} if person.suspended else made


def attachment(world: World, media: Media) -> Json:
    """A picture; its address is null while it is worked through."""
    address = None if media.looks else f"https://files.{world.domain}/original/{media.id}"
    return {
        "id": media.id,
        "type": "image",
        "url": address,
        "preview_url": address,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": {},
        "description": media.description or None,
        "blurhash": None,
    }


def status(world: World, one: Status, viewer: Person | None = None) -> Json:
    """A status, as somebody sees it."""
    base = f"https://{one.author.domain or world.domain}"
    return {
        "id": one.id,
        "created_at": moment(one.created),
        "in_reply_to_id": one.parent.id if one.parent else None,
        "in_reply_to_account_id": one.parent.author.id if one.parent else None,
        "sensitive": one.sensitive,
        "spoiler_text": one.spoiler,
        "visibility": one.visibility,
        "language": one.language,
        "uri": f"{base}/users/{one.author.username}/statuses/{one.id}",
        "url": f"{base}/@{one.author.username}/{one.id}",
        "replies_count": sum(other.parent is one and not other.deleted for other in world.statuses),
        "reblogs_count": 0,
        "favourites_count": len(one.favourites),
        "quotes_count": 0,
        "edited_at": moment(one.edited) if one.edited else None,
        "favourited": viewer is not None and viewer.id in one.favourites,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "content": world.content(one),
        "filtered": [],
        "reblog": None,
        "account": account(world, one.author),
        "media_attachments": [attachment(world, media) for media in one.media],
        "mentions": [],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
        "quote": None,
        "quote_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
        **({"application": {"name": "Standfirst", "website": None}, "pinned": False} if one.author is viewer else {}),
    }


def application(world: World, app: App, *, secret: bool = False) -> Json:
    """An app; its scopes only where the server is new enough to say."""
    made: Json = {"id": app.id, "name": app.name, "website": None, "redirect_uri": "\n".join(app.redirects)}
    if world.rules.app_scopes:
        made |= {"scopes": list(app.scopes), "redirect_uris": list(app.redirects)}
    if secret:
        made |= {"client_id": app.client_id, "client_secret": app.client_secret, "client_secret_expires_at": 0}
    return {**made, "vapid_key": "BA"}


def instance(world: World) -> Json:
    """What the server says of itself, GET /api/v2/instance."""
    rules = world.rules
    return {
        "domain": world.domain,
        "title": "A local Mastodon",
        "version": rules.version,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "",
        "usage": {"users": {"active_month": len(world.people)}},
        "thumbnail": {"url": f"https://{world.domain}/preview.png"},
        "icon": [],
        "languages": ["en"],
        "configuration": {
            "urls": {"streaming": f"wss://{world.domain}", "status": None},
            "vapid": {"public_key": "BA"},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {
                "max_characters": rules.max_characters,
                "max_media_attachments": rules.max_media,
                "characters_reserved_per_url": rules.address_cost,
            },
            "media_attachments": {
                "description_limit": rules.description_limit,
                "image_matrix_limit": rules.image_matrix_limit,
                "image_size_limit": rules.image_size_limit,
                "supported_mime_types": list(rules.kinds),
                "video_frame_rate_limit": 120,
                "video_matrix_limit": 8_294_400,
                "video_size_limit": 103_809_024,
            },
            "polls": {
                "max_options": 4,
                "max_characters_per_option": 50,
                "min_expiration": 300,
                "max_expiration": 2_629_746,
            },
            "translation": {"enabled": False},
            "limited_federation": False,
        },
        "registrations": {"enabled": False, "approval_required": False, "message": None, "url": None},
        "api_versions": {"mastodon": 6},
        "contact": {"email": f"staff@{world.domain}", "account": None},
        "rules": [],
    }
