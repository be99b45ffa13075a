"""Probes: one cheap call a feature, which Amazon refuses where the app lacks what it needs."""

from core.model import Feature
from core.policy.operations import LIST_REPORTS, ORDERS_BY_UPDATE, STOCK
from core.ports.amazon import Caller
from core.spapi.calls import Call, Calls

_REPORTS = {Feature.SALES: ORDERS_BY_UPDATE, Feature.INVENTORY: STOCK}
"""What a feature reads; whoever may not have such a report may not list them either."""


async def probe(calls: Calls, caller: Caller, feature: Feature) -> bool:
    """Try what a feature needs; False where nothing cheap shows it. Raises AccessDenied."""
    report = _REPORTS.get(feature)
    if report is None:
        return False
    query = {"reportTypes": report, "pageSize": "1"}
    await calls.make(caller, Call(LIST_REPORTS, query=query, report_type=report))
    return True
