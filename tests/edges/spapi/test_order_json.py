"""An order told by the Orders API is the order that the report tells."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.marketplaces import STORES, Store, by_id
from core.model import LeftOut, Order, Unreadable, exponent
from core.spapi.amounts import total
from core.spapi.order_json import PERSONAL, OrderMaker, delivery, has_status, scrub
from core.spapi.order_rows import COLUMNS, Judge, Row, RowReader, assemble
from tests.amazon_cases import case

HOME = by_id("ATVPDKIKX0DER")
STATUSES = [
    ("PENDING", "Pending"),
    ("UNSHIPPED", "Unshipped"),
    ("PARTIALLY_SHIPPED", "Shipping"),
    ("SHIPPED", "Shipped"),
    ("CANCELLED", "Cancelled"),
    ("SOMETHING_NEW", "SOMETHING_NEW"),
]
TIMES = st.integers(1_704_067_200_000, 1_798_675_200_000).map(
    lambda ms: datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=ms)
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)


@st.composite
def lines(draw: st.DrawFn, store: Store, word: str, status: str) -> tuple[list[str], Any]:
    """One line in both tongues: the report's columns from product-name on, and the API's item."""
    sku, asin = draw(st.sampled_from(["SKU-1", "SKU,2/%+", "竹-3"])), "B000000001"
    title, quantity = draw(WORDS)[:40], draw(st.integers(0, 99))
    cancelled = word == "Cancelled" or draw(st.booleans())
    shipped = word == "Shipped"
    price = draw(st.none() | st.integers(0, 10**7))
    item: dict[str, Any] = {
        "orderItemId": "1",
        "quantityOrdered": quantity,
        "product": {"title": title, "sellerSku": sku, "asin": asin},
    }
    if cancelled:
        item["cancellation"] = {"cancellationExecution": {"cancelledBy": "BUYER"}}
    amount, currency = "", ""
    if price is not None:
        places, currency = exponent(store.currency), store.currency
        amount = f"{price // 10**places}.{price % 10**places:0{places}}" if places else str(price)
        half = price // 2
        parts = [total([f"{part}e-{places}"]) for part in (half, price - half)]
        item["proceeds"] = {
            "breakdowns": [
                {"type": "ITEM", "subtotal": {"amount": one, "currencyCode": currency}}
                for one in parts
            ]
            + [{"type": "TAX", "subtotal": {"amount": "9.99", "currencyCode": currency}}]
        }
    state = "Cancelled" if cancelled else "Shipped" if shipped else "Unshipped"
    return [title, sku, asin, state, str(quantity), currency, amount], item


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, Any]]:
    """One order in both tongues: the report's rows, and the API's object."""
    store, (told, word) = draw(st.sampled_from(STORES)), draw(st.sampled_from(STATUSES))
    bought = draw(TIMES)
    updated = bought + timedelta(seconds=draw(st.integers(0, 10**6)))
    elsewhere = draw(st.booleans())
    channel = {"channelName": "AMAZON", "marketplaceId": store.marketplace_id}
    name = store.name
    if elsewhere:
        channel, name = {"channelName": "NON_AMAZON"}, "Non-Amazon US"
    pairs = [draw(lines(store, word, told)) for _ in range(draw(st.integers(1, 4)))]
    moments = [moment.replace(microsecond=0) for moment in (bought, updated)]
    head = ["1-2-3", *(f"{m:%Y-%m-%dT%H:%M:%S}+00:00" for m in moments), word, "Merchant", name]
    api = {
        "orderId": "1-2-3",
        "createdTime": f"{bought:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
        "lastUpdatedTime": f"{updated:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z",
        "salesChannel": channel,
        "fulfillment": {"fulfillmentStatus": told, "fulfilledBy": "MERCHANT"},
        "orderItems": [item for _, item in draw(st.permutations(pairs))],
    }
    return [head + row for row, _ in pairs], api


def by_report(rows: list[list[str]]) -> Order:
    """The order of the report's rows."""
    reader = RowReader({column: n for n, column in enumerate(COLUMNS)}, "utf-8", Judge(HOME))
    read = [reader.read(n, "\t".join(row).encode()) for n, row in enumerate(rows)]
    assert [row for row in read if isinstance(row, Unreadable)] == []
    return assemble([row for row in read if isinstance(row, Row)])


