"""Lighthouse: a network of the tests with one login, asked for in three steps, whose server is a plain object."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.connection import Finding, Identity, Question
from bot.domain.errors import Later, Reconnect, Refused
from bot.domain.post import Limits, Measure
from bot.domain.publication import Remote

LIMITS = Limits(text=400, unit="characters", parts=5)


@dataclass
class Lighthouse:
    """The platform and its server: `logins` are passwords by keeper, `posts` what is out."""

    logins: dict[str, str] = field(default_factory=lambda: {"kari": "beam-1234", "olav": "fog-5678"})
    posts: list[tuple[str, str]] = field(default_factory=list)
    expires: datetime | None = None
    longest: int = 400
    down: bool = False
    rights: tuple[str, ...] = ("publish",)
    limits: Limits = LIMITS
    refusal: str = "logged_out"
    name = "lighthouse"
    label = "Lighthouse"
    shape = "brief"
    card = False

    def measure(self, text, *, media=False, spoiler=""):
        problem = "too_long" if len(text) > self.limits.text else "" if text.strip() else "empty"
        return Measure(length=len(text), limit=self.limits.text, unit="characters", problem=problem)

    def tailored(self, account):
        return Tailor(self, account.limits) if account.limits else self

    async def question(self, given, resources):
        if "keeper" not in given:
            return Question(name="keeper", text="Who keeps the light?", keep={"seed": "s-1"})
        if not given["keeper"].isalpha():
            raise Refused("bad_answer", name="keeper", reason="empty")
        if "lamp" not in given:
            return Question(name="lamp", text="Which lamp?", choices=("great", "small"), default="great")
        return None if "password" in given else Question(name="password", text="The password?", secret=True)

    async def identify(self, given, resources):
        if self.down:
            raise Later("network_unreachable", retry_after=60, network=self.label)
        if self.logins.get(given["keeper"]) != given["password"] or given["seed"] != "s-1":
            raise Reconnect("logged_out", network=self.label, reason="wrong password")
        secrets = {"password": given["password"], "keeper": given["keeper"]}
        return self.who(given["keeper"], given["lamp"] or "great"), secrets

    def who(self, keeper, lamp="great"):
        limits = LIMITS.model_copy(update={"text": self.longest})
        return Identity(
            native_id=f"id-{keeper}",
            handle=f"@{keeper}",
            rights=self.rights,
            limits=limits,
            options={"lamp": lamp},
            expires=self.expires,
        )

    @asynccontextmanager
    async def connect(self, account, resources) -> AsyncIterator["Watch"]:
        yield Watch(self, await resources.vault.secrets(account.id))


class Tailor(Lighthouse):
    """The same light with an account's own limits."""

    def __init__(self, light, limits):
        self.__dict__ = light.__dict__ | {"limits": limits}


@dataclass
class Watch:
    light: Lighthouse
    secrets: dict[str, str] = field(repr=False)

    def _logged_in(self):
        if self.light.down:
            raise Later("network_unreachable", retry_after=60, network="Lighthouse")
        if self.light.logins.get(self.secrets["keeper"]) != self.secrets["password"]:
            raise Reconnect(self.light.refusal, network="Lighthouse", reason="")

    async def publish(self, outgoing):
        self._logged_in()
        if outgoing.key not in [key for key, _ in self.light.posts]:
            self.light.posts.append((outgoing.key, outgoing.part.text))
        return Remote(id=outgoing.key)

    async def find(self, outgoing):
        there = outgoing.key in [key for key, _ in self.light.posts]
        return Remote(id=outgoing.key) if there else None

    async def examine(self):
        self._logged_in()
        level = "warning" if self.light.longest < 100 else "good"
        return self.light.who(self.secrets["keeper"]), (Finding(level=level, key="ready"),)
