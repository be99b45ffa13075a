"""Orders by blind id, and their lines."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String

from storage.tables.columns import (
    DataClass,
    LocalDay,
    UtcInstant,
    account_key,
    declared,
    tenant_key,
)
from storage.tables.metadata import tenant_table

LIFE = "18 months from the purchase"
REPORT = "all-orders report"


def order_key() -> Column[bytes]:
    """`order_ref`, the blind order id, as part of a key."""
    return Column(
        "order_ref",
        LargeBinary(16),
        primary_key=True,
        info=declared(DataClass.ORDER_LINKED, "recognise an order", source=REPORT, retention=LIFE),
    )


def _fact(purpose: str, cls: DataClass = DataClass.ORDER_LINKED) -> dict[str, object]:
    return declared(cls, purpose, source=REPORT, retention=LIFE)


order_head = tenant_table(
    "order_head",
    tenant_key(),
    account_key(),
    order_key(),
    Column(
        "sealed_id",
        LargeBinary,
        nullable=True,
        info=declared(
            DataClass.PII,
            "ask Amazon for a review of this order",
            source=REPORT,
            retention="30 days after delivery, else shipping, else purchase",
            deletion_trigger="sealed_until, revoke",
        ),
    ),
    Column("sealed_until", UtcInstant, nullable=True, info=_fact("destroy the order id in time")),
    Column("purchased_at", UtcInstant, nullable=False, info=_fact("day, retention")),
    Column("updated_at", UtcInstant, nullable=False, info=_fact("keep the newer state")),
    Column("content", LargeBinary(8), nullable=False, info=_fact("tell a change from a repeat")),
    Column("status", String(64), nullable=False, info=_fact("count, and say why")),
    Column("fulfilled_by", String(16), nullable=False, info=_fact("estimate the delivery")),
    Index(None, "tenant_id", "account_id", "purchased_at"),
    Index("ix_order_head_sealed_until", "sealed_until"),
    ends="purchased_at",
)

order_line = tenant_table(
    "order_line",
    tenant_key(),
    account_key(),
    order_key(),
    Column("sku", String(64), primary_key=True, info=_fact("sales by product")),
    Column("nth", Integer, primary_key=True, info=_fact("tell equal lines of an order apart")),
    Column("asin", String(16), nullable=False, info=_fact("sales by product")),
    Column("marketplace_id", String(32), nullable=False, info=_fact("sales by store")),
    Column("local_day", LocalDay, nullable=False, info=_fact("sales by day")),
    Column("quantity", Integer, nullable=False, info=_fact("units")),
    Column("currency", String(3), nullable=False, info=_fact("revenue")),
    Column("price_minor", BigInteger, nullable=True, info=_fact("revenue")),
    Column("item_status", String(32), nullable=False, info=_fact("count, and say why")),
    Column(
        "opens",
        Integer,
        nullable=False,
        info=_fact("count the order once: 1 on its first counted line of a store and currency"),
    ),
    Column("left_out", String(16), nullable=True, info=_fact("say why it is not counted")),
    Index(None, "tenant_id", "account_id", "local_day"),
    ends_with="order_head",
)
