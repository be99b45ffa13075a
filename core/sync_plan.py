"""What is read from Amazon, and when: sources, spans of history, how long to wait. Pure.

History is read in spans of its own, which are asked for at once and taken in newest first, so that
Amazon prepares the next ones meanwhile. What changes from the first moment on comes in increments.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zlib import crc32

from core.errors import AmzigoError
from core.marketplaces import by_id
from core.model import AccountId
from core.ports.amazon import ReportWanted
from core.ports.sync import SyncState
from core.schedule import next_daily

BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"

ORDERS, NIGHTLY = "orders", "nightly"
PAST, STOCK_OF, METRICS = "past:", "stock:", "metrics:"
"""The beginnings of a source's name, before a span's end or a marketplace's id."""

WEEK = timedelta(days=7)
"""The first span, so that the first digest comes soon; and what every report type is made for."""
CHECKED = timedelta(days=30)
"""How much of the past is read again each night."""
NIGHT, SPREAD = 3 * 60, 120
"""Minutes of the day in a region from which on accounts are checked, and within how many."""
METRICS_AFTER = timedelta(hours=1)
"""So long after a check has begun its stores are compared with Amazon's own figures."""
NIGHTS = {"NA": "America/Los_Angeles", "EU": "Europe/Berlin", "FE": "Asia/Tokyo"}
DAY = timedelta(days=1)
SPAN = timedelta(days=30)
"""The longest report; Amazon documents 30 days for these types (spapi.md 3.4, unverified)."""
OVERLAP = timedelta(minutes=10)
PATIENCE = timedelta(hours=6)
"""A report that is not done or not handed out by then is given up and asked for again."""
RESTING = datetime.max.replace(microsecond=0, tzinfo=UTC)
"""When a span is due that has nothing to do until a newer one was asked for, or read."""
RARELY = timedelta(minutes=5)
"""How often at least a report is looked for that takes long."""
NOTE = 200
"""Characters kept of a note."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often to look: at Amazon's own pace, or quickly where Amazon is a local sandbox."""

    orders: timedelta = timedelta(minutes=15)
    stock: timedelta = timedelta(minutes=30)
    poll: timedelta = timedelta(seconds=15)
    history: timedelta = timedelta(days=180)
    span: timedelta = SPAN


AMAZONS_PACE = Pace()


def stock_source(marketplace_id: str) -> str:
    """The source of a marketplace's stock."""
    return f"{STOCK_OF}{marketplace_id}"


def metrics_source(marketplace_id: str) -> str:
    """The source of a marketplace's figures as Amazon counts them."""
    return f"{METRICS}{marketplace_id}"


def past_source(until: datetime) -> str:
    """The source of the span of history that ends then."""
    return f"{PAST}{until:%Y-%m-%dT%H:%M:%S}"


def spans(now: datetime, pace: Pace) -> Iterator[tuple[datetime, datetime]]:
    """The spans that history is read in, the newest first: a week, then as long as they may be."""
    oldest, until, length = now - pace.history, now, min(WEEK, pace.span)
    while until > oldest:
        since = max(until - length, oldest)
        yield since, until
        until, length = since, pace.span


def first_states(
    account: AccountId, stores: Sequence[str], now: datetime, pace: Pace
) -> list[SyncState]:
    """Where everything stands at the beginning: the newest span and the stock are due."""
    stock = [SyncState(account, stock_source(store), now) for store in stores]
    newest, *older = spans(now, pace)
    past = [_past(account, *newest, now), *(_past(account, *span, RESTING) for span in older)]
    night = next_night(account, by_id(stores[0]).region, now)
    orders = SyncState(account, ORDERS, now + pace.orders, watermark=now)
    after = night + METRICS_AFTER
    metrics = [SyncState(account, metrics_source(store), after) for store in stores]
    return [*stock, *past, orders, SyncState(account, NIGHTLY, night), *metrics]


