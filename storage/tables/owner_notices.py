"""What owners were told privately, so that it is not repeated, and what nobody could be told."""

from sqlalchemy import Boolean, Column, String

from storage.tables.columns import DataClass, UtcInstant, declared, tenant_key
from storage.tables.metadata import tenant_table


def _notice(cls: DataClass, purpose: str) -> dict[str, object]:
    return declared(cls, purpose, retention="30 days from the notice")


owner_notice = tenant_table(
    "owner_notice",
    tenant_key(),
    Column(
        "object",
        String(80),
        primary_key=True,
        info=_notice(DataClass.OPS, "tell the same thing once"),
    ),
    Column(
        "summary",
        String(200),
        nullable=False,
        info=_notice(DataClass.ACCOUNT, "show what nobody could be told"),
    ),
    Column("at", UtcInstant, nullable=False, info=_notice(DataClass.OPS, "show when")),
    Column(
        "is_heard",
        Boolean,
        nullable=False,
        info=_notice(DataClass.OPS, "show it only where nobody could be told"),
    ),
    ends="at",
)
