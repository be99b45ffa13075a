"""`stats`: the sales of a period beside the period before."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.errors import BadArgument
from core.marketplaces import by_id
from core.model import Period, TenantId
from core.periods import last_complete_day, parse_period
from core.ports.sales import DayRow, Freshness
from core.ports.storage import Storage
from core.sales import SalesFacts, SalesRows, sales_facts
from core.sales_switch import SalesOff, sales_off

USUAL = "7d"


@dataclass(frozen=True, slots=True)
class StatsQuestion:
    """A period as somebody wrote it, and one marketplace if only that is meant."""

    period: str = USUAL
    marketplace: str | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """The facts, those of the period before where there are figures for all of it, and titles.

    `off` where there is nothing to tell because sales are switched off.
    """

    facts: SalesFacts
    before: SalesFacts | None
    titles: dict[str, str]
    off: SalesOff | None = None


async def stats(
    storage: Storage, tenant: TenantId, question: StatsQuestion, now: datetime
) -> Stats:
    """Answer from the rollups, in one transaction.

    Raises BadPeriod, or BadArgument where the marketplace is none of the tenant's.
    """
    async with storage.read() as uow:
        scope = await uow.for_tenant(tenant)
        fresh = _chosen(await scope.sales.freshness(), question.marketplace)
        last = last_complete_day(now, {row.zone for row in fresh})
        period = parse_period(question.period, last)
        first = await scope.sales.first_day()
        earlier = period.before()
        days = await scope.sales.days(Period(earlier.first, period.last))
        rows = SalesRows(
            _within(period, days),
            await scope.sales.products(period),
            await scope.sales.left_out(period),
            fresh,
            first or date.min,
        )
        facts = _only(fresh, sales_facts(period, rows))
        before = None
        if first is not None and first <= earlier.first:
            rows = SalesRows(_within(earlier, days), (), {}, fresh)
            before = _only(fresh, sales_facts(earlier, rows))
        off = await sales_off(scope) if facts.as_of is None else None
        titles = await scope.products.titles(_shown_skus(facts))
    return Stats(facts, before, titles, off)


def _chosen(rows: list[Freshness], marketplace: str | None) -> list[Freshness]:
    """The marketplaces that are meant: all, or the one of a name or id."""
    if marketplace is None:
        return rows
    wanted = marketplace.casefold()
    found = [
        row
        for row in rows
        if wanted in (by_id(row.marketplace_id).name.casefold(), row.marketplace_id.casefold())
    ]
    if not found:
        names = ", ".join(sorted(by_id(row.marketplace_id).name for row in rows)) or "none yet"
        raise BadArgument(value=marketplace[:40], name="for", hint=f"Your marketplaces: {names}.")
    return found


def _within(period: Period, days: list[DayRow]) -> list[DayRow]:
    return [row for row in days if period.first <= row.day <= period.last]


def _only(rows: list[Freshness], facts: SalesFacts) -> SalesFacts:
    names = {by_id(row.marketplace_id).name for row in rows}
    kept = tuple(part for part in facts.marketplaces if part.marketplace in names)
    return replace(facts, marketplaces=kept)


def _shown_skus(facts: SalesFacts) -> set[str]:
    return {
        product.sku
        for part in facts.marketplaces
        for product in (*part.top_by_units, *part.top_by_revenue)
    }
