"""What the installation itself knows and holds: facts by name, and leases on what is there once."""

from datetime import datetime
from typing import Protocol


class Facts(Protocol):
    """Small facts of the installation by name; a name has at most 32 characters, a fact 200."""

    async def fact(self, name: str) -> str | None:
        """A fact, None where nobody noted it."""
        ...

    async def note(self, name: str, value: str) -> None:
        """Keep a fact in place of whatever was known."""
        ...


class Leases(Protocol):
    """Who may use what only one process may use at a time; the time is always the caller's."""

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew a lease; False while somebody else's has not expired."""
        ...

    async def give_up(self, name: str, holder: str) -> None:
        """Let the next one have it at once; another's is left alone."""
        ...
