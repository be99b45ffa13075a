"""What we posted in chat, and what its buttons stand for."""

from sqlalchemy import Column, Index, LargeBinary, String

from storage.tables.columns import DataClass, UtcInstant, declared, tenant_key
from storage.tables.metadata import tenant_table

LIFE = "13 months from the post"


def _post(purpose: str) -> dict[str, object]:
    return declared(DataClass.OPS, purpose, source="chat platform", retention=LIFE)


def place_columns() -> tuple[Column[str], ...]:
    """Platform, workspace and channel as parts of a key."""
    return (
        Column("platform", String(16), primary_key=True, info=_post("find the message")),
        Column("workspace", String(64), primary_key=True, info=_post("find the message")),
        Column("channel", String(64), primary_key=True, info=_post("find the message")),
    )


post = tenant_table(
    "post",
    tenant_key(),
    *place_columns(),
    Column("message_id", String(64), primary_key=True, info=_post("update and delete it")),
    Column("object", String(80), nullable=False, info=_post("update what shows an object")),
    Column("posted_at", UtcInstant, nullable=False, info=_post("order")),
    Index(None, "tenant_id", "object"),
)

_HANDLE = declared(DataClass.OPS, "know what a button stands for", retention="until it expires")

handle = tenant_table(
    "handle",
    tenant_key(),
    Column("ref_hash", LargeBinary(32), primary_key=True, info=_HANDLE),
    Column("action", String(40), nullable=False, info=_HANDLE),
    Column("object", String(80), nullable=False, info=_HANDLE),
    Column("payload", LargeBinary(32), nullable=False, info=_HANDLE),
    Column("role", String(16), nullable=False, info=_HANDLE),
    Column("expires_at", UtcInstant, nullable=False, info=_HANDLE),
    Index(None, "tenant_id", "object"),
    Index("ix_handle_expires_at", "expires_at"),
)
