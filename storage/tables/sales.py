"""Rollups by day: what `stats` and the digest read instead of lines."""

from sqlalchemy import BigInteger, Column, Integer, String

from storage.tables.columns import (
    DataClass,
    LocalDay,
    account_key,
    declared,
    marketplace_key,
    tenant_key,
)
from storage.tables.metadata import tenant_table

LIFE = "18 months from the day"


def _figure(purpose: str) -> dict[str, object]:
    return declared(DataClass.NONPII, purpose, source="order lines", retention=LIFE)


def day_key() -> Column[object]:
    """`day` as part of a key: a calendar day of the marketplace."""
    return Column("day", LocalDay, primary_key=True, info=_figure("sales by day"))


def currency_key() -> Column[str]:
    """`currency` as part of a key, for amounts of two currencies are never added."""
    return Column("currency", String(3), primary_key=True, info=_figure("revenue"))


def figures() -> tuple[Column[int], ...]:
    """What is added up: lines, units, revenue, units that Amazon has not priced yet."""
    return (
        Column("lines", Integer, nullable=False, info=_figure("sales")),
        Column("units", Integer, nullable=False, info=_figure("sales")),
        Column("revenue_minor", BigInteger, nullable=False, info=_figure("sales")),
        Column("unpriced_units", Integer, nullable=False, info=_figure("show what is missing")),
    )


sales_day = tenant_table(
    "sales_day",
    tenant_key(),
    account_key(),
    marketplace_key(),
    day_key(),
    Column("sku", String(64), primary_key=True, info=_figure("sales by product")),
    Column("asin", String(16), primary_key=True, info=_figure("sales by product")),
    currency_key(),
    *figures(),
    ends_with="order_line",
)

marketplace_day = tenant_table(
    "marketplace_day",
    tenant_key(),
    account_key(),
    marketplace_key(),
    day_key(),
    currency_key(),
    Column("orders", Integer, nullable=False, info=_figure("distinct orders")),
    *figures(),
    ends_with="order_line",
)

left_out_day = tenant_table(
    "left_out_day",
    tenant_key(),
    account_key(),
    day_key(),
    Column("reason", String(16), primary_key=True, info=_figure("say what is not counted")),
    Column("lines", Integer, nullable=False, info=_figure("say what is not counted")),
    ends_with="order_line",
)

dirty_day = tenant_table(
    "dirty_day",
    tenant_key(),
    account_key(),
    Column("day", LocalDay, primary_key=True, info=_figure("know which days to add up again")),
    ends_with="order_line",
)
