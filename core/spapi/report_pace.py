"""How often each report may be asked for: Amazon's own limits beyond those of its calls.

A report of the FBA stock made anew sooner than that is the old one, or none at all; and of the
fulfilled shipments Amazon may make no report for hours, whatever else it makes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from core.amazon_errors import Throttled
from core.policy.operations import REPORT_TYPES, SHIPMENTS
from core.ports.amazon import Caller, ReportStatus, ReportWanted

SOON = timedelta(minutes=30)
INTERVALS: Mapping[str, timedelta] = {row.name: row.interval for row in REPORT_TYPES.values()}
"""The shortest time between two reports of a type for a store; the order reports have none."""
APART = frozenset({SHIPMENTS})
"""Types whose refusals say nothing of the others, and last for hours."""
RESTS = (timedelta(hours=1), timedelta(hours=2), timedelta(hours=4))
"""How long a type apart rests after one refusal, after two in a row, after more."""
_EMPTY = (ReportStatus.NO_DATA, ReportStatus.FAILED)


class Asked(NamedTuple):
    """A report that was asked for."""

    report_id: str
    wanted: ReportWanted
    at: datetime
    status: ReportStatus = ReportStatus.WAITING


class _Key(NamedTuple):
    tenant: str
    account: str
    region: str
    report_type: str
    marketplaces: tuple[str, ...]


class _Rest(NamedTuple):
    refusals: int
    until: datetime


@dataclass(slots=True)
class ReportPace:
    """What was asked for last, by account, type and store; and what Amazon refuses for hours."""

    intervals: Mapping[str, timedelta] = field(default_factory=lambda: INTERVALS)
    _asked: dict[_Key, Asked] = field(default_factory=dict)
    _rests: dict[_Key, _Rest] = field(default_factory=dict)

    def interval(self, wanted: ReportWanted) -> timedelta:
        """The shortest time between two such reports."""
        return self.intervals.get(wanted.report_type, timedelta())

    def check(self, caller: Caller, wanted: ReportWanted, now: datetime) -> None:
        """Raise Throttled while a type rests."""
        rest = self._rests.get(_of_type(_key(caller, wanted)))
        if rest is not None and now < rest.until:
            raise _throttled(rest.until - now)

    def knows(self, caller: Caller, wanted: ReportWanted) -> bool:
        """Whether such a report was asked for since this process began."""
        return _key(caller, wanted) in self._asked

    def reusable(self, caller: Caller, wanted: ReportWanted, now: datetime) -> str | None:
        """The report that will do; None where a new one may be asked for.

        Raises Throttled where it is too early for a new one and the last one will not do.
        """
        key = _key(caller, wanted)
        last = self._asked.get(key)
        if last is None:
            return None
        will_do = last.wanted == wanted and last.status not in _EMPTY
        early = last.at + self.interval(wanted) - now
        if early > timedelta():
            if will_do:
                return last.report_id
            raise _throttled(early)
        # Without an interval it will do once: who asks again has found something wrong with it.
        del self._asked[key]
        return last.report_id if will_do and now - last.at < SOON else None

    def note(self, caller: Caller, asked: Asked) -> None:
        """Remember what was asked for; Amazon made it, so it refuses the type no more."""
        key = _key(caller, asked.wanted)
        self._asked[key] = asked
        self._rests.pop(_of_type(key), None)

    def ended(
        self, caller: Caller, wanted: ReportWanted, report_id: str, how: ReportStatus
    ) -> None:
        """Remember how a report ended."""
        key = _key(caller, wanted)
        last = self._asked.get(key)
        if last is not None and last.report_id == report_id:
            self._asked[key] = last._replace(status=how)

    def refused(self, caller: Caller, wanted: ReportWanted, now: datetime) -> timedelta:
        """Rest from a type that Amazon refuses; how long."""
        key = _of_type(_key(caller, wanted))
        before = self._rests.get(key)
        refusals = before.refusals + 1 if before else 1
        rest = RESTS[min(refusals, len(RESTS)) - 1]
        self._rests[key] = _Rest(refusals, now + rest)
        return rest

    def forget(self, tenant: str, account: str | None = None) -> None:
        """Drop what is known of an account, or of all the tenant's."""
        for known in (self._asked, self._rests):
            mine = [key for key in known if key.tenant == tenant]
            for key in [key for key in mine if account in (None, key.account)]:
                known.pop(key)


def _key(caller: Caller, wanted: ReportWanted) -> _Key:
    return _Key(
        caller.tenant, caller.account, caller.region, wanted.report_type, wanted.marketplaces
    )


def _of_type(key: _Key) -> _Key:
    """The same for all stores: Amazon refuses a type to the whole account."""
    return key._replace(marketplaces=())


def _throttled(wait: timedelta) -> Throttled:
    error = Throttled()
    error.retry_after = wait.total_seconds()
    return error
