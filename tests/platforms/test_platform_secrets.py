"""No secret of an account is in the logs of a platform, however much is logged, in whatever form.

`STANDFIRST_LOG_MEGABYTES=10` says how much is written in all; each network that publishes gives its share.
"""

import base64
import html
import json
import logging
import os
import re
from importlib import import_module
from urllib.parse import quote, quote_plus

import pytest
from platforms.rigging import PUBLISHING, rigging

from bot.cli import logs
from bot.domain.draft import Picture
from bot.domain.errors import StandfirstError
from bot.domain.ports import Collects, Deletes, Examines
from bot.testing.sessions import FAULTS, drawn, outgoing, rewound

SHARE = int(float(os.environ.get("STANDFIRST_LOG_MEGABYTES", "1")) * 1_000_000) // len(PUBLISHING)
# Fewer letters may stand anywhere by chance.
SHORTEST = 8
SECRET = re.compile("(token|secret|password|access|refresh|key)$")
DELIVERING = logging.getLogger("bot.services.delivering")


def forms(secret):
    """How a secret may show: as it is, escaped, quoted, in base64 wherever in it, in hexadecimals."""
    found = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), html.escape(secret)}
    found |= {json.dumps(secret)[1:-1], repr(secret)[1:-1], repr(secret.encode())[2:-1], secret.encode().hex()}
    for ahead in range(3):
        data = b"\0" * ahead + secret.encode()
        first, last = -(-ahead * 8 // 6), len(data) * 8 // 6
        found |= {encode(data).decode()[first:last] for encode in (base64.b64encode, base64.urlsafe_b64encode)}
    return {form for form in found if len(form) >= SHORTEST}


def leaks(text, secrets):
    """What of these secrets stands in a text."""
    return sorted(form for secret in secrets for form in forms(secret) if form in text)


@pytest.mark.parametrize("secret", ["correct-horse", "a/b+c=d&e f", 'quo"ted\\key'])
@pytest.mark.parametrize(
    "shown",
    [
        str, repr, json.dumps, quote_plus, html.escape, str.encode,
        lambda secret: base64.b64encode(secret.encode()),
        lambda secret: base64.b64encode(b"u:" + secret.encode() + b":and more"),
        lambda secret: base64.urlsafe_b64encode(b"user:" + secret.encode()),
        lambda secret: {"Authorization": f"Bearer {secret}"},
        lambda secret: f"https://network.example/api?token={quote(secret, safe='')}&page=2",
    ],
)  # fmt: skip
def test_a_secret_is_found_however_it_is_shown(secret, shown):
    assert leaks(f"2026-05-12 DEBUG said {shown(secret)}.", [secret])
    assert not leaks(f"2026-05-12 DEBUG said {shown('another thing')}.", [secret])


@pytest.fixture
def logged(logs_as_before, tmp_path):
    """What is logged from now on, as `run --debug` writes it and, of our own loggers, as it comes."""
    root, ours = logging.getLogger(), logging.getLogger("bot")
    root.handlers[:] = []
    with (tmp_path / "program.log").open("w+") as program, (tmp_path / "raw.log").open("w+") as raw:
        logs.prepare([], debug=True, stream=program)
        plain = logging.StreamHandler(raw)
        plain.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        ours.addHandler(plain)
        try:
            yield program, raw
        finally:
            ours.removeHandler(plain)


async def tried(call):
    """What a call gives; a failure is logged with its causes, as the program does."""
    try:
        return await call
    except StandfirstError as failure:
        DELIVERING.warning("publication %s", failure, exc_info=True)
        return None


async def rounded(rig, number, picture=()):
    """A day in the life of an account: publish, look, read, take back, be examined."""
    part = outgoing(rig, f"The quay is open again, day {number}.", f"key-{number}", images=picture)
    async with rig.platform.connect(rig.account, rig.resources) as session:
        DELIVERING.debug("session %r of %r with %r", session, rig.account, rig.resources)
        remote = await tried(session.publish(part))
        await tried(session.find(rewound(part)))
        await tried(session.find(rewound(outgoing(rig, f"Never out, {number}.", f"never-{number}"))))
        if remote and isinstance(session, Collects):
            await tried(session.replies([remote], cursor=""))
        if isinstance(session, Examines):
            await tried(session.examine())
        if remote and isinstance(session, Deletes):
            await tried(session.delete(remote))


async def befallen(rig, number, fault):
    """One fault; False where the network knows none such."""
    if not await rig.fail(fault):
        return False
    await rounded(rig, number)
    await rig.mend()
    return True


def renewed(rig):
    """What the vault holds by now that nobody may know: logins are renewed under way."""
    kept = getattr(rig.resources.vault, "kept", {}).get(rig.account.id, {})
    return [value for name, value in kept.items() if SECRET.search(name) and value]


@pytest.fixture(params=[*PUBLISHING, "x by keys"])
def rigged(request, tmp_path):
    """Each network's rig; X can be logged in to in two ways, and signs each request in one of them."""
    if request.param == "x by keys":
        return import_module("platforms.x.rig").rigged(tmp_path, way="keys")
    return rigging(request.param, request, tmp_path)


async def test_no_secret_is_in_the_debug_logs(rigged, logged):
    program, raw = logged
    async with rigged as rig:
        picture = drawn()
        rig.album.pictures[picture.id] = picture
        await rounded(rig, 0, [Picture(media_id=picture.id, alt="A quay.")] if rig.platform.limits.images else [])
        faults = [fault for fault in FAULTS if fault != "revoked_token"]
        known = [await befallen(rig, number, fault) for number, fault in enumerate(faults, 1)]
        number = len(faults) + 1
        while program.tell() < SHARE:
            await rounded(rig, number)
            number += 1
        await befallen(rig, number, "revoked_token")
        secrets = [*rig.secrets, *renewed(rig)]
    assert any(known)
    for file in (program, raw):
        file.flush()
        file.seek(0)
        assert leaks(file.read(), secrets) == []
