"""What we posted in chat, and what its buttons stand for."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Text

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
    Column("message_id", String(420), primary_key=True, info=_post("update and delete it")),
    Column("object", String(80), nullable=False, info=_post("update what shows an object")),
    Column("posted_at", UtcInstant, nullable=False, info=_post("order")),
    Index(None, "tenant_id", "object"),
    ends="posted_at",
)

sending = tenant_table(
    "sending",
    tenant_key(),
    *place_columns(),
    Column("object", String(80), primary_key=True, info=_post("send nothing twice")),
    Column("begun_at", UtcInstant, nullable=False, info=_post("name it to the platform")),
    Column("tried_at", UtcInstant, nullable=False, info=_post("know whether somebody sends it")),
    Column("state", String(8), nullable=False, info=_post("tell what is not known")),
    ends="begun_at",
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
    ends="expires_at",
)

KEPT = "30 days from the message, the newest 1,000 of a channel"
"""People type order ids, whose time is 30 days."""


def _shown(cls: DataClass, purpose: str) -> dict[str, object]:
    return declared(cls, purpose, source="amzigo, and what was typed", retention=KEPT)


def _channel_key() -> Column[str]:
    """A channel of the local page as part of a key."""
    return Column(
        "channel", String(64), primary_key=True, info=_shown(DataClass.OPS, "find the message")
    )


def _number_key() -> Column[int]:
    """A message's number as part of a key; the tenant's count of changes gives it."""
    info = _shown(DataClass.OPS, "find the message")
    return Column("number", BigInteger, primary_key=True, autoincrement=False, info=info)


local_message = tenant_table(
    "local_message",
    tenant_key(),
    _channel_key(),
    _number_key(),
    Column("revision", BigInteger, nullable=False, info=_shown(DataClass.OPS, "tell open pages")),
    Column("author", String(8), nullable=False, info=_shown(DataClass.OPS, "show")),
    Column("at", UtcInstant, nullable=False, info=_shown(DataClass.OPS, "show")),
    Column("private", Boolean, nullable=False, info=_shown(DataClass.OPS, "show")),
    Column(
        "sealed",
        LargeBinary,
        nullable=True,  # of a deleted message
        info=_shown(DataClass.ORDER_LINKED, "show the message again; sealed"),
    ),
    Index(None, "tenant_id", "channel", "revision"),
    ends="at",
)

local_file = tenant_table(
    "local_file",
    tenant_key(),
    _channel_key(),
    _number_key(),
    Column(
        "position",
        Integer,
        primary_key=True,
        autoincrement=False,
        info=_shown(DataClass.OPS, "order"),
    ),
    Column("key", String(64), nullable=False, info=_shown(DataClass.OPS, "find the file")),
    Column("name", Text, nullable=False, info=_shown(DataClass.ACCOUNT, "name the download")),
    Column("media_type", String(80), nullable=False, info=_shown(DataClass.OPS, "show")),
    Column("inline", Boolean, nullable=False, info=_shown(DataClass.OPS, "show")),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info=_shown(DataClass.ORDER_LINKED, "hand the file out again; sealed"),
    ),
    ends_with="local_message",
)

local_revision = tenant_table(
    "local_revision",
    tenant_key(),
    Column(
        "revision",
        BigInteger,
        nullable=False,
        info=declared(DataClass.OPS, "count the changes to the local page's messages"),
    ),
)
