"""The FBA Inventory API v1: what is at Amazon, by SKU, fifty at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.clock import zulu
from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace
from core.spapi.sandbox.queries import Query, bad, page_token, read_token
from core.spapi.sandbox.sandbox import Call
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.stock_now import StockNow, changes, stock_now

_PAGE = 50
_TOKEN_LIFE = timedelta(seconds=30)
_LOOKBACK = timedelta(days=548)
_SPOILT = ("customerDamaged", "warehouseDamaged", "distributorDamaged", "carrierDamaged")
_RESEARCH = ("Short", "Mid", "Long")


async def get_inventory_summaries(call: Call) -> Response:
    """GET /fba/inventory/v1/summaries."""
    query = Query(call.request)
    market = _market(call, query)
    if not call.account.fba:
        raise bad("The seller does not use Fulfillment by Amazon.")
    since = query.moment("startDateTime")
    if since is not None and since < call.at - _LOOKBACK:
        raise bad("startDateTime is more than 18 months ago.")
    skus = query.listed("sellerSkus", most=50)
    single, token = query.text("sellerSku"), query.text("nextToken")
    offset = _offset(call, market, token) if token else 0
    wanted = {single} if single else set(skus)
    every = await run_in_threadpool(_summaries, call, market, since)
    found = [s for s in every if not wanted or s["sellerSku"] in wanted]
    page = found[offset : offset + _PAGE]
    if query.text("details").lower() != "true":
        page = [{k: v for k, v in s.items() if k != "inventoryDetails"} for s in page]
    granularity = {"granularityType": "Marketplace", "granularityId": market.id}
    answer: dict[str, Any] = {"payload": {"granularity": granularity, "inventorySummaries": page}}
    if len(found) > offset + _PAGE:
        answer["pagination"] = {"nextToken": _token(call, market, offset + _PAGE)}
    return JSONResponse(answer)


def _market(call: Call, query: Query) -> Marketplace:
    query.choice("granularityType", ("Marketplace",))
    named, stores = query.needed("granularityId"), query.listed("marketplaceIds", most=1)
    if not stores or stores[0] != named or named not in MARKETPLACES:
        raise bad("granularityId and marketplaceIds must both name the one marketplace.")
    if named not in call.account.marketplace_ids:
        raise answers.Rejected(answers.denied())
    return MARKETPLACES[named]


def _token(call: Call, market: Marketplace, offset: int) -> str:
    dies = (call.at + _TOKEN_LIFE).isoformat()
    where = [call.account.key, market.id]
    return page_token({"where": where, "offset": offset, "dies": dies})


def _offset(call: Call, market: Marketplace, token: str) -> int:
    """Where a token leaves off; it dies after half a minute."""
    fields = read_token("nextToken", token)
    if fields.get("where") != [call.account.key, market.id]:
        raise bad("nextToken is not valid.")
    if call.at >= datetime.fromisoformat(fields["dies"]):
        raise bad("nextToken has expired.")
    return int(fields["offset"])


def _summaries(call: Call, market: Marketplace, since: datetime | None) -> list[dict[str, Any]]:
    shop = call.sandbox.world.stocked(call.account)
    found = list(_told(shop, market, call.at)) if shop else []
    return [
        s for s in found if since is None or datetime.fromisoformat(s["lastUpdatedTime"]) >= since
    ]


def _told(shop: Shop, market: Marketplace, at: datetime) -> Iterator[dict[str, Any]]:
    changed = changes(shop, market, at)
    for stock in sorted(stock_now(shop, market, at), key=lambda s: s.product.sku):
        product = stock.product
        yield {
            "asin": product.asin,
            "fnSku": product.fnsku,
            "sellerSku": product.sku,
            "condition": "NewItem",
            "inventoryDetails": _details(stock),
            "lastUpdatedTime": zulu(changed[product.sku]),
            "productName": product.title_in(market.country),
            "totalQuantity": stock.total,
            "stores": [],
        }


def _details(stock: StockNow) -> dict[str, Any]:
    spoilt = dict.fromkeys((f"{kind}Quantity" for kind in (*_SPOILT, "defective", "expired")), 0)
    return {
        "fulfillableQuantity": stock.sellable,
        "inboundWorkingQuantity": stock.working,
        "inboundShippedQuantity": stock.shipped,
        "inboundReceivingQuantity": stock.receiving,
        "reservedQuantity": {
            "totalReservedQuantity": stock.held,
            "pendingCustomerOrderQuantity": stock.held,
            "pendingTransshipmentQuantity": 0,
            "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {
            "totalResearchingQuantity": 0,
            "researchingQuantityBreakdown": [
                {"name": f"researchingQuantityIn{term}Term", "quantity": 0} for term in _RESEARCH
            ],
        },
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": stock.spoilt,
            **spoilt,
            "customerDamagedQuantity": stock.spoilt,
        },
    }
