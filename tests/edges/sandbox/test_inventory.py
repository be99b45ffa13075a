"""getInventorySummaries: the same units as the report, by pages that do not wait."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.edges.sandbox.desk import CA, DE, INVENTORY, JP, NA, NOW, US, Desk, open_desk

SUMMARIES = "/fba/inventory/v1/summaries"
POOLED, MERCHANT = "Atzr|sandbox-pooled-shop-na", "Atzr|sandbox-merchant-shop-eu"


async def _ask(desk: Desk, store: str = US, refresh: str = NA, **query: Any) -> httpx.Response:
    asked = {"granularityType": "Marketplace", "granularityId": store, "marketplaceIds": store}
    return await desk.call("GET", SUMMARIES, params=asked | query, refresh=refresh)


async def _all(desk: Desk, store: str, refresh: str = NA, **query: Any) -> list[dict[str, Any]]:
    found, token = list[dict[str, Any]](), dict[str, str]()
    while True:
        answer = await _ask(desk, store, refresh, details="true", **query, **token)
        assert answer.status_code == 200, answer.text
        found += answer.json()["payload"]["inventorySummaries"]
        if "pagination" not in answer.json():
            return found
        token = {"nextToken": answer.json()["pagination"]["nextToken"]}


async def test_the_units_are_those_of_the_report() -> None:
    async with open_desk() as desk:
        rows = {row["sku"]: row for row in await desk.rows(INVENTORY, [US])}
        found = {s["sellerSku"]: s for s in await _all(desk, US)}
        assert set(found) == set(rows)
        for sku, row in rows.items():
            details = found[sku]["inventoryDetails"]
            told = (
                details["fulfillableQuantity"],
                details["reservedQuantity"]["totalReservedQuantity"],
                details["unfulfillableQuantity"]["totalUnfulfillableQuantity"],
                details["inboundShippedQuantity"],
                found[sku]["totalQuantity"],
                found[sku]["fnSku"],
            )
            assert told == (
                int(row["afn-fulfillable-quantity"]),
                int(row["afn-reserved-quantity"]),
                int(row["afn-unsellable-quantity"]),
                int(row["afn-inbound-shipped-quantity"]),
                int(row["afn-total-quantity"]),
                row["fnsku"],
            )


async def test_details_come_only_when_asked_for() -> None:
    async with open_desk() as desk:
        bare = (await _ask(desk)).json()
        assert "inventoryDetails" not in bare["payload"]["inventorySummaries"][0]
        assert bare["payload"]["granularity"] == {
            "granularityType": "Marketplace",
            "granularityId": US,
        }
        sdk = (await _ask(desk, details="True")).json()
        assert "inventoryDetails" in sdk["payload"]["inventorySummaries"][0]


async def test_fifty_a_page_and_a_token_that_lives_half_a_minute() -> None:
    async with open_desk() as desk:
        first = (await _ask(desk, US, POOLED)).json()
        assert len(first["payload"]["inventorySummaries"]) == 50
        assert "pagination" not in first["payload"]
        token = first["pagination"]["nextToken"]
        desk.time.forward(seconds=29)
        second = (await _ask(desk, US, POOLED, nextToken=token)).json()
        assert len(second["payload"]["inventorySummaries"]) == 10
        assert "pagination" not in second
        desk.time.forward(seconds=1)
        late = await _ask(desk, US, POOLED, nextToken=token)
        assert (late.status_code, late.json()["errors"][0]["code"]) == (400, "InvalidInput")
        foreign = await _ask(desk, CA, POOLED, nextToken=token)
        assert foreign.status_code == 400


async def test_a_shared_pool_is_told_whole_for_every_store() -> None:
    async with open_desk() as desk:
        american, canadian = [
            {s["sellerSku"]: s["inventoryDetails"] for s in await _all(desk, store, POOLED)}
            for store in (US, CA)
        ]
        assert american == canadian
        assert len(american) == 60
        own = [{s["sellerSku"]: s["totalQuantity"] for s in await _all(desk, m)} for m in (US, CA)]
        assert own[0] != own[1]


async def test_a_seller_without_fba_gets_invalid_input() -> None:
    async with open_desk() as desk:
        answer = await _ask(desk, DE, MERCHANT)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")
        report = await desk.report(INVENTORY, [DE], refresh=MERCHANT)
        assert report["processingStatus"] == "CANCELLED"


async def test_an_awkward_sku_is_found_alone_but_not_in_a_list() -> None:
    async with open_desk() as desk:
        for sku in ("PL MUG/RED,1+1", "PL-MUG-50%-BLUE", "PL-BOÎTE-VERTE", "PL?TRAY=WHITE&1"):
            found = await _all(desk, US, POOLED, sellerSku=sku)
            assert [s["sellerSku"] for s in found] == [sku]
            listed = await _all(desk, US, POOLED, sellerSkus=f"{sku},PL-BOX-RED")
            assert len(listed) == (1 if "," in sku else 2)
        assert await _all(desk, US, POOLED, sellerSku="NONE") == []


async def test_changes_since_a_moment_are_sales_and_deliveries() -> None:
    since = (NOW - timedelta(hours=1)).isoformat()
    async with open_desk() as desk:
        every, recent = await _all(desk, US), await _all(desk, US, startDateTime=since)
        assert 0 < len(recent) < len(every)
        assert all(s in every for s in recent)
        assert {s["lastUpdatedTime"][-1] for s in every} == {"Z"}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"granularityType": ""}, 400),
        ({"granularityType": "Country"}, 400),
        ({"granularityId": ""}, 400),
        ({"granularityId": CA}, 400),
        ({"marketplaceIds": ""}, 400),
        ({"marketplaceIds": f"{US},{CA}"}, 400),
        ({"marketplaceIds": JP, "granularityId": JP}, 403),
        ({"startDateTime": "2025-01-01T00:00:00Z"}, 400),
        ({"startDateTime": "lately"}, 400),
        ({"sellerSkus": ",".join(f"S{n}" for n in range(51))}, 400),
        ({"nextToken": "nothing"}, 400),
    ],
)
async def test_the_rules_of_the_parameters(query: dict[str, str], status: int) -> None:
    async with open_desk() as desk:
        assert (await _ask(desk, **query)).status_code == status


async def test_two_a_second_and_no_more() -> None:
    async with open_desk(throttle=True) as desk:
        token = await desk.token()
        query = {"granularityType": "Marketplace", "granularityId": US, "marketplaceIds": US}
        codes = [
            (await desk.call("GET", SUMMARIES, params=query, token=token)).status_code
            for _ in range(3)
        ]
        assert codes == [200, 200, 429]
