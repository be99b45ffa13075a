"""The installation's own facts."""

from sqlalchemy import Column, String

from storage.tables.columns import DataClass, UtcInstant, declared
from storage.tables.metadata import system_table

installation = system_table(
    "installation",
    Column(
        "name",
        String(32),
        primary_key=True,
        info=declared(DataClass.OPS, "name a fact", retention="life of the installation"),
    ),
    Column(
        "value",
        String(200),
        nullable=False,
        info=declared(DataClass.OPS, "the fact", retention="life of the installation"),
    ),
)

_LEASE = declared(DataClass.OPS, "only one process uses it", retention="until it expires")

lease = system_table(
    "lease",
    Column("name", String(64), primary_key=True, info=_LEASE),
    Column("holder", String(32), nullable=False, info=_LEASE),
    Column("expires_at", UtcInstant, nullable=False, info=_LEASE),
)
