"""Our figures of a day beside Amazon's own."""

from sqlalchemy import BigInteger, Column, Integer, String

from storage.tables.columns import (
    DataClass,
    LocalDay,
    UtcInstant,
    account_key,
    declared,
    marketplace_key,
    tenant_key,
)
from storage.tables.metadata import tenant_table

LIFE = "18 months from the day"


def _ours(purpose: str) -> dict[str, object]:
    return declared(DataClass.NONPII, purpose, source="sales figures", retention=LIFE)


def _amazons(purpose: str) -> dict[str, object]:
    return declared(DataClass.NONPII, purpose, source="getOrderMetrics", retention=LIFE)


compared_day = tenant_table(
    "compared_day",
    tenant_key(),
    account_key(),
    marketplace_key(),
    Column("day", LocalDay, primary_key=True, info=_ours("find the day")),
    Column("currency", String(3), nullable=False, info=_amazons("sales")),
    Column("own_orders", Integer, nullable=False, info=_ours("show where counts differ")),
    Column("own_units", Integer, nullable=False, info=_ours("show where counts differ")),
    Column("own_sales_minor", BigInteger, nullable=False, info=_ours("show where counts differ")),
    Column("own_unpriced", Integer, nullable=False, info=_ours("say why sales differ")),
    Column("orders", Integer, nullable=False, info=_amazons("compare")),
    Column("units", Integer, nullable=False, info=_amazons("compare")),
    Column("sales_minor", BigInteger, nullable=False, info=_amazons("compare")),
    Column("at", UtcInstant, nullable=False, info=_amazons("say when it was compared")),
    ends="day",
)
