"""Catalog Items 2022-04-01: by identifier, by words, page by page."""

from typing import Any

import httpx
import pytest

from core.spapi.sandbox.products import DEMO_PRODUCTS
from tests.edges.sandbox.desk import CA, FE, JP, NA, US, Desk, open_desk

ITEMS = "/catalog/2022-04-01/items"
_BOARD, _SCALE = DEMO_PRODUCTS[:2]
_SELLER = "A1DEMOSHOPNA01"
_EVERYTHING = (
    "attributes,classifications,dimensions,identifiers,images,productTypes,relationships,"
    "salesRanks,summaries,vendorDetails"
)


async def _search(desk: Desk, store: str = US, **query: Any) -> httpx.Response:
    return await desk.call("GET", ITEMS, params={"marketplaceIds": store} | query)


async def _found(desk: Desk, **query: Any) -> list[str]:
    answer = await _search(desk, **query)
    assert answer.status_code == 200, answer.text
    return [item["asin"] for item in answer.json()["items"]]


async def test_an_item_shows_the_data_sets_asked_for() -> None:
    path = f"{ITEMS}/{_BOARD.asin}"
    async with open_desk() as desk:
        bare = (await desk.call("GET", path, params={"marketplaceIds": US})).json()
        assert set(bare) == {"asin", "summaries"}
        assert bare["summaries"][0]["itemName"] == _BOARD.title
        query = {"marketplaceIds": US, "includedData": _EVERYTHING}
        full = (await desk.call("GET", path, params=query)).json()
        assert set(full) == {"asin", *_EVERYTHING.split(",")} - {"vendorDetails"}
        japan = {"marketplaceIds": JP}
        local = (await desk.call("GET", path, params=japan, refresh=FE)).json()
        assert local["summaries"][0]["itemName"] == _BOARD.local_titles["JP"]
        nowhere = await desk.call("GET", f"{ITEMS}/B000000000", params={"marketplaceIds": US})
        assert nowhere.status_code == 404


async def test_products_are_found_by_identifier() -> None:
    both = f"{_BOARD.asin},{_SCALE.asin},B000000000"
    async with open_desk() as desk:
        found = await _found(desk, identifiers=both, identifiersType="ASIN")
        assert set(found) == {_BOARD.asin, _SCALE.asin}
        sku = {"identifiers": _BOARD.sku, "identifiersType": "SKU"}
        assert await _found(desk, **sku, sellerId=_SELLER) == [_BOARD.asin]
        assert await _found(desk, **sku, sellerId="A1POOLEDSHOPNA") == []
        assert (await _search(desk, **sku)).status_code == 400
        query = {"marketplaceIds": US, "includedData": "identifiers"}
        item = (await desk.call("GET", f"{ITEMS}/{_BOARD.asin}", params=query)).json()
        code = item["identifiers"][0]["identifiers"][0]
        assert code["identifierType"] == "EAN"
        ean = {"identifiers": code["identifier"], "identifiersType": "EAN"}
        assert await _found(desk, **ean) == [_BOARD.asin]


async def test_words_find_every_sellers_products_page_by_page() -> None:
    async with open_desk() as desk:
        first = (await _search(desk, keywords="set", pageSize=5)).json()
        assert len(first["items"]) == 5 < first["numberOfResults"]
        assert "previousToken" not in first["pagination"]
        token = first["pagination"]["nextToken"]
        second = (await _search(desk, keywords="set", pageSize=5, pageToken=token)).json()
        assert not {i["asin"] for i in first["items"]} & {i["asin"] for i in second["items"]}
        assert second["pagination"]["previousToken"]
        assert first["refinements"]["brands"][0]["numberOfResults"] == first["numberOfResults"]
        assert len(await _found(desk, keywords="mug,red")) == 1
        branch = first["refinements"]["classifications"][0]
        narrow = (
            await _search(desk, keywords="set", classificationIds=branch["classificationId"])
        ).json()
        assert narrow["numberOfResults"] == branch["numberOfResults"]
        assert await _found(desk, keywords="set", brandNames="Other") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"keywords": "set", "identifiers": "B0", "identifiersType": "ASIN"}, 400),
        ({"identifiers": "B0"}, 400),
        ({"identifiers": "B0", "identifiersType": "FNSKU"}, 400),
        ({"identifiers": ",".join(f"B{n}" for n in range(21)), "identifiersType": "ASIN"}, 400),
        ({"keywords": "set", "pageSize": "21"}, 400),
        ({"keywords": "set", "pageToken": "next"}, 400),
        ({"keywords": "set", "includedData": "prices"}, 400),
        ({"keywords": "set", "marketplaceIds": ""}, 400),
        ({"keywords": "set", "marketplaceIds": f"{US},{CA}"}, 400),
        ({"keywords": "set", "marketplaceIds": JP}, 403),
    ],
)
async def test_the_rules_of_the_parameters(query: dict[str, str], status: int) -> None:
    async with open_desk() as desk:
        assert (await _search(desk, **query)).status_code == status


async def test_the_catalog_wants_the_role_product_listing() -> None:
    async with open_desk() as desk:
        body = {"seller": _SELLER, "removed": ["Product Listing"]}
        await desk.client.post("/sandbox/roles", json=body)
        assert (await _search(desk, keywords="set")).status_code == 403
        params = {"marketplaceIds": US}
        item = await desk.call("GET", f"{ITEMS}/{_BOARD.asin}", params=params, refresh=NA)
        assert item.status_code == 403


async def test_the_sellers_own_account_page_is_not_served() -> None:
    async with open_desk() as desk:
        assert (await desk.call("GET", "/sellers/v1/account")).status_code == 403
