"""Amazon's roles: what the app asks for, what a seller has granted, and what each opens."""

import json

from starlette.requests import Request

from core.spapi.sandbox.operations import Operation
from core.spapi.sandbox.state import State

ROLES = {
    "AF": "Amazon Fulfillment",
    "BA": "Brand Analytics",
    "BC": "Buyer Communication",
    "BS": "Buyer Solicitation",
    "FA": "Finance and Accounting",
    "IO": "Inventory and Order Tracking",
    "PL": "Product Listing",
    "PR": "Pricing",
    "SI": "Selling Partner Insights",
}
APP_ROLES = frozenset(ROLES[code] for code in ("AF", "BA", "BS", "IO", "PL", "SI"))
"""The roles of the app, which every seller of the sandbox grants as a bundle."""

_ALL_ORDERS, _STOCK = "AF IO PR PL", "AF PR"
_REPORTS = {
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": _ALL_ORDERS,
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": _ALL_ORDERS,
    "GET_AMAZON_FULFILLED_SHIPMENTS_DATA_GENERAL": "AF IO PR",
    "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA": _STOCK,
    "GET_FBA_MYI_ALL_INVENTORY_DATA": _STOCK,
    "GET_FBA_INVENTORY_PLANNING_DATA": _STOCK,
    "GET_RESTOCK_INVENTORY_RECOMMENDATIONS_REPORT": _STOCK,
    "GET_RESERVED_INVENTORY_DATA": _STOCK,
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": _STOCK,
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": "IO",
    "GET_SELLER_FEEDBACK_DATA": "SI AF",
    "GET_SALES_AND_TRAFFIC_REPORT": "BA",
    "GET_LEDGER_SUMMARY_VIEW_DATA": "AF",
    "GET_LEDGER_DETAIL_VIEW_DATA": "AF",
}


class Roles:
    """Who has granted what; a seller who takes a role back is remembered until it is restored."""

    def __init__(self, state: State) -> None:
        self._state = state

    def granted(self, seller: str) -> frozenset[str]:
        """The roles that a seller has granted to the app."""
        rows = self._state.read("SELECT role FROM removed_role WHERE seller = ?", seller)
        return APP_ROLES - {row["role"] for row in rows}

    def set(self, seller: str, removed: list[str]) -> None:
        """Take exactly these roles from a seller; ValueError for a name that is no role's."""
        unknown = set(removed) - set(ROLES.values())
        if unknown:
            raise ValueError(f"no role {', '.join(sorted(unknown))}")
        with self._state.together() as connection:
            connection.execute("DELETE FROM removed_role WHERE seller = ?", (seller,))
            rows = [(seller, role) for role in sorted(set(removed))]
            connection.executemany("INSERT INTO removed_role VALUES (?, ?)", rows)

    def allow(self, seller: str, codes: str) -> bool:
        """Whether one of the roles (codes, a space between) is granted; none needed: always."""
        needed = {ROLES[code] for code in codes.split()}
        return not needed or bool(needed & self.granted(seller))


async def needed_roles(operation: Operation, request: Request) -> str:
    """Codes of the roles of which one is enough; for a report its type decides."""
    if operation.name not in {"createReport", "createReportSchedule"}:
        return operation.roles
    try:
        body = json.loads(await request.body())
    except ValueError:
        return ""
    kind = body.get("reportType") if isinstance(body, dict) else None
    return _REPORTS.get(kind, "") if isinstance(kind, str) else ""
