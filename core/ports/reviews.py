"""Review requests: frozen batches awaiting approval, and one solicitation an order for ever."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from core.model import AccountId, OrderRef
from core.policy.review_rules import Candidate
from core.ports.amazon import Caller


class BatchState(StrEnum):
    """Where a batch stands; a stopped one was approved, and switched off before all was sent."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    STOPPED = "stopped"


class Stage(StrEnum):
    """Where a solicitation stands; only an expired one may go into a later batch."""

    WAITING = "waiting"
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    SENT_ASSUMED = "sent_assumed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Batch(NamedTuple):
    """A frozen list of orders; `digest` is the hash of the list, which is what gets approved.

    `left_out` counts the orders that are not in it, by reason; `later` those left for the next
    batch, because a batch has a largest size. Minutes are local to each marketplace.
    """

    batch_id: str
    digest: bytes
    rules: int
    state: BatchState
    size: int
    ask_day: int
    first_minute: int
    last_minute: int
    left_out: dict[str, int]
    later: int
    prepared_by: str
    prepared_at: datetime
    expires_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None


class Solicitation(NamedTuple):
    """One official request for one order.

    `attempt` counts the claims and fences them: an outcome is kept only by the claim it belongs
    to. `looks` counts how often Amazon was asked and did not settle it; `looked_at` is the last.
    """

    account_id: AccountId
    order_ref: OrderRef
    batch_id: str
    nth: int
    marketplace_id: str
    sku: str
    delivered_at: datetime
    opens_at: datetime
    closes_at: datetime
    stage: Stage
    not_before: datetime | None = None
    attempt: int = 0
    looks: int = 0
    claimed_at: datetime | None = None
    looked_at: datetime | None = None
    done_at: datetime | None = None
    reason: str | None = None


class Tally(NamedTuple):
    """How many solicitations ended one way on the whole, by stage and reason."""

    stage: Stage
    reason: str | None
    orders: int


class Solicitor(Protocol):
    """The two questions to Amazon that review requests need: core.ports.amazon.Amazon has them."""

    async def offers_solicitation(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Whether Amazon offers a review request for an order now."""
        ...

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """Ask the buyer for a review; raises as core.ports.amazon.Amazon says."""
        ...


class AskableOrders(Protocol):
    """One tenant's orders, as far as asking about them goes."""

    async def candidates(self, account: AccountId, since: datetime) -> list[Candidate]:
        """The orders bought since then, the earliest first."""
        ...

    async def candidate(self, account: AccountId, order: OrderRef) -> Candidate | None:
        """One order."""
        ...

    async def find(self, order_id: str) -> list[tuple[AccountId, Candidate]]:
        """The order of a clear id, in each seller account that has it."""
        ...

    async def order_id(self, account: AccountId, order: OrderRef, now: datetime) -> str | None:
        """The clear id, for the call to Amazon alone; None once its time is up."""
        ...


class Reviews(Protocol):
    """One tenant's batches and solicitations."""

    async def hold(self) -> None:
        """Wait for whoever else prepares or decides; nobody else does until this block ends."""
        ...

    async def freeze(self, batch: Batch, rows: list[Solicitation]) -> None:
        """Keep a new batch; an order of an expired batch moves into it, any other fails it."""
        ...

    async def batch(self, batch_id: str) -> Batch | None:
        """One batch."""
        ...

    async def waiting(self) -> Batch | None:
        """The batch that waits for approval: there is one at most."""
        ...

    async def batches(self, limit: int) -> list[Batch]:
        """The newest batches, the newest first."""
        ...

    async def decide(self, batch: Batch) -> bool:
        """Set what became of a waiting batch; False where it was decided already."""
        ...

    async def rows(self, batch_id: str) -> list[Solicitation]:
        """A batch's solicitations in their frozen order."""
        ...

    async def is_under_way(self, batch_id: str) -> bool:
        """Whether anything of a batch is yet to be sent or settled."""
        ...

    async def one(self, account: AccountId, order: OrderRef) -> Solicitation | None:
        """The solicitation of an order."""
        ...

    async def change(self, before: Solicitation, after: Solicitation) -> bool:
        """Move one on, if its stage and attempt still are as before; the loser gets False."""
        ...

    async def schedule(self, rows: list[Solicitation]) -> None:
        """Make waiting solicitations due, each at its moment."""
        ...

    async def move_all(self, batch_id: str, stage: Stage, at: datetime) -> None:
        """Move a batch's waiting solicitations to an end."""
        ...

    async def stop(self, at: datetime) -> dict[str, int]:
        """Stop every batch that is on its way: what is due ends, what was begun is settled yet.

        How many orders ended, by batch. One that may have been sent before ends as unknown.
        """
        ...

    async def hold_back(self, account: AccountId, until: datetime) -> None:
        """Let nothing of an account be due before then."""
        ...

    async def due(self, account: AccountId, now: datetime, limit: int) -> list[OrderRef]:
        """The orders whose request may be sent now for an account, the longest waiting first."""
        ...

    async def unsettled(
        self, account: AccountId, claimed_before: datetime, limit: int
    ) -> list[OrderRef]:
        """The orders whose request was begun before then and never settled, the oldest first."""
        ...

    async def tally(self, since: datetime, until: datetime) -> list[Tally]:
        """What ended in a span of time, and all that has not ended yet."""
        ...
