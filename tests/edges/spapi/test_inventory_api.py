"""The stock of a store, page by page: quickly enough, begun anew, and of any SKU."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from core.amazon_errors import BadRequest, UpstreamError
from core.ports.amazon import StockRow
from tests.amazon_cases import case
from tests.edges.sandbox.desk import US
from tests.edges.spapi.rig import Rig, caller, said

PATH = "/fba/inventory/v1/summaries"


def summary(sku: Any, sellable: Any = 40, **more: Any) -> dict[str, Any]:
    """A product as Amazon tells it."""
    details = {
        "fulfillableQuantity": sellable,
        "inboundWorkingQuantity": 1,
        "inboundShippedQuantity": 20,
        "inboundReceivingQuantity": 300,
        "reservedQuantity": {"totalReservedQuantity": 3},
    }
    about = {"asin": "B000000001", "productName": "Kettle"}
    return {"sellerSku": sku, "inventoryDetails": details} | about | more


def told(*rows: dict[str, Any], token: str | None = None) -> httpx.Response:
    """A page as it comes over the wire; the way on stands beside the payload."""
    page: dict[str, Any] = {"payload": {"inventorySummaries": list(rows)}}
    if token:
        page["pagination"] = {"nextToken": token}
    return said(200, json.dumps(page).encode())


def refused(code: str = "InvalidInput") -> httpx.Response:
    """An error as it comes over the wire."""
    return said(400, json.dumps({"errors": [{"code": code, "message": "x"}]}).encode())


def asked(rig: Rig) -> list[dict[str, str]]:
    """The queries made."""
    return [dict(one.url.params) for one in rig.line.passed if one.url.path == PATH]


async def test_a_page_after_the_other_with_half_a_second_between(rig: Rig) -> None:
    rig.answer(PATH, told(summary("A"), token="t1"), told(summary("B"), token="t2"))
    rig.answer(PATH, told(summary("C")))
    begun = rig.time()
    page = await rig.api.stock_now(caller(), US)
    assert [row.sku for row in page.rows] == ["A", "B", "C"]
    assert page.rows[0] == StockRow("A", "B000000001", "Kettle", 40, 321, 3)
    assert rig.slept == pytest.approx([0.5, 0.5])
    assert rig.time() - begun < timedelta(seconds=30)
    first, second, third = asked(rig)
    assert first == {
        "details": "true",
        "granularityType": "Marketplace",
        "granularityId": US,
        "marketplaceIds": US,
    }
    assert (second, third) == (first | {"nextToken": "t1"}, first | {"nextToken": "t2"})


@case(8)
async def test_a_page_that_died_begins_the_loop_anew(rig: Rig) -> None:
    rig.answer(PATH, told(summary("A", 1), summary("SOLD-OUT"), token="old"), refused())
    rig.answer(PATH, told(summary("A", 2), token="new"), told(summary("B")))
    page = await rig.api.stock_now(caller(), US)
    assert [(row.sku, row.sellable) for row in page.rows] == [("A", 2), ("B", 40)]
    assert [query.get("nextToken") for query in asked(rig)] == [None, "old", None, "new"]


@case(8)
async def test_a_page_that_always_dies_is_given_up(rig: Rig) -> None:
    for _ in range(9):
        rig.answer(PATH, told(summary("A"), token="t"), refused())
    with pytest.raises(BadRequest):
        await rig.api.stock_now(caller(), US)
    assert len(asked(rig)) == 6


@case(21)
async def test_a_seller_without_fba_has_no_stock_and_no_error(rig: Rig) -> None:
    rig.answer(PATH, refused())
    page = await rig.api.stock_now(caller(), US)
    assert (page.rows, page.without_fba) == ((), True)
    rig.answer(PATH, told())
    page = await rig.api.stock_now(caller(), US)
    assert (page.rows, page.without_fba) == ((), False)


async def test_another_refusal_is_an_error(rig: Rig) -> None:
    rig.answer(PATH, refused("MalformedInput"), refused())
    with pytest.raises(BadRequest):
        await rig.api.stock_now(caller(), US)
    with pytest.raises(BadRequest):
        await rig.api.stock_now(caller(), US, ["A"])


@case(23)
async def test_a_sku_that_a_list_cannot_hold_is_asked_for_by_itself(rig: Rig) -> None:
    odd = ["a,b", "c/d", "50%", "e+f", "g h", "竹-1", "ü"]
    plain = [f"SKU-{number}" for number in range(51)]
    rig.answer(PATH, *(told(summary(sku)) for sku in ["SKU-0", "SKU-50", *odd]))
    page = await rig.api.stock_now(caller(), US, [*odd, *plain])
    assert [row.sku for row in page.rows] == ["SKU-0", "SKU-50", *odd]
    queries = asked(rig)
    assert [query.get("sellerSkus", "").count(",") for query in queries] == [49, 0] + [0] * 7
    assert [query.get("sellerSku") for query in queries[2:]] == odd
    assert b"sellerSku=e%2Bf" in rig.line.passed[-4].url.query
    assert b"sellerSku=50%25" in rig.line.passed[-5].url.query


@case(21)
async def test_what_cannot_be_read_is_counted_and_what_is_missing_is_nothing(rig: Rig) -> None:
    bare = {"sellerSku": "B", "inventoryDetails": {"fulfillableQuantity": 5}}
    bad = [summary(None), summary(""), summary("x" * 65), summary("y", "many"), summary("z", -1)]
    rig.answer(PATH, told(bare, *bad, {}))
    page = await rig.api.stock_now(caller(), US)
    assert (page.rows, page.unreadable) == ((StockRow("B", "", "", 5, 0, 0),), 6)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"payload":null}', b'{"payload":[]}'])
async def test_an_unsuited_answer_is_no_stock(rig: Rig, body: bytes) -> None:
    rig.answer(PATH, said(200, body))
    with pytest.raises(UpstreamError):
        await rig.api.stock_now(caller(), US)
