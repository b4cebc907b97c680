"""Pure: a part becomes a timeline entry, an entry becomes a reference or a reply."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.domain.draft import Picture
from bot.domain.ports import Outgoing
from bot.domain.publication import Account, Remote
from bot.domain.reply import Incoming
from bot.domain.timeline import Entry

_LINK = re.compile(r"(?:sandbox://[^/?#\s]+/)?([0-9a-z]{1,80})/?(?:[?#]\S*)?")


def entry(
    outgoing: Outgoing, account: Account, entry_id: str, created: datetime, images: Sequence[Picture] = ()
) -> Entry:
    """What the timeline keeps of a part."""
    return Entry(
        id=entry_id,
        account_id=account.id,
        author=account.handle,
        text=outgoing.part.text,
        spans=outgoing.part.spans,
        card=outgoing.card,
        images=tuple(images),
        key=outgoing.key,
        parent_id=outgoing.reply_to.id if outgoing.reply_to else "",
        root_id=outgoing.root.id if outgoing.root else "",
        created=created,
    )


def amended(entry: Entry, outgoing: Outgoing, edited: datetime, images: Sequence[Picture] = ()) -> Entry | None:
    """The entry saying this part instead; None where it does already."""
    part = outgoing.part
    says = {"text": part.text, "spans": part.spans, "card": outgoing.card, "images": tuple(images)}
    changed = entry.model_copy(update=says)
    return changed.model_copy(update={"edited": edited}) if changed != entry else None


def remote(entry: Entry, account: Account) -> Remote:
    """Where a published part is."""
    return Remote(id=entry.id, url=f"sandbox://{account.handle}/{entry.id}")


def located(link: str, account: Account) -> Remote | None:
    """The entry that a sandbox:// address or a bare id names."""
    found = _LINK.fullmatch(link.strip())
    return Remote(id=found[1], url=f"sandbox://{account.handle}/{found[1]}") if found else None


def incoming(entry: Entry, account: Account) -> Incoming:
    """A reader's reply as the inbox takes it; a deleted one has lost its text."""
    return Incoming(
        native_id=entry.id,
        parent_id=entry.parent_id,
        author=entry.author,
        text="" if entry.deleted else entry.text,
        created=entry.created,
        edited=entry.edited,
        deleted=entry.deleted,
        url=f"sandbox://{account.handle}/{entry.id}",
    )
