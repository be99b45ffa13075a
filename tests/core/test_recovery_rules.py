"""When a recovery's code works: a day after the owners are told, and never after three days."""

from datetime import UTC, datetime, timedelta

import pytest

from core.policy.recovery import ENDS_AFTER, FREEZE, RecoveryState, state_of

BEGUN = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("told_after", "at", "state"),
    [
        (None, HOUR, RecoveryState.FROZEN),
        (None, FREEZE + HOUR, RecoveryState.FROZEN),
        (None, ENDS_AFTER, RecoveryState.OVER),
        (HOUR, HOUR + FREEZE - SECOND, RecoveryState.FROZEN),
        (HOUR, HOUR + FREEZE, RecoveryState.OPEN),
        (HOUR, ENDS_AFTER - SECOND, RecoveryState.OPEN),
        (HOUR, ENDS_AFTER, RecoveryState.OVER),
        (60 * HOUR, ENDS_AFTER - SECOND, RecoveryState.FROZEN),
        (60 * HOUR, 60 * HOUR + FREEZE, RecoveryState.OVER),
    ],
)
def test_time_alone_decides(
    told_after: timedelta | None, at: timedelta, state: RecoveryState
) -> None:
    told = None if told_after is None else BEGUN + told_after
    assert state_of(BEGUN, told, None, BEGUN + at) is state


@pytest.mark.parametrize("end", [RecoveryState.STOPPED, RecoveryState.USED])
def test_what_somebody_ended_stays_ended(end: RecoveryState) -> None:
    for at in (HOUR, FREEZE + HOUR, ENDS_AFTER + HOUR):
        assert state_of(BEGUN, BEGUN, end, BEGUN + at) is end
        assert not end.is_running
