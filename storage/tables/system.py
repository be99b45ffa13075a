"""The installation's own facts."""

from sqlalchemy import Column, String

from storage.tables.columns import DataClass, declared
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
