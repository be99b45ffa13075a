"""The morning card: on a usual day, on unusual ones, and without data."""

from dataclasses import replace
from datetime import date, timedelta

from bot.card import Card
from bot.handlers.digest import digest_card
from bot.handlers.stats import nothing_yet
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import (
    CA,
    DAY,
    MONDAY,
    NOW,
    ORDERS_AT,
    SOURCE,
    TITLES,
    US,
    WEEK,
    Store,
    day_figures,
    product_rows,
)
from bot.preview.samples.stock import due_stock
from core.day_figures import mean, usual_band, verdict
from core.digests import (
    CHART_DAYS,
    Digest,
    DigestFacts,
    MarketplaceDigest,
    Missing,
    Restated,
    ReviewCounts,
)
from core.model import Money, Period
from core.movers import movers
from core.ports.sales import ProductRow

HOUR = timedelta(hours=1)
BUSY, IDLE = ReviewCounts(212, 198, 41, 0), ReviewCounts(0, 198, 41, 0)


def digests() -> tuple[Sample, ...]:
    """The digest in all its moods."""
    behind = replace(_part(CA, day=MONDAY - DAY), is_behind=True, as_of=ORDERS_AT - 14 * HOUR)
    best = replace(_part(US, percent=134), restated=(_restated(),))
    return (
        Sample("digest", "A Monday within its range", _busy(_part(US)), ("digest",)),
        Sample("digest-low", "The lowest Monday of nine", _busy(_part(US, percent=61))),
        Sample("digest-best", "The best Monday, in the first of two stores", _busy(best, behind)),
        Sample("digest-quiet", "Nothing needs anybody", _quiet(_part(US))),
        Sample("digest-no-data", "Before the first complete day", _without_data()),
        Sample("nothing-yet", "Before anything was read", nothing_yet(), ("stats",)),
    )


def _busy(*parts: MarketplaceDigest) -> Card:
    facts = DigestFacts("digest/1", NOW, parts, due_stock(), BUSY)
    return digest_card(Digest(facts, TITLES), US.zone)


def _quiet(part: MarketplaceDigest) -> Card:
    none = replace(due_stock(), items=())
    return digest_card(Digest(DigestFacts("digest/1", NOW, (part,), none, IDLE), TITLES), US.zone)


def _without_data() -> Card:
    place = (US.name, US.currency, US.zone, ORDERS_AT, SOURCE)
    store = MarketplaceDigest(*place, None, is_behind=True, missing=Missing.NO_DAY_YET)
    return digest_card(Digest(DigestFacts("digest/1", NOW, (store,), None, None), {}), US.zone)


def _part(store: Store, percent: int = 100, day: date = MONDAY) -> MarketplaceDigest:
    """A store's day, at so many percent of what it sold, beside the weeks before."""
    figures = day_figures(store, day, percent)
    week = Period(day - WEEK, day - DAY)
    shown = Period(day - (CHART_DAYS - 1) * DAY, day - DAY)
    before = [(one, day_figures(store, one).revenue) for one in shown]
    band = usual_band([day_figures(store, day - n * WEEK) for n in range(1, 9)])
    return MarketplaceDigest(
        store.name,
        store.currency,
        store.zone,
        ORDERS_AT,
        SOURCE,
        day,
        is_behind=False,
        is_latest=True,
        figures=figures,
        mean_7_days=mean([day_figures(store, one) for one in week]),
        week_before=day_figures(store, day - WEEK),
        verdict=verdict(replace(figures, unpriced_units=0), band),
        usual=band and (Money(band[0], store.currency), Money(band[1], store.currency)),
        movers=movers(_rows(store, day, percent), product_rows(store, week), store.currency),
        history=(*before, (day, figures.revenue)),
    )


def _rows(store: Store, day: date, percent: int) -> list[ProductRow]:
    rows = product_rows(store, Period(day, day))
    return [row._replace(revenue_minor=row.revenue_minor * percent // 100) for row in rows]


def _restated() -> Restated:
    """Sunday, of which some orders were cancelled since."""
    sunday = MONDAY - DAY
    now = day_figures(US, sunday)
    cancelled = Money(now.revenue.minor + 31_240, US.currency)
    told = replace(now, orders=now.orders + 11, units=now.units + 13, revenue=cancelled)
    return Restated(sunday, NOW - DAY, told, now)
