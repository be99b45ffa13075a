"""All tables, registered: whoever walks the schema imports `metadata` from here."""

from storage.tables import accounts, audit, imports, orders, products, sales, stock, system, tenants
from storage.tables.metadata import metadata

__all__ = [
    "accounts",
    "audit",
    "imports",
    "metadata",
    "orders",
    "products",
    "sales",
    "stock",
    "system",
    "tenants",
]
