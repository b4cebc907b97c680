"""A walk over the tokens of a typed time: where it stands, and what it has found."""

from collections.abc import Sequence

from bot.times.found import Found
from bot.times.tokens import Token


class Walk:
    """Goes over the tokens once. A rule takes what belongs to its first token and moves the place on."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.found = Found()

    def kind(self, ahead: int = 0) -> str:
        """The kind of a token ahead, "" past the end."""
        place = self.place + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def take(self) -> Token:
        """The next token, and a step on."""
        self.place += 1
        return self.tokens[self.place - 1]

    def number(self, ahead: int = 0) -> int:
        """The first number of a token ahead."""
        return self.tokens[self.place + ahead].numbers[0]

    def text(self, ahead: int = 0) -> str:
        """The words of a token ahead."""
        return self.tokens[self.place + ahead].text
