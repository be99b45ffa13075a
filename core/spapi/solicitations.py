"""The Solicitations API v1: whether a review may be asked for, and asking, once an order."""

from dataclasses import dataclass
from typing import Any

from core.amazon_errors import UpstreamError
from core.errors import GateClosed
from core.policy.operations import SOLICIT, SOLICITATION_ACTIONS
from core.ports.amazon import Caller
from core.spapi.calls import Call, Calls
from core.spapi.classify import make_error

ACTION = "productReviewAndSellerFeedback"
TRIAL_ORDER = "123-1234567-1234567"
"""The one order of Amazon's own sandbox; asked about any other, it breaks."""


@dataclass(frozen=True, slots=True)
class SolicitationsApi:
    """Amazon's one official way to ask for a review."""

    calls: Calls

    async def is_offered(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Whether Amazon offers the request for this order now."""
        answer = await self.calls.make(
            caller, _call(SOLICITATION_ACTIONS, order_id, marketplace_id)
        )
        read = answer.json()
        links = read.get("_links") if isinstance(read, dict) else None
        actions = links.get("actions") if isinstance(links, dict) else None
        if not isinstance(actions, list):
            raise make_error(UpstreamError, SOLICITATION_ACTIONS, answer)
        return any(_name(action) == ACTION for action in actions)

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """Make the request; returns once Amazon accepted it."""
        if self.calls.endpoints.is_trial(caller.region) and order_id != TRIAL_ORDER:
            raise GateClosed(reason=f"Amazon's sandbox takes requests for {TRIAL_ORDER} only")
        await self.calls.make(caller, _call(SOLICIT, order_id, marketplace_id))


def _call(operation: str, order_id: str, marketplace_id: str) -> Call:
    return Call(operation, {"amazonOrderId": order_id}, {"marketplaceIds": marketplace_id})


def _name(action: Any) -> object:
    return action.get("name") if isinstance(action, dict) else None
