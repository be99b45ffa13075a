"""Recovering a tenant whose owners are gone: when its code works, and when it is void."""

from datetime import datetime, timedelta
from enum import StrEnum

FREEZE = timedelta(hours=24)
"""From the moment the owners are told: nobody who could not read of it in time loses a shop."""
ENDS_AFTER = timedelta(hours=72)
"""From its beginning, whatever happens."""


class RecoveryState(StrEnum):
    """Where a recovery stands."""

    FROZEN = "frozen"
    OPEN = "open"
    STOPPED = "stopped"
    USED = "used"
    OVER = "over"

    @property
    def is_running(self) -> bool:
        """Whether it may still make an owner."""
        return self in (RecoveryState.FROZEN, RecoveryState.OPEN)


def opens_at(told_at: datetime | None) -> datetime | None:
    """From when the code works; None before the owners are told."""
    return None if told_at is None else told_at + FREEZE


def state_of(
    begun_at: datetime, told_at: datetime | None, end: RecoveryState | None, now: datetime
) -> RecoveryState:
    """Where it stands; `end` is how somebody ended it."""
    if end is not None:
        return end
    if now >= begun_at + ENDS_AFTER:
        return RecoveryState.OVER
    opens = opens_at(told_at)
    return RecoveryState.FROZEN if opens is None or now < opens else RecoveryState.OPEN
