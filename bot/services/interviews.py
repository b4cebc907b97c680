"""A conversation about connecting an account: the answers are kept sealed between two messages, and gone at its end."""

import hashlib
from dataclasses import dataclass

from bot.domain.brand import Member
from bot.domain.connection import Question
from bot.domain.errors import Missing, Reconnect, Refused, StandfirstError
from bot.domain.rights import require
from bot.services.connecting import Connected, Connecting
from bot.services.vault import StoredVault

# What is known of the conversation itself stands beside the answers.
_NETWORK, _BRAND, _ACCOUNT, _ASKED = "=network", "=brand", "=account", "=asked"


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
        known = {_NETWORK: network, _BRAND: brand_id, _ACCOUNT: account_id}
        return await self._next(_id(member, chat_id), known, member)

    async def answer(self, said: str, *, member: Member, chat_id: int) -> Asked | Connected:
        """Take an answer: the next question, the same once more where the answer will not do, or the account.

        Raises Missing("nothing_asked") when nothing is being asked, Later, and what `Connecting.connect` raises.
        """
        require(member, "manage")
        key = _id(member, chat_id)
        given = await self._vault.aside(key)
        if given is None:
            raise Missing("nothing_asked")
        return await self._next(key, {**given, given[_ASKED]: said.strip()}, member, before=given)

    async def cancel(self, *, member: Member, chat_id: int) -> None:
        """Forget what was answered."""
        await self._vault.forget(_id(member, chat_id))

    async def _next(
        self, key: str, known: dict[str, str], member: Member, *, before: dict[str, str] | None = None
    ) -> Asked | Connected:
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
            return await self._once_more(key, error, before)
        await self._vault.set_aside(key, {**known, **question.keep, _ASKED: question.name})
        return Asked(network, question)

    async def _once_more(self, key: str, error: StandfirstError, before: dict[str, str] | None) -> Asked:
        """The question whose answer was refused; the one asked last where it does not say which."""
        if before is None:
            raise error
        wanted = str(error.values.get("name", "")) if error.key == "bad_answer" else ""
        known = {name: value for name, value in before.items() if name != wanted}
        question = await self._connecting.question(known[_NETWORK], _answers(known))
        if question is None:
            await self._vault.forget(key)
            raise error
        await self._vault.set_aside(key, {**known, **question.keep, _ASKED: question.name})
        return Asked(known[_NETWORK], question, error)


def _answers(known: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in known.items() if not name.startswith("=")}


def _id(member: Member, chat_id: int) -> str:
    return "asked/" + hashlib.sha256(f"{member.id}/{chat_id}".encode()).hexdigest()[:32]
