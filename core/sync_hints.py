"""What a notification of Amazon's does to the plan: work becomes due sooner, never later. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.ports.sync import SyncState
from core.sync_plan import RESTING

APART = timedelta(minutes=5)
"""Between two increments that notifications ask for: Amazon allows a search in three minutes, and
each reads some minutes again."""
VISIBLE = timedelta(minutes=4)
"""After so long a search tells of a change: it never reaches to the last three minutes."""


def changed(state: SyncState, at: datetime, now: datetime, lag: timedelta) -> SyncState:
    """The increments once an order is said to have changed then: due as soon as one can tell.

    An increment stays `lag` behind the present. While a report is outstanding nothing is moved.
    """
    if state.report_id is not None:
        return state
    from_then = at if state.watermark is None else max(at, state.watermark + APART)
    return _sooner(state, max(now, from_then + lag))


def finished(state: SyncState, now: datetime) -> SyncState:
    """The state once its report is said to be done: looked for at once."""
    return _sooner(state, now)


def _sooner(state: SyncState, due: datetime) -> SyncState:
    """Never later than it was; what failed keeps the wait it was told, and what rests its rest."""
    if state.failures or state.next_due == RESTING:
        return state
    return replace(state, next_due=min(state.next_due, due))
