"""What owners were told privately, and what nobody could be told."""

from datetime import datetime
from typing import NamedTuple, Protocol


class OwnerNotice(NamedTuple):
    """A notice for the owners: the object that it shows, in short, and whether anybody got it."""

    object: str
    summary: str
    at: datetime
    is_heard: bool


class OwnerNotices(Protocol):
    """One tenant's, for 30 days."""

    async def of(self, object_key: str) -> OwnerNotice | None:
        """The notice of an object, None where there was none."""
        ...

    async def put(self, notice: OwnerNotice) -> None:
        """Keep a notice, in place of the one of its object."""
        ...

    async def forget(self, object_key: str) -> None:
        """Forget the notice of an object that is over: if it comes again, it is news again."""
        ...

    async def unheard(self) -> list[OwnerNotice]:
        """What nobody could be told, the newest first."""
        ...
