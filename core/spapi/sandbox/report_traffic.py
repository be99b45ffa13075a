"""The sales-and-traffic report: JSON with floats, by day, week or month, and by product."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import Marketplace, exponent
from core.spapi.sandbox.products import Product
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.traffic import Days, Tally

OPTIONS = {
    "dateGranularity": ("DAY", "WEEK", "MONTH"),
    "asinGranularity": ("PARENT", "CHILD", "SKU"),
}
"""What may be asked for; the first is the default."""

_DAY = timedelta(days=1)
_LONGEST_AGO = timedelta(days=730)
Period = tuple[date, date]


def traffic_report(asked: Asked) -> str:
    """The report's text; none for a start of more than two years ago."""
    shop, spec, market = asked.shop, asked.spec, asked.market
    first, last = spec.since.date(), spec.until.date()
    if shop is None or first < asked.at.date() - _LONGEST_AGO:
        return ""
    options = {name: spec.options.get(name, values[0]) for name, values in OPTIONS.items()}
    over = market.local_day(asked.at) - _DAY
    periods = [p for p in spans(first, last, options["dateGranularity"]) if p[0] <= over]
    if not periods:
        return ""
    days = Days(shop, market, periods[0][0], min(periods[-1][1], over), asked.at)
    body = {
        "reportSpecification": {
            "reportType": spec.type,
            "reportOptions": options,
            "dataStartTime": first.isoformat(),
            "dataEndTime": last.isoformat(),
            "marketplaceIds": [market.id],
        },
        "salesAndTrafficByDate": [_by_date(days, period) for period in periods],
        "salesAndTrafficByAsin": list(_by_asin(days, options["asinGranularity"])),
    }
    return json.dumps(body)


def spans(first: date, last: date, granularity: str) -> Iterator[Period]:
    """Days, or the whole weeks (from Sunday) or months that the days fall into."""
    day = first
    while day <= last:
        start, end = day, day
        if granularity == "WEEK":
            start = day - timedelta(days=(day.weekday() + 1) % 7)
            end = start + 6 * _DAY
        elif granularity == "MONTH":
            start = day.replace(day=1)
            end = (start + 31 * _DAY).replace(day=1) - _DAY
        yield start, end
        day = end + _DAY


def _by_date(days: Days, period: Period) -> dict[str, Any]:
    tally = days.between(*period)
    return {
        "date": period[0].isoformat(),
        "salesByDate": _sales(tally, days.market) | _shipped(tally, days.market),
        "trafficByDate": _traffic(tally, days, period),
    }


def _sales(tally: Tally, market: Marketplace) -> dict[str, Any]:
    business = _business(tally)
    return {
        **_ordered(tally, market, ""),
        **_averages(tally, market, ""),
        **_ordered(business, market, "B2B"),
        **_averages(business, market, "B2B"),
    }


def _ordered(tally: Tally, market: Marketplace, suffix: str) -> dict[str, Any]:
    return {
        f"orderedProductSales{suffix}": _amount(tally.sales, market),
        f"unitsOrdered{suffix}": tally.units,
        f"totalOrderItems{suffix}": tally.items,
    }


def _averages(tally: Tally, market: Marketplace, suffix: str) -> dict[str, Any]:
    by_item = tally.sales / tally.items if tally.items else 0
    by_unit = tally.sales / tally.units if tally.units else 0
    return {
        f"averageSalesPerOrderItem{suffix}": _amount(round(by_item), market),
        f"averageUnitsPerOrderItem{suffix}": _ratio(tally.units, tally.items),
        f"averageSellingPrice{suffix}": _amount(round(by_unit), market),
    }


def _shipped(tally: Tally, market: Marketplace) -> dict[str, Any]:
    return {
        "unitsRefunded": tally.refunded,
        "refundRate": _ratio(100 * tally.refunded, tally.units),
        "claimsGranted": 0,
        "claimsAmount": _amount(0, market),
        "shippedProductSales": _amount(tally.shipped_sales, market),
        "unitsShipped": tally.shipped_units,
        "ordersShipped": len(tally.orders_shipped),
    }


def _traffic(tally: Tally, days: Days, period: Period) -> dict[str, Any]:
    rated, negative = days.rated(*period)
    count = len(days.shop.store(days.market.id).products)
    return {
        **_views(tally),
        **{f"{name}B2B": value for name, value in _views(_of_businesses(tally)).items()},
        "buyBoxPercentage": round(88 + 11 * share(period[0], days.market.id, "box"), 2),
        "orderItemSessionPercentage": _ratio(100 * tally.items, tally.sessions),
        "unitSessionPercentage": _ratio(100 * tally.units, tally.sessions),
        "averageOfferCount": count,
        "averageParentItems": count,
        "feedbackReceived": rated,
        "negativeFeedbackReceived": negative,
        "receivedNegativeFeedbackRate": _ratio(100 * negative, rated),
    }


def _views(tally: Tally) -> dict[str, int]:
    return {
        "browserPageViews": tally.browser_views,
        "mobileAppPageViews": tally.views - tally.browser_views,
        "pageViews": tally.views,
        "browserSessions": tally.browser_sessions,
        "mobileAppSessions": tally.sessions - tally.browser_sessions,
        "sessions": tally.sessions,
    }


def _of_businesses(tally: Tally) -> Tally:
    return Tally(sessions=tally.business_sessions)


def _by_asin(days: Days, granularity: str) -> Iterator[dict[str, Any]]:
    """Products over the whole span; no product here has variants, so each is its own parent."""
    everything = days.between(days.first, days.last)
    for product in days.shop.store(days.market.id).products:
        tally = days.of(product.sku)
        if tally.sessions:
            yield _keys(product, granularity) | {
                "salesByAsin": {
                    **_ordered(tally, days.market, ""),
                    **_ordered(_business(tally), days.market, "B2B"),
                },
                "trafficByAsin": _shares(tally, everything),
            }


def _keys(product: Product, granularity: str) -> dict[str, Any]:
    keys = {"parentAsin": product.asin, "childAsin": product.asin, "sku": product.sku}
    kept = OPTIONS["asinGranularity"].index(granularity) + 1
    return dict(list(keys.items())[:kept])


def _business(tally: Tally) -> Tally:
    return Tally(tally.business_units, tally.business_items, tally.business_sales)


def _shares(tally: Tally, everything: Tally) -> dict[str, Any]:
    views, whole = _views(tally), _views(everything)
    told: dict[str, Any] = dict(views)
    for name, value in views.items():
        short = name.removesuffix("s") if name.endswith("essions") else name
        told[f"{short}Percentage"] = _ratio(100 * value, whole[name])
    told["buyBoxPercentage"] = round(85 + 15 * share(tally.units, tally.sessions, "box"), 2)
    told["unitSessionPercentage"] = _ratio(100 * tally.units, tally.sessions)
    return told


def _amount(minor: int, market: Marketplace) -> dict[str, Any]:
    """Amazon's amounts of this report: a float, whatever that does to the cents."""
    return {"amount": minor / 10 ** exponent(market.currency), "currencyCode": market.currency}


def _ratio(one: float, other: float) -> float:
    return round(one / other, 2) if other else 0.0
