"""All tables, registered: whoever walks the schema imports `metadata` from here."""

from storage.tables import (
    accounts,
    audit,
    authorizations,
    chat,
    cross_checks,
    digests,
    imports,
    notices,
    orders,
    products,
    reviews,
    revocations,
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
    "authorizations",
    "chat",
    "cross_checks",
    "digests",
    "imports",
    "metadata",
    "notices",
    "orders",
    "products",
    "reviews",
    "revocations",
    "sales",
    "stock",
    "sync",
    "system",
    "tenants",
]
