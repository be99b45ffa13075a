"""The ledger summary: balances that follow from each other and from the other reports."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.edges.sandbox.desk import NOW, US, Desk, between, open_desk
from tests.edges.sandbox.test_warehouse_reports import FBA_RETURNS, PLANNING

LEDGER = "GET_LEDGER_SUMMARY_VIEW_DATA"
_DAY = timedelta(days=1)
_MONTH = between(NOW - 30 * _DAY, NOW)


async def _ledger(desk: Desk, period: str, days: int) -> list[dict[str, Any]]:
    rows = await desk.rows(
        LEDGER,
        [US],
        reportOptions={"aggregatedByTimePeriod": period},
        **between(NOW - days * _DAY, NOW),
    )
    told = []
    for row in rows:
        assert all(n[0] == n[-1] == v[0] == v[-1] == '"' for n, v in row.items())
        told.append({n.strip('"'): v.strip('"') for n, v in row.items()})
    return told


@pytest.mark.parametrize("period", ["DAILY", "WEEKLY", "MONTHLY"])
async def test_ledger_balances_add_up_and_follow_each_other(period: str) -> None:
    moves = ("Receipts", "Customer Shipments", "Customer Returns", "Disposed")
    async with open_desk() as desk:
        before: dict[tuple[str, str], int] = {}
        rows = await _ledger(desk, period, 45)
        for row in rows:
            key = row["MSKU"], row["Disposition"]
            start, end = (int(row[f"{n} Warehouse Balance"]) for n in ("Starting", "Ending"))
            assert start + sum(int(row[n]) for n in moves) == end
            assert end >= 0
            assert before.get(key, start) == start
            before[key] = end
        assert {r["Disposition"] for r in rows} >= {"SELLABLE", "DEFECTIVE", "CUSTOMER_DAMAGED"}
        assert any(int(r["Receipts"]) for r in rows)


async def test_the_ledger_tells_the_same_as_the_other_reports() -> None:
    async with open_desk() as desk:
        rows = await _ledger(desk, "DAILY", 20)
        last = [r for r in rows if r["Date"] == "11/17/2026"]
        planning = {r["sku"]: r for r in await desk.rows(PLANNING, [US])}
        for row in last:
            if row["Disposition"] == "SELLABLE":
                told = planning[row["MSKU"]]
                held = int(told["available"]) + int(told["reserved-quantity"])
                assert int(row["Ending Warehouse Balance"]) == held
        spoilt = Counter[str]()
        for row in last:
            if row["Disposition"] != "SELLABLE":
                spoilt[row["MSKU"]] += int(row["Ending Warehouse Balance"])
        assert {s: int(r["unfulfillable-quantity"]) for s, r in planning.items()} == {
            s: spoilt[s] for s in planning
        }
        back = await desk.rows(FBA_RETURNS, [US], **between(NOW - 20 * _DAY, NOW))
        returns = [r for r in rows if r["Date"] == "11/10/2026"]
        hours = "2026-11-10T08", "2026-11-11T08"
        day = [int(r["quantity"]) for r in back if hours[0] <= r["return-date"] < hours[1]]
        assert sum(int(r["Customer Returns"]) for r in returns) == sum(day) > 0


async def test_an_option_that_does_not_exist_is_fatal() -> None:
    async with open_desk() as desk:
        options = {"aggregatedByTimePeriod": "HOURLY"}
        report = await desk.report(LEDGER, [US], reportOptions=options, **_MONTH)
        assert report["processingStatus"] == "FATAL"
