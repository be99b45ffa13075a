"""What the sandbox remembers of past stock, from which the demo's history is made."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

import httpx

from bot.demo import PastStock


def remembered(
    address: str,
) -> Callable[[str, str, date, date], Awaitable[Sequence[PastStock]]]:
    """Asks the sandbox at an address for a seller's stock by day."""

    async def ask(seller: str, marketplace: str, first: date, last: date) -> list[PastStock]:
        query = {
            "seller": seller,
            "marketplace": marketplace,
            "first": first.isoformat(),
            "last": last.isoformat(),
        }
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:
            answer = await client.get("/sandbox/stock-history", params=query)
        answer.raise_for_status()
        return [
            PastStock(
                date.fromisoformat(row["day"]),
                row["sku"],
                row["sellable"],
                row["inbound_working"] + row["inbound_shipped"] + row["inbound_receiving"],
            )
            for row in answer.json()["stock"]
        ]

    return ask
