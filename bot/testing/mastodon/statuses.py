"""What a server takes as a status or a picture, and the words in which it refuses the rest."""

import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.testing.mastodon import counting
from bot.testing.mastodon.world import NOT_FOUND, Media, Person, Refusal, Status, World

VISIBILITIES = ("public", "unlisted", "private", "direct")
NO_PARENT = (404, "The post you are trying to reply to does not appear to exist.")
NOT_READY = (422, "Cannot attach files that have not finished processing. Try again in a moment!")
BAD_FILE = (422, "Validation failed: File content type is invalid, File is invalid")

Params = Mapping[str, Any]


def posted(world: World, person: Person, params: Params, key: str) -> Status:
    """A new status, or the one that came of this key within the hour. Raises Refusal."""
    parent = _parent(world, person, str(params.get("in_reply_to_id") or ""))
    known = _known(world, person, key)
    if known:
        return world.status(known)
    now = world.clock.now()
    made = Status(
        world.new_id(now),
        person,
        _text(params.get("status")),
        now,
        spoiler=_text(params.get("spoiler_text")),
        visibility=str(params.get("visibility") or "public"),
        language=str(params.get("language") or "en"),
        parent=parent,
    )
    made.media = _attached(world, person, params.get("media_ids"), made)
    made.sensitive = is_true(params.get("sensitive", person.hides_media)) or bool(made.spoiler)
    _validated(world, made)
    _bound(made)
    world.statuses.append(made)
    if key:
        world.keys[(person.id, key)] = (made.id, now)
    return made


def edited(world: World, status: Status, params: Params) -> Status:
    """A status that says something else; what is not named is taken away, as Mastodon does. Raises Refusal."""
    trial = Status(status.id, status.author, _text(params.get("status")), status.created)
    trial.spoiler = _text(params.get("spoiler_text"))
    trial.media = _attached(world, status.author, params.get("media_ids"), status)
    _validated(world, trial)
    sensitive = is_true(params.get("sensitive")) or bool(trial.spoiler)
    described = _described(world, trial.media, params.get("media_attributes") or [])
    before = (status.text, status.spoiler, status.media, status.sensitive)
    if before == (trial.text, trial.spoiler, trial.media, sensitive) and not described:
        return status
    status.text, status.spoiler, status.media, status.sensitive = trial.text, trial.spoiler, trial.media, sensitive
    _bound(status)
    status.edited = world.clock.now()
    status.edits += 1
    return status


def uploaded(world: World, person: Person, data: bytes, description: str) -> Media:
    """A picture. Raises Refusal."""
    rules = world.rules
    try:
        with Image.open(io.BytesIO(data)) as picture:
            kind, (width, height) = Image.MIME.get(picture.format or "", ""), picture.size
    except (UnidentifiedImageError, OSError) as error:
        raise Refusal(*BAD_FILE) from error
    if kind not in rules.kinds:
        raise Refusal(*BAD_FILE)
    if len(data) > rules.image_size_limit:
        most = rules.image_size_limit // 1_048_576
        raise Refusal(422, f"Validation failed: File file size must be less than {most} MB")
    if width * height > rules.image_matrix_limit:
        raise Refusal(422, f"Validation failed: File {width}x{height} images are not supported")
    _require_short(world, description)
    made = Media(world.new_id(), person, kind, data, description, rules.processing)
    world.media[made.id] = made
    return made


def is_true(said: object) -> bool:
    """What Rails takes for true."""
    return str(said).lower() not in ("", "0", "f", "false", "off", "none")


def _known(world: World, person: Person, key: str) -> str:
    found = world.keys.get((person.id, key)) if key else None
    if found is None or world.clock.now() - found[1] > timedelta(seconds=world.rules.key_seconds):
        return ""
    return found[0]


def _parent(world: World, person: Person, parent_id: str) -> Status | None:
    if not parent_id:
        return None
    try:
        found = world.status(parent_id)
    except Refusal as error:
        raise Refusal(*NO_PARENT) from error
    if not world.visible(found, person):
        raise Refusal(*NO_PARENT)
    return found


def _validated(world: World, status: Status) -> None:
    rules = world.rules
    if status.visibility not in VISIBILITIES:
        raise Refusal(422, "Validation failed: Visibility is not included in the list")
    if not status.text and not status.media and not status.spoiler:
        raise Refusal(422, "Validation failed: Text can't be blank")
    if counting.length(status.text, status.spoiler, rules.address_cost) > rules.max_characters:
        raise Refusal(422, f"Validation failed: Text character limit of {rules.max_characters} exceeded")
    if any(word in status.text for word in rules.reject):
        raise Refusal(422, "Validation failed: Text contains words that are not allowed on this server")


def _attached(world: World, person: Person, named: object, status: Status) -> list[Media]:
    ids = [str(one) for one in named] if isinstance(named, Sequence) and not isinstance(named, str) else []
    if len(ids) > world.rules.max_media:
        raise Refusal(422, f"Cannot attach more than {world.rules.max_media} files")
    found = [world.media[one] for one in ids if one in world.media and world.media[one].person is person]
    free = [one for one in found if one.status_id in ("", status.id)]
    if len(free) < len(ids):
        raise Refusal(422, f"Media {', '.join(ids)} not found or already attached to another post")
    if any(one.looks for one in free):
        raise Refusal(*NOT_READY)
    return free


def _bound(status: Status) -> None:
    for one in status.media:
        one.status_id = status.id


def _described(world: World, media: Sequence[Media], attributes: Sequence[Params]) -> bool:
    """Give pictures other descriptions; whether any changed. Raises Refusal."""
    changed = False
    for one in attributes:
        found = next((each for each in media if each.id == str(one.get("id"))), None)
        if found is not None and "description" in one:
            said = str(one["description"] or "")
            _require_short(world, said)
            changed |= said != found.description
            found.description = said
    return changed


def _require_short(world: World, description: str) -> None:
    most = world.rules.description_limit
    if len(description) > most:
        raise Refusal(422, f"Validation failed: Description is too long (maximum is {most} characters)")


def _text(said: object) -> str:
    return str(said or "").strip()


def own(world: World, person: Person, status_id: str) -> Status:
    """A status of somebody's own. Raises Refusal."""
    found = world.status(status_id)
    if found.author is not person:
        raise Refusal(*NOT_FOUND)
    return found
