"""Amazon's roles, sellers beyond the demo, and one seller id in two regions."""

import httpx
import pytest

from tests.edges.sandbox.desk import DE, NA, NOW, REPORTS, US, Desk, open_desk

MERCHANT_EU, MERCHANT_NA = "Atzr|sandbox-merchant-shop-eu", "Atzr|sandbox-merchant-shop-na"
_DEMO, _MERCHANT = "A1DEMOSHOPNA01", "A1MERCHANTSHOP"
_ORDERS = "/orders/2026-01-01/orders?createdAfter=2026-11-17T00:00:00Z"
_PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"


async def _remove(desk: Desk, *roles: str, seller: str = _DEMO) -> httpx.Response:
    return await desk.client.post("/sandbox/roles", json={"seller": seller, "removed": list(roles)})


async def test_a_missing_role_is_a_403_that_says_no_more_than_that() -> None:
    async with open_desk() as desk:
        assert (await desk.call("GET", _PARTICIPATIONS)).status_code == 200
        answer = await _remove(desk, "Selling Partner Insights", "Product Listing")
        assert "Selling Partner Insights" not in answer.json()["granted"]
        denied = await desk.call("GET", _PARTICIPATIONS)
        assert denied.status_code == 403
        assert denied.json()["errors"] == [
            {
                "code": "Unauthorized",
                "message": "Access to requested resource is denied.",
                "details": "",
            }
        ]
        assert "x-amzn-ratelimit-limit" not in denied.headers
        await _remove(desk)
        assert (await desk.call("GET", _PARTICIPATIONS)).status_code == 200


async def test_any_one_of_an_operations_roles_is_enough() -> None:
    async with open_desk() as desk:
        await _remove(desk, "Selling Partner Insights")
        assert (await desk.call("GET", _PARTICIPATIONS)).status_code == 200
        await _remove(desk, "Inventory and Order Tracking", "Amazon Fulfillment")
        assert (await desk.call("GET", _ORDERS)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "removed"),
    [
        ("GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA", "Amazon Fulfillment"),
        ("GET_SALES_AND_TRAFFIC_REPORT", "Brand Analytics"),
    ],
)
async def test_a_reports_type_decides_its_role(kind: str, removed: str) -> None:
    body = {"reportType": kind, "marketplaceIds": [US]}
    async with open_desk() as desk:
        assert (await desk.call("POST", REPORTS, json=body)).status_code == 202
        await _remove(desk, removed)
        assert (await desk.call("POST", REPORTS, json=body)).status_code == 403
        assert (await desk.call("GET", f"{REPORTS}/50000000001")).status_code == 200


async def test_roles_are_read_and_wrong_names_refused() -> None:
    async with open_desk() as desk:
        granted = await desk.client.get("/sandbox/roles", params={"seller": _DEMO})
        assert len(granted.json()["granted"]) == 6
        assert "Pricing" not in granted.json()["granted"]
        assert (await _remove(desk, "Everything")).status_code == 400
        assert (await _remove(desk, seller="nobody")).status_code == 400


async def test_one_seller_in_two_regions_has_two_shops() -> None:
    async with open_desk() as desk:
        stores = []
        for refresh in (MERCHANT_EU, MERCHANT_NA):
            token = await desk.token(refresh)
            payload = (await desk.call("GET", _PARTICIPATIONS, token=token)).json()["payload"]
            stores.append(payload[0]["marketplace"]["countryCode"])
            orders = (await desk.call("GET", _ORDERS, token=token)).json()["orders"]
            assert orders
        assert stores == ["DE", "CA"]
        host = {"host": "sellingpartnerapi-na.amazon.com"}
        refused = await desk.call("GET", _ORDERS, refresh=MERCHANT_EU, headers=host)
        assert refused.status_code == 403
        journal = (await desk.client.get("/sandbox/journal")).json()["calls"]
        assert {c["seller"] for c in journal} == {_MERCHANT}


async def test_two_sellers_in_one_store_have_orders_of_their_own() -> None:
    async with open_desk() as desk:
        own = (await desk.call("GET", _ORDERS, refresh=MERCHANT_EU)).json()["orders"]
        other = "Atzr|sandbox-smaller-shop-eu"
        others = (await desk.call("GET", _ORDERS, refresh=other)).json()["orders"]
        assert {o["salesChannel"]["marketplaceId"] for o in own} == {DE}
        assert not {o["orderId"] for o in own} & {o["orderId"] for o in others}
        path = f"/orders/2026-01-01/orders/{own[0]['orderId']}"
        assert (await desk.call("GET", path, refresh=MERCHANT_EU)).status_code == 200
        assert (await desk.call("GET", path, refresh=other)).status_code == 404
        assert (await desk.call("GET", path, refresh=NA)).status_code == 403


async def test_usage_plans_are_each_sellers_and_regions_own() -> None:
    async with open_desk(throttle=True) as desk:
        for refresh in (MERCHANT_EU, MERCHANT_NA):
            token = await desk.token(refresh)
            codes = [
                (await desk.call("GET", _PARTICIPATIONS, token=token)).status_code
                for _ in range(16)
            ]
            assert codes == [200] * 15 + [429]
        assert desk.sandbox.clock.now() == NOW
