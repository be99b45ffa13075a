"""Stock by product and day, as Amazon's inventory report gave it."""

from sqlalchemy import Column, Integer, String

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


def _count(purpose: str) -> dict[str, object]:
    return declared(DataClass.NONPII, purpose, source="inventory report", retention=LIFE)


stock_day = tenant_table(
    "stock_day",
    tenant_key(),
    account_key(),
    marketplace_key(),
    Column("sku", String(64), primary_key=True, info=_count("stock by product")),
    Column("day", LocalDay, primary_key=True, info=_count("demand over days in stock")),
    Column("sellable", Integer, nullable=False, info=_count("days of cover")),
    Column("inbound", Integer, nullable=False, info=_count("what is on its way")),
    Column("reserved", Integer, nullable=False, info=_count("what is promised already")),
    Column("as_of", UtcInstant, nullable=False, info=_count("say how old the figure is")),
    ends="day",
)
