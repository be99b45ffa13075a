"""All tables, registered: whoever walks the schema imports `metadata` from here."""

from storage.tables import (
    accounts,
    audit,
    chat,
    imports,
    orders,
    products,
    sales,
    stock,
    sync,
    system,
    tenants,
)
from storage.tables.metadata import metadata

__all__ = [
    "accounts",
    "audit",
    "chat",
    "imports",
    "metadata",
    "orders",
    "products",
    "sales",
    "stock",
    "sync",
    "system",
    "tenants",
]
