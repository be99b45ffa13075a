"""Notifications are read in any case and envelope, and whatever else they are, nothing breaks."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ports.notices import Notification, OrderChange, ReportFinished, Unknown
from core.spapi.notifications import LARGEST, read_notification
from tests.amazon_cases import case
from tests.notices import (
    ORDER_ID,
    SELLER_ID,
    US,
    body,
    camel,
    message,
    order_change,
    pascal,
    recased,
    report_finished,
)

PUBLISHED = datetime(2026, 11, 15, 6, 0, 1, 284000, UTC)
CASES = [pascal, camel, str.lower, str.upper]
CHANGE = OrderChange(
    "demo-notification-1", "ORDER_CHANGE", "1.0", PUBLISHED, SELLER_ID, US, ORDER_ID
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def sns(told: Any) -> dict[str, Any]:
    """A message as SNS hands it on."""
    return {"Type": "Notification", "MessageId": "m-1", "Message": json.dumps(told)}


def event_bridge(told: Any) -> dict[str, Any]:
    """A message as EventBridge hands it on."""
    return {"version": "0", "id": "e-1", "detail-type": "ORDER_CHANGE", "detail": told}


def reason(told: Any) -> str:
    """Why nothing is made of it."""
    found = read_notification(told if isinstance(told, bytes) else body(told))
    assert isinstance(found, Unknown)
    return found.reason


@case(31)
@pytest.mark.parametrize("written", CASES)
def test_an_order_change_is_read_in_any_case(written: Any) -> None:
    assert read_notification(body(recased(order_change(), written))) == CHANGE


@case(31)
@pytest.mark.parametrize("written", CASES)
def test_a_finished_report_is_read_in_any_case(written: Any) -> None:
    found = read_notification(body(recased(report_finished("54517018502"), written)))
    assert found == ReportFinished(
        "demo-notification-1",
        "REPORT_PROCESSING_FINISHED",
        "2020-09-04",
        PUBLISHED,
        SELLER_ID,
        "54517018502",
        "DONE",
    )


@case(31)
@pytest.mark.parametrize(
    "wrap",
    [sns, event_bridge, lambda told: sns(event_bridge(told)), lambda told: event_bridge(sns(told))],
)
def test_a_message_in_an_envelope_is_the_message(wrap: Any) -> None:
    assert read_notification(body(wrap(order_change()))) == CHANGE


def test_envelopes_are_opened_so_often_and_no_more() -> None:
    assert reason(sns(sns(sns(order_change())))) == "it names no type"
    assert reason({"detail": "not JSON \ud800"}) == "it names no type"


@case(31)
@pytest.mark.parametrize("kind", ["ANY_OFFER_CHANGED", "SOMETHING_NEW", "TRANSACTION_UPDATE"])
def test_an_unknown_type_is_told_with_its_name(kind: str) -> None:
    found = read_notification(body(message(kind, "1.0", {"SellerId": SELLER_ID})))
    assert found == Unknown("demo-notification-1", kind, "1.0", PUBLISHED, "its type is not known")


@case(31)
@pytest.mark.parametrize(
    ("told", "version"),
    [(order_change(), "2.0"), (order_change(), "2027-01-01"), (report_finished("1"), "1.0")],
)
def test_an_unknown_version_is_not_guessed_at(told: Any, version: str) -> None:
    written = "PayloadVersion" if "PayloadVersion" in told else "payloadVersion"
    assert reason(told | {written: version}) == "its payload version is not known"


def test_a_version_may_be_missing_or_a_number() -> None:
    bare = {name: part for name, part in order_change().items() if name != "PayloadVersion"}
    assert isinstance(read_notification(body(bare)), OrderChange)
    assert read_notification(body(order_change() | {"PayloadVersion": 1.0})) == CHANGE


@case(31)
@pytest.mark.parametrize("metadata", [None, {}, "none", {"NotificationId": "x" * 81}])
def test_a_message_without_an_id_is_known_again_all_the_same(metadata: Any) -> None:
    told = order_change() | {"NotificationMetadata": metadata}
    first, again = read_notification(body(told)), read_notification(body(told))
    other = read_notification(body(told | {"EventTime": "2026-11-15T06:00:00Z"}))
    assert isinstance(first, OrderChange)
    assert first.notification_id == again.notification_id != other.notification_id
    assert len(first.notification_id) <= 80
    assert first.published_at == datetime(2026, 11, 15, 5, 59, 58, 109000, UTC)


@pytest.mark.parametrize("time", ["soon", "2026-11-15T06:00:01", "0001-01-01T00:00:00+14:00", 7])
def test_a_time_that_is_none_is_left_out(time: Any) -> None:
    told = order_change() | {"EventTime": time}
    told["NotificationMetadata"]["PublishTime"] = time
    assert read_notification(body(told)).published_at is None


def test_an_id_that_no_database_takes_is_not_kept() -> None:
    told = order_change()
    told["NotificationMetadata"]["NotificationId"] = "demo\0"
    assert "\0" not in read_notification(body(told)).notification_id


def test_what_is_needed_is_named_where_it_is_missing() -> None:
    assert reason(order_change(seller="")) == "it names no seller"
    assert reason(report_finished("")) == "it names no report"
    assert reason(order_change() | {"Payload": ["none"]}) == "it names no seller"
    assert reason(order_change() | {"NotificationType": None}) == "it names no type"


def test_an_order_change_needs_neither_order_nor_store() -> None:
    told = order_change(order_id="")
    told["Payload"]["OrderChangeNotification"]["Summary"] = None
    found = read_notification(body(told))
    assert isinstance(found, OrderChange)
    assert (found.seller, found.marketplace_id, found.order_id) == (SELLER_ID, None, None)


@case(31)
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"null",
        b"[]",
        b'"ORDER_CHANGE"',
        body(order_change())[:-1],
        b'{"NotificationType": "\xe4"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"Payload":' * 50_000,
        b"1" * 10_000,
    ],
)
def test_broken_json_is_a_dead_letter(sent: bytes) -> None:
    assert reason(sent) == "it is no JSON object"


def test_a_message_may_be_large_and_not_too_large() -> None:
    told = body(order_change())
    assert read_notification(told.ljust(LARGEST)) == CHANGE
    assert reason(told.ljust(LARGEST + 1)) == "it is larger than a message may be"


@case(31)
@given(summary=st.dictionaries(st.text(), JSON, max_size=4), items=JSON)
def test_nothing_of_where_an_order_goes_or_what_is_in_it_is_read(summary: Any, items: Any) -> None:
    mine = {name: value for name, value in summary.items() if name.lower() != "marketplaceid"}
    told = order_change()
    told["Payload"]["OrderChangeNotification"]["Summary"] = {
        **mine,
        "MarketplaceId": US,
        "OrderItems": items,
    }
    assert read_notification(body(told)) == CHANGE
    assert "PRIVATE" not in repr(read_notification(body(order_change())))
    assert {field.name for field in fields(OrderChange)} == {
        *(field.name for field in fields(Notification)),
        *("seller", "marketplace_id", "order_id"),
    }


@case(31)
@given(
    sent=st.binary(max_size=200)
    | JSON.map(body)
    | st.builds(
        lambda part, name: body(order_change() | report_finished("1") | {name: part}),
        JSON,
        st.sampled_from(["Payload", "payload", "NotificationMetadata", "NotificationType"]),
    )
)
def test_no_bytes_raise(sent: bytes) -> None:
    found = read_notification(sent)
    assert isinstance(found, OrderChange | ReportFinished | Unknown)
    assert 0 < len(found.notification_id) <= 80
