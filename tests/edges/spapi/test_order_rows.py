"""Rows of an all-orders report: every malformed value named, every order whole."""

from datetime import UTC, date, datetime

import pytest

from core.marketplaces import by_id
from core.model import LeftOut, Unreadable
from core.spapi.order_rows import COLUMNS, Judge, Row, RowReader, assemble
from tests.amazon_cases import case

GOOD = {
    "amazon-order-id": "123-1234567-1234567",
    "purchase-date": "2026-11-01T18:30:00+00:00",
    "last-updated-date": "2026-11-02T00:00:00Z",
    "order-status": "Shipped",
    "fulfillment-channel": "Amazon",
    "sales-channel": "Amazon.com",
    "product-name": "Demo product",
    "sku": "SKU-1",
    "asin": "B000000001",
    "item-status": "Shipped",
    "quantity": "2",
    "currency": "USD",
    "item-price": "19.90",
}
HOME = by_id("A21TJRUUN4KGV")


def read(encoding: str = "utf-8", **changes: str) -> Row | Unreadable:
    fields = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    places = {column: index for index, column in enumerate(COLUMNS)}
    raw = "\t".join(fields[column] for column in COLUMNS).encode(encoding)
    return RowReader(places, encoding, Judge(HOME)).read(7, raw)


def row(**changes: str) -> Row:
    found = read(**changes)
    assert isinstance(found, Row), found
    return found


def test_a_row_is_judged_as_it_is_read() -> None:
    found = row()
    assert (found.order_id, found.status, found.fulfilled_by) == (
        "123-1234567-1234567",
        "Shipped",
        "Amazon",
    )
    assert found.purchased_at == datetime(2026, 11, 1, 18, 30, tzinfo=UTC)
    line = found.line
    assert (line.sku, line.quantity, line.currency, line.price_minor) == ("SKU-1", 2, "USD", 1990)
    assert (line.marketplace_id, line.local_day) == ("ATVPDKIKX0DER", date(2026, 11, 1))
    assert (line.left_out, line.opens) == (None, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amazon_order_id": ""}, "no order id"),
        ({"amazon_order_id": " "}, "no order id"),
        ({"purchase_date": ""}, "purchase-date is not a time"),
        ({"purchase_date": "01/11/2026"}, "purchase-date is not a time"),
        ({"purchase_date": "2026-11-01T18:30:00"}, "purchase-date has no time zone"),
        ({"purchase_date": "0001-01-01T00:00:00+14:00"}, "purchase-date is not a time of Amazon's"),
        ({"purchase_date": "9999-12-31T23:00:00-12:00"}, "purchase-date is not a time of Amazon's"),
        ({"last_updated_date": "9999-12-31T00:00Z"}, "last-updated-date is not a time of Amazon's"),
        ({"last_updated_date": "yesterday"}, "last-updated-date is not a time"),
        ({"sku": ""}, "no sku"),
        ({"sku": "S" * 65}, "sku, asin or item-status is too long"),
        ({"quantity": ""}, "quantity is not a whole number"),
        ({"quantity": "1.5"}, "quantity is not a whole number"),
        ({"quantity": "-1"}, "quantity is not a whole number"),
        ({"quantity": "٣"}, "quantity is not a whole number"),
        ({"quantity": "1000000"}, "quantity is not a whole number"),
        ({"item_price": "19,90"}, "item-price: not a plain decimal number"),
        ({"item_price": "19.999"}, "item-price: more decimals than USD has"),
        ({"currency": ""}, "a price without a currency"),
        ({"currency": "usd"}, "currency is not a three-letter code"),
        ({"order_status": "x" * 65}, "order-status or fulfillment-channel is too long"),
        ({"product_name": "a\0b"}, "a NUL character"),
    ],
)
def test_a_malformed_value_is_named(changes: dict[str, str], reason: str) -> None:
    assert read(**changes) == Unreadable(7, reason)


