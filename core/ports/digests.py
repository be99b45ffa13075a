"""What digests said, kept as they said it."""

from datetime import date, datetime
from typing import NamedTuple, Protocol


class DigestSnapshot(NamedTuple):
    """One store's figures of one day in one currency, as JSON of the digest's facts."""

    marketplace_id: str
    currency: str
    day: date
    made_at: datetime
    facts: str


class DigestBook(Protocol):
    """One tenant's digest snapshots."""

    async def keep(self, snapshot: DigestSnapshot) -> bool:
        """Keep what was said of a day; False where something is kept already, which stays."""
        ...

    async def kept(self, marketplace_id: str, day: date) -> list[DigestSnapshot]:
        """What was said of a store's day, by currency; empty where nothing was."""
        ...
