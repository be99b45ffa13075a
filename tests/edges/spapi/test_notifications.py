"""Amazon's own sample notifications are read as what they are."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.ports.notices import OrderChange, ReportFinished, Unknown
from core.spapi.notifications import read_notification
from tests.amazon_cases import case


def samples(shared: Path, name: str) -> list[Any]:
    """The samples in one of Amazon's schemas."""
    schema = json.loads((shared / "spapi-models" / "notifications" / name).read_text())
    found: list[Any] = schema["examples"]
    return found


@case(31)
def test_amazons_sample_of_an_order_change(shared: Path) -> None:
    (sample,) = samples(shared, "OrderChangeNotification.json")
    found = read_notification(json.dumps(sample).encode())
    assert isinstance(found, OrderChange)
    change = sample["Payload"]["OrderChangeNotification"]
    told = (change["SellerId"], change["Summary"]["MarketplaceId"], change["AmazonOrderId"])
    assert (found.seller, found.marketplace_id, found.order_id) == told
    assert found.notification_id == sample["NotificationMetadata"]["NotificationId"]
    assert change["Summary"]["DestinationPostalCode"] not in repr(found)


@case(31)
def test_amazons_samples_of_a_finished_report(shared: Path) -> None:
    seller, vendor = (
        read_notification(json.dumps(sample).encode())
        for sample in samples(shared, "ReportProcessingFinishedNotification.json")
    )
    assert isinstance(seller, ReportFinished)
    assert isinstance(vendor, ReportFinished)
    assert (seller.report_id, seller.status) == ("54517018502", "CANCELLED")
    assert (seller.seller is None, vendor.seller) == (False, None)


@case(31)
@pytest.mark.parametrize(
    "name",
    [
        "ListingsItemStatusChangeNotification.json",
        "ListingsItemIssuesChangeNotification_2023-12-13.json",
    ],
)
def test_amazons_samples_of_types_that_are_not_ours(shared: Path, name: str) -> None:
    for sample in samples(shared, name):
        found = read_notification(json.dumps(sample).encode())
        assert isinstance(found, Unknown)
        assert found.type.startswith("LISTINGS_ITEM_")