def unbegun(known: Iterable[SyncState], first: Iterable[SyncState]) -> list[SyncState]:
    """Those of an account that are not there: what is known keeps its place, history is read once.

    `known` is all that the account has.
    """
    there = {one.source for one in known}
    is_read = ORDERS in there
    new = (one for one in first if one.source not in there)
    return [one for one in new if not (is_read and one.source.startswith(PAST))]


def next_night(account: AccountId, region: str, now: datetime) -> datetime:
    """When an account is checked next: always at the same minute of its region's night."""
    minute = NIGHT + crc32(account.encode()) % SPREAD
    return next_daily(minute, NIGHTS.get(region, "UTC"), now)


def is_nightly(state: SyncState) -> bool:
    """Whether a source is read at night only: the check, and the comparisons after it."""
    return state.source == NIGHTLY or state.source.startswith(METRICS)


def _past(account: AccountId, since: datetime, until: datetime, due: datetime) -> SyncState:
    return SyncState(account, past_source(until), due, since=since, until=until)


def open_spans(states: Iterable[SyncState], account: AccountId) -> list[SyncState]:
    """An account's spans of history that are not read yet, the newest first."""
    mine = [one for one in states if one.account == account and one.source.startswith(PAST)]
    return sorted(mine, key=lambda one: one.source, reverse=True)


def awakened(states: Iterable[SyncState], account: AccountId, now: datetime) -> list[SyncState]:
    """The spans that need not rest any more: the newest, and the newest to be asked for."""
    unread = open_spans(states, account)
    unasked = [one for one in unread if one.report_id is None]
    first = {one.source: one for one in (*unread[:1], *unasked[:1])}
    return [replace(one, next_due=now) for one in first.values() if one.next_due == RESTING]


def must_wait(state: SyncState, states: Sequence[SyncState]) -> bool:
    """Whether something newer has to be read first, so that no day in between is left out.

    Increments wait for the newest span, checks for all of the last 30 days, and each span, once it
    was asked for, for those after it.
    """
    unread = open_spans(states, state.account)
    read_to = next((one.watermark for one in states if one.source == ORDERS), None)
    if state.source == ORDERS:
        return any(one.until == read_to for one in unread)
    if is_nightly(state):
        oldest = None if read_to is None else read_to - CHECKED
        return any(one.until and oldest and one.until > oldest for one in unread)
    asked = state.source.startswith(PAST) and state.report_id is not None
    return asked and unread[0].source > state.source


def wanted(state: SyncState, stores: Sequence[str], now: datetime) -> ReportWanted:
    """The report that is outstanding, or the next one to ask for."""
    if state.source.startswith(STOCK_OF):
        return ReportWanted(STOCK, (state.source.removeprefix(STOCK_OF),))
    if state.source.startswith(PAST):
        return ReportWanted(BY_ORDER_DATE, tuple(stores), state.since, state.until)
    kind = BY_UPDATE if state.source == ORDERS else BY_ORDER_DATE
    if state.report_id is not None:
        return ReportWanted(kind, tuple(stores), state.since, state.until)
    if state.source == NIGHTLY:
        return ReportWanted(kind, tuple(stores), now - CHECKED, now)
    since = (state.watermark or now) - OVERLAP
    # What Amazon could not make is asked for in a shorter piece.
    length = max(SPAN / 2 ** min(state.failures, 5), DAY)
    return ReportWanted(kind, tuple(stores), since, min(now, since + length))


def asked(
    state: SyncState, what: ReportWanted, report_id: str, now: datetime, pace: Pace
) -> SyncState:
    """The state once Amazon took the request."""
    return replace(
        state,
        report_type=what.report_type,
        report_id=report_id,
        since=what.since,
        until=what.until,
        asked_at=now,
        next_due=now + pace.poll,
        note="Amazon prepares the report",
    )


