"""LinkedIn: 3,000 characters of escaped text, pictures or a link card, for a member's profile or a page.

The Posts API limits the commentary; whether escapes count is not documented, so the escaped text is measured. Pictures,
by the Images API: at most 36,152,320 pixels, JPEG or PNG. It names no size in bytes and no length of alt text, so 5 MB
and 1,000 characters are kept to. There are no threads.

`wire` is the text and the bodies, `urns` names, `version` the API's age, `failures` what answers mean; `api` calls,
`login` has tokens, `uploading` pictures, `client` the session, `checkup` examines, `connecting` asks.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.domain.connection import Identity, Question
from bot.domain.ports import Resources
from bot.domain.post import ImageRules, Limits, Measure
from bot.domain.publication import Account, Remote
from bot.platforms.linkedin import urns, wire
from bot.text.links import urls
from bot.text.measuring import verdict

if TYPE_CHECKING:
    from bot.platforms.linkedin.client import LinkedInSession


class LinkedIn:
    """The plug-in for LinkedIn."""

    name = "linkedin"
    label = "LinkedIn"
    place = 50
    limits = Limits(
        text=3000,
        unit="characters",
        images=20,
        picture=ImageRules(max_bytes=5_000_000, max_pixels=36_152_320),
    )
    shape = "long"
    card = True

    def measure(self, text: str, *, media: bool = False, spoiler: str = "") -> Measure:
        """Measure in characters of the escaped little text. A spoiler line counts as text."""
        whole = f"{spoiler}\n{text}" if spoiler else text
        links = urls(whole)
        return verdict(whole, wire.length(whole), self.limits, media=media, links=links)

    def located(self, link: str, account: Account) -> Remote | None:
        """The post that an address or a URN names."""
        return urns.located(link)

    def profile(self, account: Account) -> str:
        """The page's address; of a member their own way to it."""
        return urns.profile(account)

    async def question(self, given: Mapping[str, str], resources: Resources) -> Question | None:
        """As whom, then an app and its consent, or a token. Raises Refused("bad_answer")."""
        from bot.platforms.linkedin import connecting

        return connecting.question(given, resources)

    async def identify(self, given: Mapping[str, str], resources: Resources) -> tuple[Identity, dict[str, str]]:
        """Fetch the tokens and look whose they are. Raises Reconnect, Later, Refused("bad_answer")."""
        from bot.platforms.linkedin import connecting

        return await connecting.identify(given, resources)

    @asynccontextmanager
    async def connect(self, account: Account, resources: Resources) -> AsyncIterator["LinkedInSession"]:
        """Open the way to LinkedIn; the login is read when it is needed."""
        from bot.platforms.linkedin import api, checkup, login, version
        from bot.platforms.linkedin.client import LinkedInSession

        async with api.opened(resources) as wires:
            stored = login.StoredLogin(wires, account.id)
            called = api.Api(wires, stored, version.chosen(account.options), checkup.right(account.native_id))
            yield LinkedInSession(account, wires, called, self.limits.picture)


platform = LinkedIn()
