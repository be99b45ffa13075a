"""The gate in front of the wire: what is not in the table opens no connection."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import GateClosed
from core.model import Feature
from core.policy.operations import (
    CREATE_REPORT,
    DORMANT,
    FBA_RETURNS,
    OPERATIONS,
    ORDERS_BY_DATE,
    ORDERS_BY_UPDATE,
    REPORT_TYPES,
    SELLER_RETURNS,
    SHIPMENTS,
    STOCK,
    AmazonRole,
)
from core.spapi.calls import Call
from tests.architecture.source import REPO
from tests.edges.spapi.rig import Rig, caller

OFTEN = (STOCK, SHIPMENTS)


def published(shared: Path) -> list[dict[str, Any]]:
    """Every operation of Amazon's models."""
    found: list[dict[str, Any]] = json.loads(
        (shared / "spapi-models/operations.json").read_text(encoding="utf-8")
    )
    return found


async def test_every_other_operation_of_amazon_is_closed(rig: Rig, shared: Path) -> None:
    others = {row["operation"] for row in published(shared)} - set(OPERATIONS)
    assert len(others) > 300
    for operation in others:
        for report_type in (None, next(iter(REPORT_TYPES))):
            with pytest.raises(GateClosed):
                await rig.api.calls.make(caller(), Call(operation, report_type=report_type))
    assert (rig.line.passed, rig.ledger.calls) == ([], [])


async def test_every_other_report_is_closed(rig: Rig, shared: Path) -> None:
    headers = json.loads((shared / "spapi-models/report_headers.json").read_text("utf-8"))
    money = {"GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2", "GET_DATE_RANGE_FINANCIAL_HOLDS_DATA"}
    others = money | {"", *headers} - set(REPORT_TYPES)
    assert len(others) > 3
    for report_type in others:
        with pytest.raises(GateClosed):
            await rig.api.calls.make(caller(), Call(CREATE_REPORT, report_type=report_type))
    assert (rig.line.passed, rig.ledger.calls) == ([], [])


def test_the_table_is_as_amazon_publishes_it(shared: Path) -> None:
    known = {
        (row["operation"], row["method"], row["path"]): (row["rate"], row["burst"])
        for row in published(shared)
    }
    assert len(OPERATIONS) == 12
    for row in OPERATIONS.values():
        rate, burst = known[row.name, row.method, row.path]
        assert (rate or 1.0, burst or 1) == (row.rate, row.burst), row.name


def test_no_path_of_money_or_messages_is_written_anywhere() -> None:
    paths = ("/finances/", "/products/pricing/", "/products/fees/", "/messaging/", "/batches/")
    sources = [
        file
        for package in ("bot", "core", "storage")
        for file in (REPO / package).rglob("*.py")
        if "sandbox" not in file.parts
    ]
    assert len(sources) > 50
    for file in sources:
        text = file.read_text(encoding="utf-8")
        assert [path for path in paths if path in text] == [], file


def test_dormant_roles_open_nothing() -> None:
    used = {role for operation in OPERATIONS.values() for role in operation.roles}
    used |= {role for report in REPORT_TYPES.values() for role in report.roles}
    assert {"Pricing", "Finance and Accounting", "Buyer Communication"} == DORMANT
    assert used == set(AmazonRole) - DORMANT


def test_the_reports_are_those_that_features_need(shared: Path) -> None:
    headers = json.loads((shared / "spapi-models/report_headers.json").read_text("utf-8"))
    assert len(REPORT_TYPES) == 11
    assert len(set(REPORT_TYPES) & set(headers)) >= 5
    served = {feature for report in REPORT_TYPES.values() for feature in report.features}
    assert served == set(Feature) - {Feature.ADS}
    for report in REPORT_TYPES.values():
        hours = report.interval.total_seconds() / 3600
        assert hours == (0 if "ALL_ORDERS" in report.name else 0.5 if report.name in OFTEN else 4)
    assert {row.name for row in REPORT_TYPES.values() if not row.single_store} == {
        *(ORDERS_BY_DATE, ORDERS_BY_UPDATE, SHIPMENTS, FBA_RETURNS, SELLER_RETURNS)
    }
