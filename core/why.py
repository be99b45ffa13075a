"""`why`: how a figure came about; what is asked about is told by what it looks like."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.complete import complete_day
from core.errors import UnknownOrder
from core.marketplaces import by_id
from core.model import LeftOut, Money, Period, TenantId
from core.ports.orders import FoundOrder
from core.ports.sales import DayRow
from core.ports.storage import Storage
from core.restock import Restock, restock
from core.sales import LeftOutLines, Total

_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}", re.ASCII)


class Figure(StrEnum):
    """A figure with a definition of its own."""

    REVENUE = "revenue"
    UNITS = "units"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True)
class WhyLine:
    """A line of an order, and why it is in no total where it is in none."""

    sku: str
    marketplace: str
    day: date
    quantity: int
    price: Money | None
    item_status: str
    left_out: LeftOut | None


@dataclass(frozen=True, slots=True)
class WhyOrder:
    """An order as it is kept (schema why-order/1); the id's last four digits name it."""

    schema: str
    order: str
    status: str
    fulfilled_by: str
    purchased_at: datetime
    updated_at: datetime
    lines: tuple[WhyLine, ...]


@dataclass(frozen=True, slots=True)
class WhyDay:
    """A marketplace's last complete day, which shows what a definition does."""

    marketplace: str
    day: date
    total: Total


@dataclass(frozen=True, slots=True)
class WhyFigure:
    """A definition with the numbers of the last complete day (schema why-figure/1).

    `left_out` counts the lines of all those days that are in no total; None without a day.
    """

    schema: str
    figure: Figure
    as_of: datetime | None
    source: str | None
    days: tuple[WhyDay, ...]
    left_out: LeftOutLines | None


async def why(
    storage: Storage, tenant: TenantId, what: str, now: datetime
) -> WhyOrder | WhyFigure | Restock:
    """What explains an order id, a figure's name or a SKU.

    Raises UnknownOrder, or UnknownProduct for everything that looks like neither.
    """
    wanted = what.strip()
    if _ORDER.fullmatch(wanted):
        return await why_order(storage, tenant, wanted)
    if wanted.casefold() in set(Figure):
        return await why_figure(storage, tenant, Figure(wanted.casefold()), now)
    return await restock(storage, tenant, wanted, now)


async def why_order(storage: Storage, tenant: TenantId, order_id: str) -> WhyOrder:
    """What is kept of an order, found by its blind id; raises UnknownOrder."""
    async with storage.read() as uow:
        found = await (await uow.for_tenant(tenant)).orders.find(order_id)
    if found is None:
        raise UnknownOrder(order=order_id)
    return WhyOrder(
        "why-order/1",
        order_id[-4:],
        found.status,
        found.fulfilled_by,
        found.purchased_at,
        found.updated_at,
        _lines(found),
    )


def _lines(found: FoundOrder) -> tuple[WhyLine, ...]:
    return tuple(
        WhyLine(
            line.sku,
            by_id(line.marketplace_id).name,
            line.local_day,
            line.quantity,
            None if line.price_minor is None else Money(line.price_minor, line.currency),
            line.item_status,
            line.left_out,
        )
        for line in found.lines
    )


async def why_figure(
    storage: Storage, tenant: TenantId, figure: Figure, now: datetime
) -> WhyFigure:
    """A figure's definition by the last complete day of each marketplace."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(tenant)
        fresh = await scope.sales.freshness()
        days = []
        for one in fresh:
            last = complete_day(one.as_of, one.zone, now)
            if last is not None:
                rows = await scope.sales.days(Period(last, last))
                days += [
                    WhyDay(by_id(row.marketplace_id).name, last, _total(row))
                    for row in rows
                    if row.marketplace_id == one.marketplace_id
                ]
        left: dict[LeftOut, int] = {}
        for day in {one.day for one in days}:
            for reason, lines in (await scope.sales.left_out(Period(day, day))).items():
                left[reason] = left.get(reason, 0) + lines
    return WhyFigure(
        "why-figure/1",
        figure,
        min((one.as_of for one in fresh if one.as_of), default=None),
        ", ".join(sorted({one.source for one in fresh if one.source})) or None,
        tuple(sorted(days, key=lambda day: (day.marketplace, day.total.revenue.currency))),
        LeftOutLines(*(left.get(reason, 0) for reason in LeftOut)) if days else None,
    )


def _total(row: DayRow) -> Total:
    revenue = Money(row.revenue_minor, row.currency)
    return Total(row.orders, row.lines, row.units, revenue, row.unpriced_units)
