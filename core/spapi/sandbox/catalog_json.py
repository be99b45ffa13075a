"""A catalog item as Catalog Items 2022-04-01 writes it: only the data sets that were asked for."""

from collections.abc import Callable, Collection
from typing import Any

from core.spapi.sandbox.categories import category_of
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.products import Product

BRAND = "Demo Goods"
_INCHES, _POUNDS = 12, 5


def ean(product: Product) -> str:
    """A made-up EAN of the range that shops use inside (it begins with 2), check digit right."""
    digits = f"2{int(share('ean', product.sku) * 10**11):011d}"
    total = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits))
    return digits + str(-total % 10)


def item_json(product: Product, market: Marketplace, included: Collection[str]) -> dict[str, Any]:
    """One item: its ASIN, and the asked data sets, each told for the one marketplace."""
    told = {name: make(product, market) for name, make in _MAKERS.items() if name in included}
    return {"asin": product.asin, **told}


def _attributes(product: Product, market: Marketplace) -> dict[str, Any]:
    name = {
        "value": product.title_in(market.country),
        "language_tag": market.language,
        "marketplace_id": market.id,
    }
    return {"item_name": [name], "brand": [name | {"value": BRAND}]}


def _classifications(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    category = category_of(product)
    branch = {"displayName": category.name, "classificationId": category.id}
    return [{"marketplaceId": market.id, "classifications": [branch]}]


def _dimensions(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    sides = ("height", "length", "width")
    item = {side: _measure(product, side, _INCHES, "inches") for side in sides}
    item["weight"] = _measure(product, "weight", _POUNDS, "pounds")
    return [{"marketplaceId": market.id, "item": item, "package": item}]


def _measure(product: Product, what: str, most: int, unit: str) -> dict[str, Any]:
    return {"unit": unit, "value": round(0.5 + share(what, product.sku) * most, 2)}


def _identifiers(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    known = {"EAN": ean(product), "SKU": product.sku}
    told = [{"identifierType": kind, "identifier": value} for kind, value in known.items()]
    return [{"marketplaceId": market.id, "identifiers": told}]


def _images(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    link = f"https://images.example.com/{product.asin}.jpg"
    image = {"variant": "MAIN", "link": link, "height": 500, "width": 500}
    return [{"marketplaceId": market.id, "images": [image]}]


def _product_types(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    kind = category_of(product).group.upper()
    return [{"marketplaceId": market.id, "productType": kind}]


def _relationships(_: Product, market: Marketplace) -> list[dict[str, Any]]:
    return [{"marketplaceId": market.id, "relationships": []}]


def _sales_ranks(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    category, place = category_of(product), int(share("rank", product.sku) * 900) + 1
    in_branch = {"classificationId": category.id, "title": category.name, "rank": place}
    group = category.group
    overall = {"websiteDisplayGroup": group.lower(), "title": group, "rank": place * 7}
    return [
        {
            "marketplaceId": market.id,
            "classificationRanks": [in_branch],
            "displayGroupRanks": [overall],
        }
    ]


def _summaries(product: Product, market: Marketplace) -> list[dict[str, Any]]:
    category = category_of(product)
    return [
        {
            "marketplaceId": market.id,
            "brand": BRAND,
            "browseClassification": {
                "displayName": category.name,
                "classificationId": category.id,
            },
            "itemClassification": "BASE_PRODUCT",
            "itemName": product.title_in(market.country),
            "manufacturer": BRAND,
            "packageQuantity": 1,
            "websiteDisplayGroupName": category.group,
        }
    ]


_MAKERS: dict[str, Callable[[Product, Marketplace], Any]] = {
    "attributes": _attributes,
    "classifications": _classifications,
    "dimensions": _dimensions,
    "identifiers": _identifiers,
    "images": _images,
    "productTypes": _product_types,
    "relationships": _relationships,
    "salesRanks": _sales_ranks,
    "summaries": _summaries,
}
DATA_SETS = frozenset(_MAKERS) | {"vendorDetails"}
"""What includedData may name; vendor details are vendors' own and never there for a seller."""