def by_api(told: Any) -> Order:
    """The order of the API's object."""
    order, unreadable = OrderMaker(Judge(HOME)).order(told)
    assert unreadable == 0
    assert order is not None
    return order


@given(orders())
@settings(deadline=None)
@case(6)
def test_both_tell_the_same_order(told: tuple[list[list[str]], dict[str, Any]]) -> None:
    rows, api = told
    assert by_api(api) == by_report(rows)


def item(**changes: Any) -> dict[str, Any]:
    """One line as the API tells it."""
    product = {"sellerSku": "SKU-1", "asin": "B000000001", "title": "Kettle"}
    return {"quantityOrdered": 2, "product": product} | changes


def an_order(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A shipped order as the API tells it."""
    return {
        "orderId": "1-2-3",
        "createdTime": "2026-11-01T10:00:00.123Z",
        "lastUpdatedTime": "2026-11-02T10:00:00.999Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": HOME.marketplace_id},
        "fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"},
        "orderItems": list(items) or [item()],
    } | changes


def priced(*amounts: Any, currency: str = "USD") -> dict[str, Any]:
    """The proceeds of a line."""
    return {
        "breakdowns": [
            {"type": "ITEM", "subtotal": {"amount": one, "currencyCode": currency}}
            for one in amounts
        ]
    }


@case(12)
@pytest.mark.parametrize(
    ("amounts", "currency", "minor"),
    [
        (["19.90"], "USD", 1990),
        (["0.1", "0.2"], "USD", 30),
        (["1234"], "JPY", 1234),
        (["1234.00"], "JPY", 1234),
        ([5], "USD", 500),
        (["0"], "USD", 0),
        ([None], "USD", None),
        ([], "USD", None),
    ],
)
def test_money_is_exact_whatever_it_is_written_as(
    amounts: list[Any], currency: str, minor: int | None
) -> None:
    order = by_api(an_order(item(proceeds=priced(*amounts, currency=currency))))
    assert order.lines[0].price_minor == minor


@pytest.mark.parametrize("amount", ["-1", "x", "1e99", "NaN", True, [], "0.001"])
def test_a_line_whose_price_is_none_is_counted_and_left_out(amount: Any) -> None:
    told = an_order(item(), item(proceeds=priced(amount)))
    order, unreadable = OrderMaker(Judge(HOME)).order(told)
    assert order is not None
    assert (len(order.lines), unreadable) == (1, 1)


@case(11)
def test_a_pending_order_counts_before_it_has_a_price() -> None:
    pending = an_order(fulfillment={"fulfillmentStatus": "PENDING", "fulfilledBy": "AMAZON"})
    line = by_api(pending).lines[0]
    assert (line.quantity, line.price_minor, line.currency, line.left_out) == (2, None, "USD", None)
    gone = an_order(fulfillment={"fulfillmentStatus": "CANCELLED"})
    assert by_api(gone).lines[0].left_out is LeftOut.ORDER_CANCELLED


@case(38)
def test_words_and_stores_that_are_new_are_kept() -> None:
    told = an_order(
        salesChannel={
            "channelName": "AMAZON",
            "marketplaceId": "A9NEW",
            "marketplaceName": "Amazon.at",
        },
        fulfillment={"fulfillmentStatus": "ON_THE_MOON", "fulfilledBy": "ROBOT"},
        programs=["SOMETHING_NEW"],
    )
    order = by_api(told)
    assert (order.status, order.fulfilled_by) == ("ON_THE_MOON", "ROBOT")
    assert (order.lines[0].marketplace_id, order.lines[0].left_out) == ("Amazon.at", None)
    nameless = an_order(salesChannel={"marketplaceId": "A9NEW"})
    assert by_api(nameless).lines[0].marketplace_id == "Amazon.A9NEW"


@case(6)
@pytest.mark.parametrize("missing", ["fulfillment", "salesChannel", "orderItems", "createdTime"])
def test_what_is_missing_breaks_nothing(missing: str) -> None:
    told = an_order()
    holes: tuple[Any, ...] = (None, [], {}, "x", 7)
    for hole in holes:
        order, unreadable = OrderMaker(Judge(HOME)).order(told | {missing: hole})
        assert (order is None) == (unreadable > 0)
    del told[missing]
    order, unreadable = OrderMaker(Judge(HOME)).order(told)
    assert (order is None) == (unreadable > 0)
    assert OrderMaker(Judge(HOME)).order(None) == (None, 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=4,
)


def holes(told: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every value of an object."""
    if not isinstance(told, dict | list):
        return [path]
    inner = told.items() if isinstance(told, dict) else enumerate(told)
    return [path, *(way for name, value in inner for way in holes(value, (*path, name)))]


WHOLE = an_order(
    item(proceeds=priced("5"), cancellation={"cancellationExecution": {}}, fulfillment={"x": 1}),
    packages=[{"packageStatus": {"status": "DELIVERED"}}],
    fulfillment={"fulfillmentStatus": "SHIPPED", "deliverByWindow": {"earliestDateTime": "x"}},
)


@case(39)
@given(st.sampled_from(holes(WHOLE)), JSON)
@settings(deadline=None)
def test_whatever_stands_in_a_place_breaks_nothing(way: tuple[Any, ...], value: Any) -> None:
    told: Any = deepcopy({"order": WHOLE})
    into, *steps = ["order", *way]
    at = told
    for step in steps:
        at, into = at[into], step
    at[into] = value
    kept, _ = scrub(told)
    order, unreadable = OrderMaker(Judge(HOME)).order(kept["order"])
    assert order is not None or unreadable > 0
    assert delivery(kept["order"]) is None or has_status(kept["order"]) in (True, False)


@case(33)
def test_without_fulfilment_what_was_cancelled_is_still_told() -> None:
    gone = item(cancellation={"cancellationExecution": {"cancelledBy": "BUYER"}})
    told = an_order(gone, gone)
    del told["fulfillment"]
    assert by_api(told).status == "Cancelled"
    assert not has_status(told)
    told["orderItems"] = [gone, item()]
    order = by_api(told)
    assert order.status == ""
    assert [line.left_out for line in order.lines].count(LeftOut.ITEM_CANCELLED) == 1


def test_when_an_order_arrives() -> None:
    assert delivery(an_order()) is None
    window = {"earliestDateTime": "2026-11-05T00:00:00Z", "latestDateTime": "junk"}
    told = an_order(fulfillment={"fulfillmentStatus": "SHIPPED", "deliverByWindow": window})
    assert delivery(told) == ("1-2-3", datetime(2026, 11, 5, tzinfo=UTC), None, False)
    packages = [{"packageStatus": {"status": "DELIVERED"}}]
    arrived = delivery(told | {"packages": packages})
    assert arrived is not None
    assert arrived.has_arrived
    partly = delivery(told | {"packages": [*packages, {"packageStatus": None}]})
    assert partly is not None
    assert not partly.has_arrived


def test_personal_fields_are_dropped_at_any_depth() -> None:
    person = {"buyerName": "Demo buyer", "deliveryAddress": {"phone": "000"}}
    told = an_order(item(packing={"giftOption": {"giftMessage": "Demo"}}), **person)
    kept, dropped = scrub({"orders": [told]})
    assert dropped == 3
    assert "Demo" not in repr(kept)
    assert [name for name in PERSONAL if f"'{name}'" in repr(kept)] == []
    assert by_api(kept["orders"][0]) == by_api(an_order())
