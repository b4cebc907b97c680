"""A conversation about connecting an account: the answers are kept sealed between two messages, and gone at its end."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.brand import Member
from bot.domain.connection import Question
from bot.domain.errors import Missing, Reconnect, Refused, StandfirstError
from bot.domain.rights import require
from bot.services.connecting import Connected, Connecting
from bot.services.vault import StoredVault

# Answers are kept under ids that begin so.
PREFIX = "asked/"
# What is known of the conversation itself stands beside the answers.
_NETWORK, _BRAND, _ACCOUNT, _ASKED, _SECRET = "=network", "=brand", "=account", "=asked", "=secret"
# What was answered so long ago is forgotten.
KEPT_FOR = timedelta(hours=1)
# What no other answer can mend.
_FINAL = ("another_account", "other_brands_account", "not_allowed")


@dataclass(frozen=True, slots=True)
class Asked:
    """The next question about an account on a network; `refused` is what was wrong with the answer before it."""

    network: str
    question: Question
    refused: StandfirstError | None = None


class Interviews:
    """One conversation for each member in each chat."""

    def __init__(self, connecting: Connecting, vault: StoredVault) -> None:
        self._connecting = connecting
        self._vault = vault

    async def begin(
        self, network: str, *, member: Member, chat_id: int, brand_id: str, account_id: str = ""
    ) -> Asked | Connected:
        """Begin to connect an account, or one account anew; the first question.

        Raises Refused("not_allowed"), Missing("unknown_platform"), Later, Reconnect.
        """
        require(member, "manage")
        await self._vault.sweep(PREFIX, KEPT_FOR)
        known = {_NETWORK: network, _BRAND: brand_id, _ACCOUNT: account_id}
        return await self._next(_id(member, chat_id), known, member)

    async def answer(self, said: str, *, member: Member, chat_id: int, to: str = "") -> Asked | Connected:
        """Take an answer: the next question, the same once more where the answer will not do, or the account.

        An answer `to` another question than the one that is open answers nothing: that one is asked again.

        Raises Missing("nothing_asked") when nothing is being asked, Later, and what `Connecting.connect` raises.
        """
        require(member, "manage")
        key = _id(member, chat_id)
        given = await self._vault.aside(key)
        if given is None:
            raise Missing("nothing_asked")
        if to and to != given[_ASKED]:
            return await self._next(key, given, member, first=False)
        return await self._next(key, {**given, given[_ASKED]: said.strip()}, member, first=False)

    async def cancel(self, *, member: Member, chat_id: int) -> None:
        """Forget what was answered."""
        await self._vault.forget(_id(member, chat_id))

    async def _next(self, key: str, known: dict[str, str], member: Member, *, first: bool = True) -> Asked | Connected:
        network, given = known[_NETWORK], _answers(known)
        try:
            question = await self._connecting.question(network, given)
            if question is None:
                done = await self._connecting.connect(
                    network, given, actor=member, brand_id=known[_BRAND], account_id=known[_ACCOUNT]
                )
                await self._vault.forget(key)
                return done
        except (Refused, Reconnect) as error:
            return await self._once_more(key, error, known, first=first)
        await self._vault.set_aside(key, _open(known, question))
        return Asked(network, question)

    async def _once_more(self, key: str, error: StandfirstError, given: dict[str, str], *, first: bool) -> Asked:
        """The question whose answer was refused; the secret, or the one asked last, where it does not say which."""
        if first or error.key in _FINAL:
            await self._vault.forget(key)
            raise error
        # Who is not let in says the secret once more, not what was asked after it.
        bad = error.key == "bad_answer"
        wanted = str(error.values.get("name", "")) if bad else given.get(_SECRET, given[_ASKED])
        known = {name: value for name, value in given.items() if name != wanted}
        question = await self._connecting.question(known[_NETWORK], _answers(known))
        if question is None:
            await self._vault.forget(key)
            raise error
        await self._vault.set_aside(key, _open(known, question))
        return Asked(known[_NETWORK], question, error)


def _open(known: dict[str, str], question: Question) -> dict[str, str]:
    """What is known while a question is open."""
    secret = {_SECRET: question.name} if question.secret else {}
    return {**known, **question.keep, **secret, _ASKED: question.name}


def _answers(known: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in known.items() if not name.startswith("=")}


def _id(member: Member, chat_id: int) -> str:
    return PREFIX + hashlib.sha256(f"{member.id}/{chat_id}".encode()).hexdigest()[:32]
