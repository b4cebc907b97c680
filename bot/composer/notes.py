"""What was left out or done differently, written down for the person who approves the post."""

from bot.composer.offer import Offer
from bot.composer.plan import Choice
from bot.domain.post import Note


def note(key: str, **values: str | int) -> Note:
    """A note whose sentence is templates/chat/<lang>/notes/<key>."""
    return Note(key=key, values=dict(values))


def differences(offer: Offer, wanted: Choice, shown: Choice) -> list[Note]:
    """Notes on what `wanted` has and `shown` has not."""
    return [*bullet_notes(shown), *_parts_left_out(wanted, shown), *_said_already(offer, shown)]


def same(wanted: Choice, shown: Choice) -> bool:
    """Whether nothing that was wanted is missing or shortened."""
    parts = ("headline", "bullets", "standfirst", "second", "context", "question", "hashtags", "signature")
    return all(getattr(wanted, part) == getattr(shown, part) for part in parts)


def bullet_notes(shown: Choice) -> list[Note]:
    """Bullets of the draft that are missing, replaced by another statement, or shown in a shorter length."""
    told = shown.plan
    own = [picked for picked in shown.bullets if picked.at < len(told.items)]
    spare = len(shown.bullets) - len(own)
    missing = len(told.items) - len(own)
    instead = told.replaced + min(spare, missing)
    gone = told.dropped + missing - min(spare, missing)
    shortened = sum(picked.length > 0 for picked in shown.bullets)
    notes = [note("left_out_bullets", count=gone)] if gone else []
    notes += [note("replaced_bullets", count=instead)] if instead else []
    notes += [note("shortened_bullets", count=shortened)] if shortened else []
    return notes


def _parts_left_out(wanted: Choice, shown: Choice) -> list[Note]:
    notes = []
    if wanted.standfirst and not shown.standfirst:
        notes.append(note("left_out_standfirst"))
    if wanted.question and not shown.question:
        notes.append(note("left_out_question"))
    missing = sum(map(len, wanted.context)) - sum(map(len, shown.context)) + (wanted.second != shown.second)
    if missing > 0:
        notes.append(note("left_out_context", count=missing))
    if len(wanted.hashtags) > len(shown.hashtags):
        notes.append(note("left_out_hashtags", count=len(wanted.hashtags) - len(shown.hashtags)))
    if wanted.signature and not shown.signature:
        notes.append(note("left_out_signature"))
    if wanted.headline != shown.headline:
        notes.append(note("shortened_headline"))
    return notes


def _said_already(offer: Offer, shown: Choice) -> list[Note]:
    material = offer.material
    repeated = offer.standfirst and material.draft.standfirst is not None and material.full is material.brief
    return [note("standfirst_said_already")] if repeated and not shown.standfirst else []
