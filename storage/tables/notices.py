"""Which of Amazon's notifications were heard, so that a repeated one does nothing."""

from sqlalchemy import Column, String

from storage.tables.columns import DataClass, UtcInstant, account_key, declared, tenant_key
from storage.tables.metadata import tenant_table

LIFE = "30 days from the arrival"


def _ops(purpose: str, source: str = "amzigo") -> dict[str, object]:
    return declared(DataClass.OPS, purpose, source=source, retention=LIFE)


notice_seen = tenant_table(
    "notice_seen",
    tenant_key(),
    account_key(),
    Column(
        "notification_id",
        String(80),
        primary_key=True,
        info=_ops("know a repeated notification", "SP-API"),
    ),
    Column("seen_at", UtcInstant, nullable=False, info=_ops("forget it in time")),
    ends="seen_at",
)
