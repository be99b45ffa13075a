"""The Sellers API v1: where this account sells."""

from typing import Any

from starlette.responses import JSONResponse, Response

from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.sandbox import Call


async def get_marketplace_participations(call: Call) -> Response:
    """GET /sellers/v1/marketplaceParticipations, with a pseudo marketplace as Amazon has them."""
    shop = call.account.shop
    payload = [_participation(m, shop) for m in call.account.marketplaces]
    home = call.account.marketplaces[0]
    pseudo = _participation(home, shop)
    pseudo["marketplace"].update(
        id=f"A0NONAMAZON{home.country}1",
        name=f"Non-Amazon {home.country}",
        domainName=f"siprod.stores.amazon.{home.name.split('.', 1)[1]}",
    )
    return JSONResponse({"payload": [*payload, pseudo]})


def _participation(market: Marketplace, shop: str) -> dict[str, Any]:
    return {
        "marketplace": {
            "id": market.id,
            "name": market.name,
            "countryCode": market.country,
            "defaultCurrencyCode": market.currency,
            "defaultLanguageCode": market.language,
            "domainName": f"www.{market.name.lower()}",
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": shop,
    }
