"""Products as the order lines name them."""

from sqlalchemy import Column, String

from storage.tables.columns import (
    DataClass,
    LocalDay,
    UtcInstant,
    account_key,
    declared,
    tenant_key,
)
from storage.tables.metadata import tenant_table

LIFE = "18 months from the last line"


def _fact(purpose: str) -> dict[str, object]:
    return declared(DataClass.NONPII, purpose, source="all-orders report", retention=LIFE)


product = tenant_table(
    "product",
    tenant_key(),
    account_key(),
    Column("sku", String(64), primary_key=True, info=_fact("name the product")),
    Column("asin", String(16), nullable=False, info=_fact("name the product")),
    Column("title", String(500), nullable=False, info=_fact("name the product")),
    Column("first_day", LocalDay, nullable=False, info=_fact("tell new products from slow ones")),
    Column("updated_at", UtcInstant, nullable=False, info=_fact("keep the newer title")),
    ends="updated_at",
)
