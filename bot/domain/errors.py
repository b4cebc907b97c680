"""Errors say what to do next. Each carries a stable `key`; its sentence is in templates/chat/<lang>/errors.

StandfirstError
|- Rejected      the network refuses this content: show it, never retry
|- Reconnect     credentials are dead: pause the account and ask
|- Later         rate limit, or a failure before the request left: wait `retry_after` seconds
|- Uncertain     it may have been published: reconcile before anything else
|- Unreadable    the article could not be read: say why, offer to paste the text
|- Refused       one of our own rules forbids it (unsafe address, untraced fact, invalid post)
|- Missing       there is no such draft, account, publication ...
`- UnusableDatabase  the database cannot be used as it is: nothing was written, whoever runs the bot must act
"""

import math

# In seconds: whoever is asked to wait for longer asks again after this.
LONGEST_WAIT = 86_400.0


class StandfirstError(Exception):
    """A failure with a message key and the values its sentence needs."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return f"{self.key} {self.values}" if self.values else self.key


class Rejected(StandfirstError):
    """The network refuses this content; show it, never retry."""


class Reconnect(StandfirstError):
    """Credentials are dead; pause the account and ask."""


class Later(StandfirstError):
    """A rate limit, or a failure before the request left; try again after `retry_after` seconds, a day at most."""

    def __init__(self, key: str, *, retry_after: float, **values: str | int) -> None:
        super().__init__(key, **values)
        sane = retry_after if math.isfinite(retry_after) else LONGEST_WAIT
        self.retry_after = min(max(sane, 0.0), LONGEST_WAIT)


class Uncertain(StandfirstError):
    """It may have been published; look on the network before any retry."""


class Unreadable(StandfirstError):
    """The article could not be read; say why and offer to paste the text."""


class Refused(StandfirstError):
    """One of our own rules forbids it: an unsafe address, an untraced fact, an invalid post."""


class Missing(StandfirstError):
    """There is no such draft, account, publication."""


class UnusableDatabase(StandfirstError):
    """The database cannot be used as it is; nothing was written."""
