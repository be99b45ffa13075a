"""The Sales API v1: getOrderMetrics, counted from the orders that the other APIs serve."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.marketplaces import Marketplace, amount
from core.spapi.sandbox.queries import Query, bad, one_store
from core.spapi.sandbox.sales_intervals import Cut
from core.spapi.sandbox.sandbox import Call
from core.spapi.sandbox.snapshot import Item, Snapshot, Span, Status

_GRANULARITIES = ("Hour", "Day", "Week", "Month", "Year", "Total")
_HOURS_BACK = timedelta(days=30)
_YEARS_BACK = 2
_INSTANT = timedelta(microseconds=1)


@dataclass(slots=True)
class Metrics:
    """What was sold in one interval; `sales` in minor units."""

    orders: int = 0
    items: int = 0
    units: int = 0
    sales: int = 0

    def as_json(self, interval: str, currency: str) -> dict[str, Any]:
        """As getOrderMetrics shows it: average and sum as text, with the currency's decimals."""
        average = Decimal(self.sales) / self.units if self.units else Decimal(0)
        rounded = int(average.quantize(Decimal(1), ROUND_HALF_UP))
        return {
            "interval": interval,
            "unitCount": self.units,
            "orderItemCount": self.items,
            "orderCount": self.orders,
            "averageUnitPrice": {"amount": amount(rounded, currency), "currencyCode": currency},
            "totalSales": {"amount": amount(self.sales, currency), "currencyCode": currency},
        }


@dataclass(frozen=True, slots=True)
class _Question:
    """One request understood."""

    market: Marketplace
    start: datetime
    end: datetime
    cut: Cut
    buyers: str
    network: str
    asin: str
    sku: str

    def counts(self, order: Snapshot) -> bool:
        """Whether an order belongs in: pending ones do, cancelled and Non-Amazon ones do not."""
        if order.elsewhere or order.status is Status.CANCELLED:
            return False
        network = "MFN" if order.merchant else "AFN"
        buyer = "B2B" if order.business else "B2C"
        return self.buyers in {"All", buyer} and self.network in {"", network}

    def picks(self, item: Item) -> bool:
        """Whether a line belongs in."""
        named = self.asin in {"", item.asin} and self.sku in {"", item.sku}
        return named and not item.cancelled


async def get_order_metrics(call: Call) -> Response:
    """GET /sales/v1/orderMetrics."""
    question = _read(call)
    payload = await run_in_threadpool(_count, call, question)
    return JSONResponse({"payload": payload})


def _count(call: Call, question: _Question) -> list[dict[str, Any]]:
    parts = list(question.cut.parts(question.start, question.end))
    metrics = [Metrics() for _ in parts]
    starts = [start for start, _ in parts]
    span = Span([question.market], question.start, question.end - _INSTANT, call.at)
    for order in call.sandbox.world.orders(call.account).created(span):
        items = [item for item in order.items if question.picks(item)]
        if items and question.counts(order):
            part = metrics[bisect_right(starts, order.created) - 1]
            part.orders += 1
            part.items += len(items)
            part.units += sum(item.quantity for item in items)
            part.sales += sum(item.price for item in items)
    told, currency = question.cut.told, question.market.currency
    return [
        metric.as_json(f"{told(start)}--{told(end)}", currency)
        for metric, (start, end) in zip(metrics, parts, strict=True)
    ]


def _read(call: Call) -> _Question:
    query = Query(call.request)
    market = one_store(call.account, query)
    granularity = query.choice("granularity", _GRANULARITIES)
    start, end = _interval(query.needed("interval"))
    cut = _cut(query, granularity, start, end)
    if start < _earliest(call.at, granularity):
        raise bad("The interval begins too long ago for this granularity.")
    network = query.text("fulfillmentNetwork") and query.choice(
        "fulfillmentNetwork", ("MFN", "AFN")
    )
    if query.text("asin") and query.text("sku"):
        raise bad("Only one of asin and sku may be given.")
    if query.text("amazonProgram"):
        query.choice("amazonProgram", ("AmazonHaul",))
        network = "none"  # nobody here takes part in the programme
    buyers = query.choice("buyerType", ("B2B", "B2C", "All"), "All")
    asin, sku = query.text("asin"), query.text("sku")
    return _Question(market, start, end, cut, buyers, network, asin, sku)


def _interval(text: str) -> tuple[datetime, datetime]:
    """Both ends with an offset or Z; the end is not included."""
    first, _, last = text.partition("--")
    try:
        start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    except ValueError:
        raise bad("interval must be two ISO 8601 times with two hyphens between.") from None
    if start.tzinfo is None or end.tzinfo is None or start >= end:
        raise bad("interval needs offsets, and an end after its start.")
    return start, end


def _cut(query: Query, granularity: str, start: datetime, end: datetime) -> Cut:
    """The zone must be there from days on, and agree with the offsets at both ends."""
    name, week = query.text("granularityTimeZone"), {"Monday": 0, "Sunday": 6}
    starts = week[query.choice("firstDayOfWeek", tuple(week), "Monday")]
    if granularity in {"Hour", "Total"} and not name:
        return Cut(granularity, start.tzinfo or UTC, starts)
    zone = _zone(name)
    if any(end_.utcoffset() != end_.astimezone(zone).utcoffset() for end_ in (start, end)):
        # Amazon does not call it the caller's mistake.
        raise answers.Rejected(answers.broken(500))
    return Cut(granularity, zone, starts)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise bad("granularityTimeZone is missing, or is no IANA time zone.") from None


def _earliest(at: datetime, granularity: str) -> datetime:
    if granularity == "Hour":
        return at - _HOURS_BACK
    return at - timedelta(days=366 * _YEARS_BACK)
