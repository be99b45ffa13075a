"""The Sellers API v1: the stores an account takes part in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.amazon_errors import UpstreamError
from core.policy.operations import PARTICIPATIONS
from core.ports.amazon import Caller, Participation
from core.spapi.calls import Call, Calls
from core.spapi.classify import make_error


@dataclass(frozen=True, slots=True)
class SellersApi:
    """Amazon's record of an account's stores."""

    calls: Calls

    async def participations(self, caller: Caller) -> Sequence[Participation]:
        """The account's stores, Amazon's own pseudo stores included."""
        answer = await self.calls.make(caller, Call(PARTICIPATIONS))
        read = answer.json()
        rows = read.get("payload") if isinstance(read, dict) else None
        if not isinstance(rows, list):
            raise make_error(UpstreamError, PARTICIPATIONS, answer)
        found = [_participation(row) for row in rows]
        return [one for one in found if one is not None]


def _participation(row: Any) -> Participation | None:
    """A store, None where it has no id."""
    store = row.get("marketplace") if isinstance(row, dict) else None
    part = row.get("participation") if isinstance(row, dict) else None
    if not isinstance(store, dict) or not isinstance(store.get("id"), str):
        return None
    taking_part = isinstance(part, dict) and part.get("isParticipating") is True
    name, currency = str(store.get("name", "")), str(store.get("defaultCurrencyCode", ""))
    return Participation(store["id"], name, currency, taking_part)
