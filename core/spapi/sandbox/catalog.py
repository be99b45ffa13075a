"""The Catalog Items API 2022-04-01: what is sold in a store, by identifier or by words."""

from collections import Counter
from typing import Any

from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.catalog_json import BRAND, DATA_SETS, ean, item_json
from core.spapi.sandbox.categories import category_of
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.products import Product, catalog
from core.spapi.sandbox.queries import Query, bad, one_store, page_token, read_token
from core.spapi.sandbox.sandbox import Call

_TYPES = ("ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC")
_MOST, _PAGE, _LARGEST_PAGE = 20, 10, 20


async def get_catalog_item(call: Call) -> Response:
    """GET …/items/{asin}."""
    query = Query(call.request)
    included = query.listed("includedData", DATA_SETS) or ("summaries",)
    market = one_store(call.account, query)
    product = next((p for p in _sold_in(call, market) if p.asin == call.path["asin"]), None)
    if product is None:
        return answers.not_found("The ASIN is not in the catalog of this marketplace.")
    return JSONResponse(item_json(product, market, included))


async def search_catalog_items(call: Call) -> Response:
    """GET …/items: identifiers or keywords, never both."""
    query = Query(call.request)
    included = query.listed("includedData", DATA_SETS) or ("summaries",)
    market, size = one_store(call.account, query), query.number("pageSize", 1, _LARGEST_PAGE, _PAGE)
    identifiers = query.listed("identifiers", most=_MOST)
    keywords = query.listed("keywords", most=_MOST)
    if bool(identifiers) == bool(keywords):
        raise bad("Either identifiers or keywords must be given.")
    if identifiers:
        found = _identified(call, query, market, identifiers)
    else:
        found = _named(_sold_in(call, market), market, query, keywords)
    offset = _offset(query)
    page = [item_json(p, market, included) for p in found[offset : offset + size]]
    answer: dict[str, Any] = {"numberOfResults": len(found), "items": page}
    if pagination := _pagination(len(found), offset, size):
        answer["pagination"] = pagination
    if keywords:
        answer["refinements"] = _refinements(found)
    return JSONResponse(answer)


def _sold_in(call: Call, market: Marketplace) -> tuple[Product, ...]:
    """All sellers' products: the catalog is the store's, not the caller's."""
    accounts = [a for a in call.sandbox.world.accounts if market.id in a.marketplace_ids]
    shops = {a.shop for a in accounts}
    found = {p.asin: p for shop in sorted(shops) for p in catalog(shop, market.country)}
    return tuple(found.values())


def _identified(
    call: Call, query: Query, market: Marketplace, identifiers: tuple[str, ...]
) -> list[Product]:
    """Products by the kind of identifier named; SKUs are a seller's own."""
    kind, seller = query.choice("identifiersType", _TYPES), query.text("sellerId")
    products = _sold_in(call, market)
    if kind == "SKU":
        if not seller:
            raise bad("sellerId is required when identifiersType is SKU.")
        own = seller == call.account.seller
        products = catalog(call.account.shop, market.country) if own else ()
        return [p for p in products if p.sku in identifiers]
    if kind == "ASIN":
        return [p for p in products if p.asin in identifiers]
    return [p for p in products if kind == "EAN" and ean(p) in identifiers]


def _named(
    products: tuple[Product, ...], market: Marketplace, query: Query, keywords: tuple[str, ...]
) -> list[Product]:
    """Products whose title holds every word, of the brands and branches asked for."""
    brands, branches = query.listed("brandNames"), query.listed("classificationIds")
    if brands and BRAND not in brands:
        return []
    words = [word.lower() for keyword in keywords for word in keyword.split()]
    return [
        p
        for p in products
        if all(word in p.title_in(market.country).lower() for word in words)
        and (not branches or category_of(p).id in branches)
    ]


def _offset(query: Query) -> int:
    token = query.text("pageToken")
    offset = read_token("pageToken", token).get("offset") if token else 0
    if not isinstance(offset, int) or offset < 0:
        raise bad("pageToken is not valid.")
    return offset


def _pagination(count: int, offset: int, size: int) -> dict[str, str]:
    tokens = {}
    if offset + size < count:
        tokens["nextToken"] = page_token({"offset": offset + size})
    if offset:
        tokens["previousToken"] = page_token({"offset": max(0, offset - size)})
    return tokens


def _refinements(found: list[Product]) -> dict[str, Any]:
    branches = Counter(category_of(p) for p in found)
    return {
        "brands": [{"numberOfResults": len(found), "brandName": BRAND}] if found else [],
        "classifications": [
            {"numberOfResults": n, "displayName": c.name, "classificationId": c.id}
            for c, n in branches.items()
        ],
    }
