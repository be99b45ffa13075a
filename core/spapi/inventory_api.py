"""The FBA Inventory API v1: a store's stock page by page, quickly, for a page lives 30 seconds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.amazon_errors import BadRequest, UpstreamError
from core.policy.operations import INVENTORY_SUMMARIES
from core.ports.amazon import Caller, StockPage, StockRow
from core.spapi.amounts import decimal
from core.spapi.calls import Call, Calls
from core.spapi.classify import make_error

RESTARTS = 2
"""So often the loop begins anew because its next page was no longer there."""
AT_ONCE = 50
_INBOUND = ("Working", "Shipped", "Receiving")


@dataclass(frozen=True, slots=True)
class InventoryApi:
    """Amazon's stock of a seller; the bucket of its calls keeps half a second between pages."""

    calls: Calls

    async def stock(
        self, caller: Caller, marketplace_id: str, skus: Sequence[str] = ()
    ) -> StockPage:
        """A store's stock, of some SKUs or of all; for a seller without FBA none, and said so."""
        found: dict[str, StockRow] = {}
        unreadable = 0
        for only in _questions(skus):
            whole = await self._whole(caller, _query(marketplace_id) | only)
            if whole is None:
                return StockPage((), without_fba=True)
            rows, bad = whole
            found |= {row.sku: row for row in rows}
            unreadable += bad
        return StockPage(tuple(found.values()), unreadable)

    async def _whole(
        self, caller: Caller, query: Mapping[str, str]
    ) -> tuple[Sequence[StockRow], int] | None:
        """All pages of a question; what was read is dropped where the loop begins anew.

        None where Amazon does not take the plainest of questions at all: the seller has no FBA.
        """
        restarts, rows, unreadable, token = 0, list[StockRow](), 0, ""
        while True:
            asked = {**query, "nextToken": token} if token else query
            try:
                more, bad, following = await self._page(caller, asked)
            except BadRequest as why:
                if not token and not restarts and _says_no_fba(why, query):
                    return None
                if not token or restarts == RESTARTS:
                    raise
                restarts, rows, unreadable, token = restarts + 1, [], 0, ""
                continue
            rows += more
            unreadable += bad
            if not following:
                return rows, unreadable
            token = following

    async def _page(
        self, caller: Caller, query: Mapping[str, str]
    ) -> tuple[Sequence[StockRow], int, str]:
        answer = await self.calls.make(caller, Call(INVENTORY_SUMMARIES, query=query))
        read = answer.json()
        payload = read.get("payload") if isinstance(read, dict) else None
        told = payload.get("inventorySummaries") if isinstance(payload, dict) else None
        if not isinstance(told, list):
            raise make_error(UpstreamError, INVENTORY_SUMMARIES, answer)
        rows = [_row(one) for one in told]
        kept = [row for row in rows if row is not None]
        token = _object(read.get("pagination")).get("nextToken")
        return kept, len(rows) - len(kept), token if isinstance(token, str) else ""


def _says_no_fba(why: BadRequest, query: Mapping[str, str]) -> bool:
    return why.reason_code == "InvalidInput" and "sellerSku" not in "".join(query)


def _query(marketplace_id: str) -> dict[str, str]:
    return {
        "details": "true",
        "granularityType": "Marketplace",
        "granularityId": marketplace_id,
        "marketplaceIds": marketplace_id,
    }


def _questions(skus: Sequence[str]) -> Iterator[dict[str, str]]:
    """Plain SKUs together; one that a list of SKUs cannot hold is asked for by itself."""
    if not skus:
        yield {}
    plain = [sku for sku in skus if _is_plain(sku)]
    for at in range(0, len(plain), AT_ONCE):
        yield {"sellerSkus": ",".join(plain[at : at + AT_ONCE])}
    for sku in skus:
        if not _is_plain(sku):
            yield {"sellerSku": sku}


def _is_plain(sku: str) -> bool:
    return sku.isascii() and all(sign.isalnum() or sign in "-._" for sign in sku)


def _row(told: Any) -> StockRow | None:
    """A product's stock, None where it has no SKU or a number that is none."""
    summary = _object(told)
    details = _object(summary.get("inventoryDetails"))
    sku = summary.get("sellerSku")
    if not isinstance(sku, str) or not 0 < len(sku) <= 64 or "\0" in sku:
        return None
    try:
        sellable = _units(details.get("fulfillableQuantity"))
        inbound = sum(_units(details.get(f"inbound{one}Quantity", 0)) for one in _INBOUND)
        reserved = _object(details.get("reservedQuantity")).get("totalReservedQuantity", 0)
        asin, title = (str(summary.get(name) or "") for name in ("asin", "productName"))
        return StockRow(sku, asin[:16], title[:500], sellable, inbound, _units(reserved))
    except ValueError:
        return None


def _units(value: object) -> int:
    units = decimal(0 if value is None else value)
    if units < 0 or units != units.to_integral_value():
        raise ValueError("not a number of units")
    return int(units)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
