"""The report types this sandbox makes, each with Amazon's limits on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from core.spapi.sandbox import order_rows, report_balances, report_traffic, stock_rows
from core.spapi.sandbox.flat_table import table
from core.spapi.sandbox.order_rows import OrderQuery
from core.spapi.sandbox.report_feedback import feedback_report
from core.spapi.sandbox.report_planning import planning_report
from core.spapi.sandbox.report_restock import restock_report
from core.spapi.sandbox.report_returns import fba_returns_report, merchant_returns_report
from core.spapi.sandbox.report_shipments import shipments_report
from core.spapi.sandbox.report_spec import Asked

BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
_MONTH = timedelta(days=31)
_NEAR_REAL_TIME, _DAILY = timedelta(minutes=30), timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class ReportType:
    """One type: `make` gives its text, or none where there is no data.

    `longest` is the longest span it covers, `single` whether it is made for one marketplace only,
    `every` how often Amazon makes it anew, `kept` how long its document stays, `options` the values
    that its options may have.
    """

    make: Callable[[Asked], str]
    longest: timedelta | None = None
    single: bool = False
    every: timedelta | None = None
    kept: timedelta = timedelta(days=90)
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def problem(self, asked: Asked) -> str:
        """Why Amazon does not make this one, or nothing."""
        spec = asked.spec
        if self.longest is not None and spec.until - spec.since > self.longest:
            return f"The date range is longer than {self.longest.days} days."
        for name, values in self.options.items():
            if spec.options.get(name, values[0]) not in values:
                return f"{name} must be one of {', '.join(values)}."
        return ""


def _orders(asked: Asked) -> str:
    spec = asked.spec
    by_update = spec.type == BY_UPDATE
    query = OrderQuery(asked.markets, spec.since, spec.until, by_update, asked.at)
    return table(order_rows.COLUMNS, asked.world.order_rows(asked.account, query))


def _inventory(asked: Asked) -> str:
    rows = asked.world.stock_rows(asked.account, asked.market, asked.at)
    return table(stock_rows.COLUMNS, rows)


_ORDERS = ReportType(_orders, longest=_MONTH, kept=timedelta(days=30))

TYPES = {
    BY_UPDATE: _ORDERS,
    BY_ORDER_DATE: _ORDERS,
    "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL": ReportType(
        shipments_report, longest=_MONTH, every=_NEAR_REAL_TIME
    ),
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA": ReportType(
        _inventory, single=True, every=_NEAR_REAL_TIME
    ),
    "GET_FBA_INVENTORY_PLANNING_DATA": ReportType(planning_report, single=True, every=_DAILY),
    "GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT": ReportType(
        restock_report, single=True, every=_DAILY
    ),
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": ReportType(fba_returns_report, every=_DAILY),
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": ReportType(
        merchant_returns_report, longest=timedelta(days=60)
    ),
    "GET_SELLER_FEEDBACK_DATA": ReportType(feedback_report, single=True),
    "GET_SALES_AND_TRAFFIC_REPORT": ReportType(
        report_traffic.traffic_report, single=True, options=report_traffic.OPTIONS
    ),
    "GET_LEDGER_SUMMARY_VIEW_DATA": ReportType(
        report_balances.balances_report,
        single=True,
        every=_DAILY,
        options=report_balances.OPTIONS,
    ),
}
"""By Amazon's name; whatever else it has is FATAL here."""
