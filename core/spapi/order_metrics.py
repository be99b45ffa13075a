"""The Sales API v1: what Amazon itself counts by day, in the days of the zone that we name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from core.amazon_errors import UpstreamError
from core.marketplaces import zone
from core.model import Money, Period, exponent
from core.policy.operations import ORDER_METRICS
from core.ports.amazon import Caller, DayMetrics
from core.spapi.amounts import decimal
from core.spapi.calls import Call, Calls
from core.spapi.classify import make_error


@dataclass(frozen=True, slots=True)
class SalesApi:
    """Amazon's own figures."""

    calls: Calls

    async def by_day(
        self, caller: Caller, marketplace_id: str, zone_name: str, period: Period
    ) -> Sequence[DayMetrics]:
        """A store's figures for each day; an error of Amazon's, as for a zone it does not know,
        is asked about as often as any other and then told."""
        query = {
            "marketplaceIds": marketplace_id,
            "interval": interval(period, zone_name),
            "granularity": "Day",
            "granularityTimeZone": zone_name,
        }
        answer = await self.calls.make(caller, Call(ORDER_METRICS, query=query))
        read = answer.json()
        rows = read.get("payload") if isinstance(read, dict) else None
        try:
            if not isinstance(rows, list):
                raise ValueError("no payload")
            return [_day(row, zone_name) for row in rows]
        except ValueError:
            raise make_error(UpstreamError, ORDER_METRICS, answer) from None


def interval(period: Period, zone_name: str) -> str:
    """A period of whole days as Amazon wants it: each end with the offset of its own day."""
    end = begin_of(period.last + timedelta(days=1), zone_name)
    return f"{begin_of(period.first, zone_name).isoformat()}--{end.isoformat()}"


def begin_of(day: date, zone_name: str) -> datetime:
    """When a day begins; where its midnight is left out, at the first time that there is."""
    rules = zone(zone_name)
    return datetime.combine(day, time(), rules).astimezone(UTC).astimezone(rules)


def _day(row: Any, zone_name: str) -> DayMetrics:
    """One day's figures; raises ValueError where they cannot be read."""
    if not isinstance(row, dict):
        raise ValueError("no figures")
    began = datetime.fromisoformat(str(row.get("interval")).partition("--")[0])
    if began.tzinfo is None:
        raise ValueError("a time without its zone")
    counts = [row.get(f"{name}Count") for name in ("order", "orderItem", "unit")]
    orders, lines, units = (_count(count) for count in counts)
    day = began.astimezone(zone(zone_name)).date()
    return DayMetrics(day, orders, lines, units, _money(row.get("totalSales")))


def _count(value: object) -> int:
    count = decimal(value)
    if count != count.to_integral_value() or count < 0:
        raise ValueError("not a count")
    return int(count)


def _money(value: Any) -> Money:
    told: Mapping[str, Any] = value if isinstance(value, dict) else {}
    currency = told.get("currencyCode")
    if not isinstance(currency, str) or not currency:
        raise ValueError("no currency")
    # Told as a JSON number, an amount may carry the noise of a float.
    minor = decimal(told.get("amount")).scaleb(exponent(currency))
    return Money(int(minor.quantize(Decimal(1), ROUND_HALF_EVEN)), currency)
