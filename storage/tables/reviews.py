"""Review requests: frozen batches, and one solicitation an order for ever."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from storage.tables.columns import (
    DataClass,
    UtcInstant,
    account_key,
    declared,
    tenant_key,
)
from storage.tables.metadata import tenant_table
from storage.tables.orders import order_key

LIFE = "18 months from the request"


def _fact(purpose: str, cls: DataClass = DataClass.OPS) -> dict[str, object]:
    return declared(cls, purpose, retention=LIFE)


def _order_fact(purpose: str) -> dict[str, object]:
    return declared(
        DataClass.ORDER_LINKED,
        purpose,
        source="all-orders report, Amazon's answers",
        retention=LIFE,
    )


def _who(purpose: str) -> dict[str, object]:
    return declared(
        DataClass.PII,
        purpose,
        source="chat platform",
        retention=LIFE,
        deletion_trigger="revoke, or the member's own request",
    )


batch = tenant_table(
    "batch",
    tenant_key(),
    Column("batch_id", String(16), primary_key=True, info=_fact("name the batch")),
    Column("digest", LargeBinary(32), nullable=False, info=_fact("approve just what was seen")),
    Column("rules", Integer, nullable=False, info=_fact("say by which rules it was made")),
    Column("state", String(16), nullable=False, info=_fact("decide it once")),
    Column("size", Integer, nullable=False, info=_fact("say how many orders it holds")),
    Column("ask_day", Integer, nullable=False, info=_fact("say when orders are asked about")),
    Column("first_minute", Integer, nullable=False, info=_fact("keep to the sending hours")),
    Column("last_minute", Integer, nullable=False, info=_fact("keep to the sending hours")),
    Column("left_out", String(1000), nullable=False, info=_fact("say what was left out, and why")),
    Column("later", Integer, nullable=False, info=_fact("say what is left for the next batch")),
    Column("prepared_by", String(80), nullable=False, info=_who("say who prepared it")),
    Column("prepared_at", UtcInstant, nullable=False, info=_fact("order")),
    Column("expires_at", UtcInstant, nullable=False, info=_fact("send nothing stale")),
    Column("decided_by", String(80), nullable=True, info=_who("say who decided")),
    Column("decided_at", UtcInstant, nullable=True, info=_fact("say when it was decided")),
    Index(None, "tenant_id", "prepared_at"),
    Index(None, "state", "expires_at"),
    ends="prepared_at",
)

# The key is the promise: an order can be asked about once, ever.
solicitation = tenant_table(
    "solicitation",
    tenant_key(),
    account_key(),
    order_key(),
    Column("batch_id", String(16), nullable=False, info=_fact("find the batch")),
    Column("nth", Integer, nullable=False, info=_fact("keep the frozen order")),
    Column("marketplace_id", String(32), nullable=False, info=_order_fact("ask the right store")),
    Column("sku", String(64), nullable=False, info=_order_fact("show what was bought")),
    Column("delivered_at", UtcInstant, nullable=False, info=_order_fact("show the estimate")),
    Column("opens_at", UtcInstant, nullable=False, info=_order_fact("never ask too early")),
    Column("closes_at", UtcInstant, nullable=False, info=_order_fact("never ask too late")),
    Column("stage", String(16), nullable=False, info=_order_fact("ask once, and say how it went")),
    Column("not_before", UtcInstant, nullable=True, info=_fact("find what is due")),
    Column("attempt", Integer, nullable=False, info=_fact("fence the claims")),
    Column("looks", Integer, nullable=False, info=_fact("end the looking")),
    Column("claimed_at", UtcInstant, nullable=True, info=_fact("find what was never settled")),
    Column("looked_at", UtcInstant, nullable=True, info=_fact("look again in time")),
    Column("done_at", UtcInstant, nullable=True, info=_order_fact("say when")),
    Column("reason", String(40), nullable=True, info=_order_fact("say why it was not sent")),
    Index(None, "tenant_id", "batch_id"),
    Index(None, "tenant_id", "stage", "not_before"),
    Index(None, "stage", "not_before"),
    ends_with="batch",
)