def test_a_short_row_is_named() -> None:
    places = {column: index for index, column in enumerate(COLUMNS)}
    found = RowReader(places, "utf-8", Judge(HOME)).read(3, b"123\tx")
    assert found == Unreadable(3, "too few columns")


def test_only_the_named_columns_are_kept() -> None:
    places = {column: index + 1 for index, column in enumerate(COLUMNS)}
    raw = "\t".join(["BUYER TOWN", *(GOOD[column] for column in COLUMNS), "BUYER STREET"]).encode()
    found = RowReader(places, "utf-8", Judge(HOME)).read(2, raw)
    assert "BUYER" not in repr(found)
    assert isinstance(found, Row)


@case(11)
def test_an_unpriced_line_counts_in_the_stores_own_currency() -> None:
    line = row(currency="", item_price="", order_status="Pending").line
    assert (line.currency, line.price_minor, line.left_out) == ("USD", None, None)


def test_a_line_sold_elsewhere_stands_on_the_home_stores_days() -> None:
    line = row(sales_channel="Non-Amazon", currency="", item_price="").line
    assert (line.left_out, line.local_day) == (LeftOut.NOT_AMAZON, date(2026, 11, 2))
    assert (line.marketplace_id, line.opens) == (HOME.marketplace_id, 0)


def test_the_sellers_own_zone_for_a_store_decides_the_day() -> None:
    places = {column: index for index, column in enumerate(COLUMNS)}
    raw = "\t".join(GOOD[column] for column in COLUMNS).encode()
    reader = RowReader(places, "utf-8", Judge(HOME, {"ATVPDKIKX0DER": "Asia/Tokyo"}))
    found = reader.read(2, raw)
    assert isinstance(found, Row)
    assert found.line.local_day == date(2026, 11, 2)


@case(13)
def test_amazons_other_encodings_are_read() -> None:
    assert row(encoding="cp932", product_name="見本").title == "見本"
    assert row(encoding="cp1252", product_name="Größe").title == "Größe"


def test_an_order_is_the_same_whatever_the_order_of_its_rows() -> None:
    rows = [
        row(sku="B"),
        row(sku="A", last_updated_date="2026-11-05T00:00Z"),
        row(sku="A", quantity="1", purchase_date="2026-10-30T18:30:00Z"),
    ]
    orders = {assemble(list(some)) for some in ((rows), (rows[::-1]), (rows[1:] + rows[:1]))}
    assert len(orders) == 1
    order = orders.pop()
    assert sorted((line.sku, line.nth) for line in order.lines) == [("A", 1), ("A", 2), ("B", 1)]
    assert order.purchased_at == datetime(2026, 10, 30, 18, 30, tzinfo=UTC)
    assert order.updated_at == datetime(2026, 11, 5, tzinfo=UTC)


def test_an_order_opens_once_a_store_and_currency_on_its_earliest_counted_line() -> None:
    order = assemble(
        [
            row(sku="CANCELLED", item_status="Cancelled", purchase_date="2026-10-01T12:00Z"),
            row(sku="LATER", purchase_date="2026-11-09T12:00Z"),
            row(sku="EARLY", purchase_date="2026-11-05T12:00Z"),
            row(sku="EUROS", currency="EUR", purchase_date="2026-11-07T12:00Z"),
            row(sku="CANADA", sales_channel="Amazon.ca", purchase_date="2026-11-08T12:00Z"),
        ]
    )
    opening = {line.sku for line in order.lines if line.opens}
    assert opening == {"EARLY", "EUROS", "CANADA"}


def test_the_content_tells_every_change_of_what_is_kept() -> None:
    same = assemble([row()]).content
    assert assemble([row()]).content == same
    changed = [("order_status", "Pending"), ("product_name", "New"), ("item_price", "19.91")]
    assert all(assemble([row(**{name: value})]).content != same for name, value in changed)
