"""What Amazon tells of its own accord: a notification, and which ones were heard already.

A notification is a hint, never a fact: it makes work due sooner, and what it says is not stored.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.model import AccountId


@dataclass(frozen=True, slots=True)
class Notification:
    """One message; its id is Amazon's, or made of the message where Amazon's is missing."""

    notification_id: str
    type: str
    version: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderChange(Notification):
    """Something about an order changed, or it is a new one: the message does not say which."""

    seller: str
    marketplace_id: str | None
    order_id: str | None


@dataclass(frozen=True, slots=True)
class ReportFinished(Notification):
    """Amazon is done with a report, well or not; vendors' reports name no seller."""

    seller: str | None
    report_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Unknown(Notification):
    """A message of which nothing is made; `type` is empty where it tells none."""

    reason: str


class Notices(Protocol):
    """One tenant's notifications, as far as they were heard."""

    async def note(self, account: AccountId, notification_id: str, at: datetime) -> bool:
        """Note that a notification arrived; False where it was noted before."""
        ...
