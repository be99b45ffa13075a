"""A shop made of a real report: `--orders FILE`."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from core.spapi.sandbox.order_file import BadOrderFile, read_order_file
from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    BY_UPDATE,
    DE,
    EU,
    INVENTORY,
    NOW,
    US,
    between,
    open_desk,
)

_HEADER = "\t".join(
    (
        "Amazon_Order_Id",
        "purchase-date",
        "last-updated-date",
        "order-status",
        "sales-channel",
        "product name",
        "sku",
        "quantity",
        "currency",
        "item-price",
    )
)
_ROWS = tuple(
    "\t".join(row)
    for row in (
        (
            "302-1111111-1111111",
            "2026-11-01T10:00:00Z",
            "2026-11-02T10:00:00+00:00",
            "Shipped",
            "Amazon.de",
            'Tuch „weiß“ 3" breit',
            "S1",
            "2",
            "EUR",
            "19.80",
        ),
        (
            "302-2222222-2222222",
            "2026-11-10T10:00:00Z",
            "2026-11-18T09:00:00+00:00",
            "Pending",
            "Amazon.de",
            "Brett",
            "S2",
            "1",
            "",
            "",
        ),
        (
            "S02-3333333-3333333",
            "2026-11-11T10:00:00Z",
            "2026-11-12T09:00:00+00:00",
            "Shipped",
            "Non-Amazon DE",
            "Brett",
            "S2",
            "1",
            "",
            "",
        ),
    )
)


def _file(folder: Path, codec: str, *, packed: bool = False, rows: tuple[str, ...] = _ROWS) -> Path:
    raw = "\r\n".join([_HEADER, *rows, ""]).encode(codec)
    path = folder / "orders.txt"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    return path


@pytest.mark.parametrize(
    ("codec", "packed"),
    [("utf-8", False), ("utf-8-sig", True), ("cp1252", False), ("cp1252", True)],
)
async def test_a_file_is_served_as_the_shops_orders(
    tmp_path: Path, codec: str, packed: bool
) -> None:
    async with open_desk(orders=_file(tmp_path, codec, packed=packed)) as desk:
        span = between(NOW - timedelta(days=30), NOW)
        rows = await desk.rows(BY_ORDER_DATE, [DE], refresh=EU, **span)
        assert [r["amazon-order-id"][:3] for r in rows] == ["302", "302", "S02"]
        assert rows[0]["product-name"] == 'Tuch „weiß“ 3" breit'
        assert (rows[0]["item-price"], rows[1]["item-price"]) == ("19.80", "")
        span = between(NOW - timedelta(days=1), NOW)
        late = await desk.rows(BY_UPDATE, [DE], refresh=EU, **span)
        assert [r["sku"] for r in late] == ["S2"]
        desk.time.now = NOW - timedelta(hours=12)  # before the pending row's last update
        span = between(NOW - timedelta(days=30), NOW)
        early = await desk.rows(BY_ORDER_DATE, [DE], refresh=EU, **span)
        assert [r["sku"] for r in early] == ["S1", "S2"]


async def test_a_file_knows_no_stock_and_only_its_own_orders(tmp_path: Path) -> None:
    async with open_desk(orders=_file(tmp_path, "utf-8")) as desk:
        inventory = await desk.report(INVENTORY, [DE], refresh=EU)
        assert inventory["processingStatus"] == "CANCELLED"
        nothing = await desk.report(BY_ORDER_DATE, [US], **between(NOW - timedelta(days=30), NOW))
        assert nothing["processingStatus"] == "CANCELLED"
        for number, offered in (("302-1111111-1111111", 1), ("302-2222222-2222222", 0)):
            path = f"/solicitations/v1/orders/{number}?marketplaceIds={DE}"
            answer = await desk.call("GET", path, refresh=EU)
            assert len(answer.json()["_links"]["actions"]) == offered


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "columns"),
        (b"sku\tasin\r\n", "columns"),
        (_HEADER.encode(), "no order"),
        (b"\x1f\x8b\x08broken", "gzip"),
        (f"{_HEADER}\r\nx\tnever\tnever\r\n".encode(), "line 2"),
    ],
)
def test_a_file_that_cannot_be_served_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(BadOrderFile, match=reason):
        read_order_file(path)
