"""What digests said, so that a restatement can be shown."""

from sqlalchemy import Column, String, Text

from storage.tables.columns import (
    DataClass,
    LocalDay,
    UtcInstant,
    declared,
    marketplace_key,
    tenant_key,
)
from storage.tables.metadata import tenant_table

LIFE = "18 months from the day"


def _told(purpose: str) -> dict[str, object]:
    return declared(DataClass.NONPII, purpose, source="sales figures", retention=LIFE)


digest_snapshot = tenant_table(
    "digest_snapshot",
    tenant_key(),
    marketplace_key(),
    Column("currency", String(3), primary_key=True, info=_told("revenue")),
    Column("day", LocalDay, primary_key=True, info=_told("find what was said of a day")),
    Column("made_at", UtcInstant, nullable=False, info=_told("say when it was said")),
    Column("facts", Text, nullable=False, info=_told("show what was restated since")),
    ends="day",
)
