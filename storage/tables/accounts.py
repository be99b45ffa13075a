"""Seller accounts with their marketplaces and sealed credentials."""

from sqlalchemy import Column, LargeBinary, String

from storage.tables.columns import (
    DataClass,
    UtcInstant,
    account_key,
    declared,
    marketplace_key,
    tenant_key,
)
from storage.tables.metadata import tenant_table

seller_account = tenant_table(
    "seller_account",
    tenant_key(),
    account_key(),
    Column("name", String(120), nullable=False, info=declared(DataClass.ACCOUNT, "show")),
    Column("region", String(8), nullable=False, info=declared(DataClass.ACCOUNT, "find the host")),
    Column(
        "selling_partner",
        LargeBinary,
        nullable=True,
        info=declared(DataClass.ACCOUNT, "recognise the seller; sealed", source="SP-API"),
    ),
    Column(
        "home_marketplace",
        String(32),
        nullable=True,
        info=declared(DataClass.ACCOUNT, "give lines without a store a day"),
    ),
    Column("state", String(16), nullable=False, info=declared(DataClass.OPS, "stop its work")),
    Column(
        "authorized_at",
        UtcInstant,
        nullable=True,
        info=declared(DataClass.ACCOUNT, "warn before the authorization ends"),
    ),
)

credential = tenant_table(
    "credential",
    tenant_key(),
    account_key(),
    Column("kind", String(24), primary_key=True, info=declared(DataClass.OPS, "tell them apart")),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info=declared(DataClass.SECRET, "call Amazon for the seller", source="SP-API"),
    ),
    Column("since", UtcInstant, nullable=False, info=declared(DataClass.OPS, "rotate in time")),
)

marketplace = tenant_table(
    "marketplace",
    tenant_key(),
    account_key(),
    marketplace_key(),
    Column(
        "currency",
        String(3),
        nullable=False,
        info=declared(DataClass.NONPII, "count unpriced lines in it", source="SP-API"),
    ),
    Column("zone", String(64), nullable=False, info=declared(DataClass.ACCOUNT, "reporting day")),
    Column(
        "orders_as_of",
        UtcInstant,
        nullable=True,
        info=declared(DataClass.OPS, "say until when orders are complete"),
    ),
    Column(
        "orders_source",
        String(40),
        nullable=True,
        info=declared(DataClass.OPS, "say where the figures come from"),
    ),
    Column(
        "stock_as_of",
        UtcInstant,
        nullable=True,
        info=declared(DataClass.OPS, "say how old the stock figures are"),
    ),
)
