"""`digest`: the last complete day of each marketplace against its week, kept as it was told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.complete import complete_day, today
from core.day_figures import DayFigures, Verdict, mean, usual_band, verdict
from core.errors import BadDay
from core.marketplaces import by_id
from core.model import Money, Period, TenantId
from core.movers import Mover, movers
from core.ports.digests import DigestSnapshot
from core.ports.sales import DayRow, Freshness
from core.ports.storage import Storage, TenantScope
from core.restock import RestockFacts, restock_facts
from core.sales_switch import SalesOff, sales_off
from core.shelves import Shelf, read_shelves
from core.told_days import Store, Told, first_told, keep_first, snapshot

HISTORY = timedelta(days=63)
"""Nine weeks: the day, and the eight same weekdays before it."""

CHART_DAYS = 30 + 7
"""A month, and the week before it: what stands behind the month's first week."""

WEEK, DAY = timedelta(days=7), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    """How review requests stand: waiting for approval, sent and skipped on the day, expired."""

    waiting: int
    sent: int
    skipped: int
    expired: int


CountReviews = Callable[[TenantScope, date], Awaitable[ReviewCounts | None]]
"""Counts a day's review requests; None where the feature is off."""


async def no_reviews(_scope: TenantScope, _day: date) -> ReviewCounts | None:
    """Nothing is said of reviews."""
    return None


@dataclass(frozen=True, slots=True)
class Restated:
    """A day whose figures are others now than they were when they were first told."""

    day: date
    told_at: datetime
    told: DayFigures
    now: DayFigures


class Missing(StrEnum):
    """Why a marketplace has no figures of a day."""

    NO_DAY_YET = "no_day_yet"
    NOT_COMPLETE = "not_complete"
    TOO_EARLY = "too_early"
    NO_SALES = "no_sales"


@dataclass(frozen=True, slots=True)
class MarketplaceDigest:
    """One marketplace's day in one currency.

    `day` is None where `missing` says why there are no figures; `is_latest` where it is the last
    complete one, `is_behind` where a later one is over but not read to its end. Comparisons are
    None where history does not reach; `usual` is the band of the same weekdays' revenue. `history`
    is the thirty days to the day and the week before them, None where there is no data.
    """

    marketplace: str
    currency: str
    zone: str
    as_of: datetime
    source: str | None
    day: date | None
    is_behind: bool
    missing: Missing | None = None
    is_latest: bool = False
    figures: DayFigures | None = None
    mean_7_days: DayFigures | None = None
    week_before: DayFigures | None = None
    verdict: Verdict | None = None
    usual: tuple[Money, Money] | None = None
    movers: tuple[Mover, ...] = ()
    restated: tuple[Restated, ...] = ()
    history: tuple[tuple[date, Money | None], ...] = ()


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """The answer to `digest` (schema digest/1); the marketplace that sells most comes first.

    `restock` holds what has to be ordered within a week; it is None, like the reviews, for a day
    gone by, of which today's stock says nothing.
    """

    schema: str
    at: datetime
    marketplaces: tuple[MarketplaceDigest, ...]
    restock: RestockFacts | None
    reviews: ReviewCounts | None


@dataclass(frozen=True, slots=True)
class Digest:
    """The facts, and titles by SKU; `off` where sales are switched off, so that there are none."""

    facts: DigestFacts
    titles: dict[str, str]
    off: SalesOff | None = None


@dataclass(frozen=True, slots=True)
class DigestQuestion:
    """A day as somebody wrote it, the last complete one where none; and who counts reviews."""

    day: str | None = None
    count_reviews: CountReviews = no_reviews


async def digest(
    storage: Storage, tenant: TenantId, question: DigestQuestion, now: datetime
) -> Digest:
    """The digest; the figures that it is the first to tell are kept. Raises BadDay."""
    while True:
        async with storage.survey() as uow:
            found, news = await _read(await uow.for_tenant(tenant), question, now)
        if await keep_first(storage, tenant, news):
            return found


async def _read(
    scope: TenantScope, question: DigestQuestion, now: datetime
) -> tuple[Digest, list[DigestSnapshot]]:
    """The digest of one state, and what it is the first to tell."""
    wanted = _day(question.day)
    parts: list[_Part] = []
    for fresh in await scope.sales.freshness():
        if fresh.as_of is not None:
            parts += await _marketplace(scope, fresh, wanted, now)
    parts.sort(key=lambda part: (-part.orders, part.told.marketplace, part.told.currency))
    told = tuple(part.told for part in parts)
    off = None if parts else await sales_off(scope)
    read = await read_shelves(scope, now)
    days = [part.day for part in told if part.day is not None]
    is_latest = wanted is None or any(part.is_latest for part in told)
    reviews = await question.count_reviews(scope, max(days)) if days and is_latest else None
    due = await asyncio.to_thread(_due, read.shelves, now) if is_latest else None
    facts = DigestFacts("digest/1", now, told, due, reviews)
    news = [part.news for part in parts if part.news is not None]
    return Digest(facts, read.catalogue.titles, off), news


