"""getOrderMetrics over a real month of orders, against totals that another program made."""

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.edges.sandbox.desk import EU, open_desk

_INDIA = "A21TJRUUN4KGV"
_MONTH = "2022-04-01T00:00:00+05:30--2022-05-01T00:00:00+05:30"


async def test_a_real_month_comes_to_its_published_totals(shared: Path) -> None:
    right = json.loads((shared / "data" / "answers_2022-04.json").read_text())
    orders, later = shared / "data" / "all_orders_2022-04.txt.gz", datetime(2022, 6, 15, tzinfo=UTC)
    query = {
        "marketplaceIds": _INDIA,
        "interval": _MONTH,
        "granularity": "Day",
        "granularityTimeZone": "Asia/Kolkata",
    }
    async with open_desk(orders=orders, start=later) as desk:
        answer = await desk.call("GET", "/sales/v1/orderMetrics", params=query, refresh=EU)
    told = {
        day["interval"][:10]: (
            day["orderItemCount"],
            day["unitCount"],
            day["totalSales"]["amount"],
        )
        for day in answer.json()["payload"]
    }
    assert told == {
        day: (total["lines"], total["units"], total["revenue"])
        for day, total in right["by_day"].items()
    }
    counted = sum(day["orderCount"] for day in answer.json()["payload"])
    assert counted == right["total"]["orders"]