def waiting(state: SyncState, now: datetime, pace: Pace) -> SyncState:
    """The state while Amazon prepares the report: looked for ever more rarely, then given up."""
    if is_overdue(state, now):
        return forgotten(state, "Amazon did not finish the report; I ask again", now)
    so_far = now - (state.asked_at or now)
    return replace(state, next_due=now + max(pace.poll, min(so_far / 2, RARELY)))


def put_off(state: SyncState, now: datetime, pace: Pace) -> SyncState:
    """The state of what has to wait for something newer."""
    is_span = state.source.startswith(PAST)
    return replace(state, next_due=RESTING if is_span else now + pace.poll)


def read(state: SyncState, region: str, now: datetime, pace: Pace) -> SyncState | None:
    """The state after its report was taken in; None where nothing is left to do."""
    if state.source.startswith(PAST):
        return None
    plain = replace(_without_report(state), failures=0, note="")
    if state.source == ORDERS:
        is_behind = state.until is not None and now - state.until > DAY
        due = now if is_behind else now + pace.orders
        return replace(plain, watermark=state.until, next_due=due)
    if state.source == NIGHTLY:
        due = next_night(state.account, region, now)
        return replace(plain, watermark=state.until, next_due=due)
    return replace(plain, watermark=now, next_due=now + pace.stock)


def complete_to(state: SyncState, read_to: datetime | None) -> datetime | None:
    """Until when orders are complete once its report is taken in.

    A check that does not reach back to where the increments are leaves a gap between: then they are
    complete no further than those.
    """
    if read_to is None or state.since is None or read_to >= state.since:
        return state.until
    return read_to


def compared(state: SyncState, region: str, now: datetime) -> SyncState:
    """The state after a store was compared with Amazon's own figures."""
    due = next_night(state.account, region, now) + METRICS_AFTER
    return replace(state, watermark=now, next_due=due, failures=0, note="")


def searched(state: SyncState, complete_to: datetime, now: datetime, pace: Pace) -> SyncState:
    """The state after an increment by search."""
    plain = replace(state, watermark=complete_to, reports_until=None, failures=0, note="")
    return replace(plain, next_due=now + pace.orders)


def forgotten(state: SyncState, note: str, now: datetime) -> SyncState:
    """Ask for the same span again: its place is kept, the report is not."""
    failures = state.failures + 1
    return replace(
        _without_report(state),
        failures=failures,
        next_due=now + backoff(failures),
        note=note[:NOTE],
    )


def halves(state: SyncState) -> tuple[SyncState, ...]:
    """A span that Amazon could not make, in two; a week or less only if it failed before, and a
    day or less never."""
    since, until = state.since, state.until
    if not state.source.startswith(PAST) or since is None or until is None:
        return ()
    shortest = DAY if state.failures else WEEK
    if until - since <= shortest:
        return ()
    middle = (since + max(shortest, (until - since) / 2)).replace(microsecond=0)
    due = state.next_due
    return _past(state.account, middle, until, due), _past(state.account, since, middle, due)


def delayed(state: SyncState, why: Exception, now: datetime) -> SyncState:
    """The state after a failure: everything is kept, and tried again later."""
    told = why if isinstance(why, AmzigoError) else AmzigoError()
    failures = state.failures + 1
    wait = timedelta(seconds=told.retry_after) if told.retry_after else backoff(failures)
    return replace(state, failures=failures, next_due=now + wait, note=told.message[:NOTE])


def is_overdue(state: SyncState, now: datetime) -> bool:
    """Whether its report was asked for too long ago."""
    return state.asked_at is not None and now - state.asked_at > PATIENCE


def backoff(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: from half a minute to an hour."""
    return timedelta(seconds=min(15 * 2 ** min(failures, 8), 3600))


def _without_report(state: SyncState) -> SyncState:
    plain = replace(state, report_type=None, report_id=None, asked_at=None)
    return plain if state.source.startswith(PAST) else replace(plain, since=None, until=None)