def _due(shelves: tuple[Shelf, ...], now: datetime) -> RestockFacts:
    facts = restock_facts(shelves, now)
    return replace(facts, items=facts.due)


def _day(text: str | None) -> date | None:
    if text is None or text.strip().casefold() == "yesterday":
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadDay(day=text.strip()[:40]) from None


class _Part(NamedTuple):
    """A marketplace's orders of nine weeks, what is told of it, and that where it is news."""

    orders: int
    told: MarketplaceDigest
    news: DigestSnapshot | None = None


async def _marketplace(
    scope: TenantScope, fresh: Freshness, wanted: date | None, now: datetime
) -> list[_Part]:
    """A marketplace's sections, one a currency, each with its orders of thirty days."""
    last = complete_day(fresh.as_of, fresh.zone, now)
    over = today(fresh.zone, now) - DAY
    first = await scope.sales.first_day()
    if last is None or fresh.as_of is None:
        return []
    day = last if wanted is None else wanted
    bare = _Section(fresh, fresh.currency, day, wanted is None and last < over, ())
    if day > last:
        return [_Part(0, bare.without(Missing.NOT_COMPLETE))]
    if first is None or day < first:
        return [_Part(0, bare.without(Missing.NO_DAY_YET if wanted is None else Missing.TOO_EARLY))]
    rows = await scope.sales.days(Period(day - HISTORY, day))
    mine = [row for row in rows if row.marketplace_id == fresh.marketplace_id]
    if not mine:
        return [_Part(0, bare.without(Missing.NO_SALES))]
    found = []
    for currency in sorted({row.currency for row in mine}):
        days = [row for row in mine if row.currency == currency]
        section = replace(bare, currency=currency, rows=days, is_latest=day == last)
        found.append(await _section(scope, section, now))
    return found


@dataclass(frozen=True, slots=True)
class _Section:
    """What is known before the comparisons: a marketplace's rows of nine weeks in a currency."""

    fresh: Freshness
    currency: str
    day: date
    is_behind: bool
    rows: Sequence[DayRow]
    is_latest: bool = False

    def on(self, day: date) -> DayFigures | None:
        """A day's figures: zeros where nothing sold, None before the first day with figures."""
        known_from = min(row.day for row in self.rows)
        if not known_from <= day <= self.day:
            return None
        row = next((row for row in self.rows if row.day == day), None)
        if row is None:
            return DayFigures(0, 0, Money(0, self.currency), 0)
        revenue = Money(row.revenue_minor, self.currency)
        return DayFigures(row.orders, row.units, revenue, row.unpriced_units)

    def revenue(self, day: date) -> Money | None:
        """A day's revenue, None where it is not known."""
        figures = self.on(day)
        return None if figures is None else figures.revenue

    def restated(self, first: Told | None) -> Restated | None:
        """How a day differs from what was first told of it; None where it does not."""
        now = None if first is None else self.on(first.day)
        if first is None or now is None or now == first.figures:
            return None
        return Restated(first.day, first.at, first.figures, now)

    @property
    def store(self) -> Store:
        """Where it is."""
        return Store(self.fresh.marketplace_id, self.currency)

    def without(self, missing: Missing | None) -> MarketplaceDigest:
        """The marketplace without its figures."""
        fresh = self.fresh
        if fresh.as_of is None:
            raise ValueError("a marketplace without orders has no digest")
        name = by_id(fresh.marketplace_id).name
        known = (fresh.zone, fresh.as_of, fresh.source)
        return MarketplaceDigest(name, self.currency, *known, None, self.is_behind, missing)


async def _section(scope: TenantScope, part: _Section, now: datetime) -> _Part:
    day = part.day
    figures = part.on(day)
    if figures is None:
        raise ValueError("a section is made of a known day")
    week = [part.on(day - n * DAY) for n in range(1, 8)]
    band = usual_band([part.on(day - n * WEEK) for n in range(1, 9)])
    first = await first_told(scope, part.store, day)
    before = await first_told(scope, part.store, day - DAY)
    shown = [day - n * DAY for n in reversed(range(CHART_DAYS))]
    told = replace(
        part.without(None),
        day=day,
        is_latest=part.is_latest,
        figures=figures,
        mean_7_days=mean(week),
        week_before=part.on(day - WEEK),
        verdict=verdict(figures, band),
        usual=band and (Money(band[0], part.currency), Money(band[1], part.currency)),
        movers=await _movers(scope, part) if all(week) else (),
        restated=tuple(one for one in map(part.restated, (first, before)) if one is not None),
        history=tuple((one, part.revenue(one)) for one in shown),
    )
    orders = sum(row.orders for row in part.rows)
    news = snapshot(part.store, Told(day, now, figures)) if first is None else None
    return _Part(orders, told, news)


async def _movers(scope: TenantScope, part: _Section) -> tuple[Mover, ...]:
    key = part.store
    day = part.day
    now = await scope.sales.products(Period(day, day))
    before = await scope.sales.products(Period(day - WEEK, day - DAY))
    return movers(
        [row for row in now if row[:2] == key],
        [row for row in before if row[:2] == key],
        part.currency,
    )
