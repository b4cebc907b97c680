"""I/O: pictures, by the Images API: announced, put, and waited for until they can be shown."""

import asyncio

from bot.domain.errors import Later, Rejected
from bot.domain.post import Fitted
from bot.platforms.linkedin import failures, urns
from bot.platforms.linkedin.api import Api, Wires

# Between two looks at a picture that is being worked on, in seconds; each wait is longer than the last.
FIRST_WAIT = 0.1


async def uploaded(wires: Wires, api: Api, owner: str, picture: Fitted) -> str:
    """The URN of a picture that can be shown. Nothing is published by it. Raises Rejected, Reconnect, Later."""
    body = {"initializeUploadRequest": {"owner": owner}}
    begun = await api.done("POST", "/rest/images", params={"action": "initializeUpload"}, json=body)
    value = begun.said.get("value")
    value = value if isinstance(value, dict) else {}
    url, urn = str(value.get("uploadUrl", "")), str(value.get("image", ""))
    if not wires.trusts(url) or not urn.startswith("urn:li:"):
        raise failures.unanswered(published=False)
    await api.done("PUT", url, content=picture.data, headers={"Content-Type": picture.kind})
    await _shown(wires, api, urn)
    return urn


async def _shown(wires: Wires, api: Api, urn: str) -> None:
    """Wait until a picture can be shown; a login that may only write cannot look, and goes on."""
    wait = FIRST_WAIT
    try:
        async with asyncio.timeout(wires.resources.patience):
            while True:
                answer = await api.call("GET", f"/rest/images/{urns.in_path(urn)}")
                if answer.status in (403, 404):
                    return
                state = api.checked(answer).said.get("status")
                if state == "AVAILABLE":
                    return
                if state == "PROCESSING_FAILED":
                    raise Rejected("network_refuses", network=failures.LABEL, reason="picture_refused")
                await asyncio.sleep(wait)
                wait *= 1.5
    except TimeoutError as error:
        raise Later("network_busy", retry_after=failures.AWAY, network=failures.LABEL) from error
