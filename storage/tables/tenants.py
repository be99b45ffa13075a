"""Tenants, and who and where they are in chat."""

from sqlalchemy import Boolean, Column, Index, Integer, String

from storage.tables.columns import DataClass, UtcInstant, declared, tenant_key
from storage.tables.metadata import tenant_table

_SHARED = declared(
    DataClass.OPS, "post no figures where another company reads", source="chat platform"
)
_CHECK = declared(DataClass.OPS, "have the team looked over every quarter")
_CLOSED = declared(
    DataClass.OPS, "post nothing where the platform refuses it", source="chat platform"
)
_USER = declared(
    DataClass.PII,
    "tell who answers for a right",
    source="chat platform",
    deletion_trigger="revoke, or the member's own request",
)

tenant = tenant_table(
    "tenant",
    tenant_key(),
    Column("name", String(120), nullable=False, info=declared(DataClass.ACCOUNT, "show")),
    Column(
        "pseudonym",
        String(32),
        nullable=False,
        unique=True,
        info=declared(DataClass.AUDIT, "name the tenant in records that outlive it"),
    ),
    Column("state", String(16), nullable=False, info=declared(DataClass.OPS, "stop its work")),
    Column("created_at", UtcInstant, nullable=False, info=declared(DataClass.OPS, "audit")),
    Column("locale", String(8), nullable=True, info=declared(DataClass.ACCOUNT, "write figures")),
    Column("checked_at", UtcInstant, nullable=True, info=_CHECK),
    *(
        Column(f"checked_by_{part}", String(length), nullable=True, info=info)
        for part, length, info in (
            ("platform", 16, _CHECK),
            ("workspace", 64, _CHECK),
            ("user", 64, _USER),
        )
    ),
    Column("remind_at", UtcInstant, nullable=True, info=_CHECK),
    Index(None, "remind_at"),
)

channel = tenant_table(
    "channel",
    tenant_key(),
    Column(
        "platform",
        String(16),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "find the tenant", source="chat platform"),
    ),
    Column(
        "workspace",
        String(64),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "find the tenant", source="chat platform"),
    ),
    Column(
        "channel",
        String(64),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "find the tenant", source="chat platform"),
    ),
    Column("name", String(80), nullable=False, info=declared(DataClass.ACCOUNT, "show")),
    Column("zone", String(64), nullable=False, info=declared(DataClass.ACCOUNT, "local time")),
    Column(
        "digest_minute",
        Integer,
        nullable=True,
        info=declared(DataClass.ACCOUNT, "post the digest at this local minute of the day"),
    ),
    Column(
        "digest_due",
        UtcInstant,
        nullable=True,
        info=declared(DataClass.OPS, "find the digests that are due"),
    ),
    Column("locale", String(8), nullable=True, info=declared(DataClass.ACCOUNT, "write figures")),
    Column("closed_at", UtcInstant, nullable=True, info=_CLOSED),
    Column("closed_why", String(40), nullable=True, info=_CLOSED),
    Column("shared", Boolean, nullable=True, info=_SHARED),
    Column("shared_at", UtcInstant, nullable=True, info=_SHARED),
    Column(
        "outsiders_may_read",
        Boolean,
        nullable=False,
        info=declared(DataClass.ACCOUNT, "post figures where another company reads"),
    ),
    Index(None, "platform", "workspace", "channel", unique=True),
    Index(None, "platform", "channel"),
    Index(None, "digest_due"),
)

member = tenant_table(
    "member",
    tenant_key(),
    Column(
        "platform",
        String(16),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "check rights", source="chat platform"),
    ),
    Column(
        "workspace",
        String(64),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "check rights", source="chat platform"),
    ),
    Column(
        "user",
        String(64),
        primary_key=True,
        info=declared(
            DataClass.PII,
            "check rights",
            source="chat platform",
            deletion_trigger="revoke, or the member's own request",
        ),
    ),
    Column("role", String(16), nullable=False, info=declared(DataClass.ACCOUNT, "check rights")),
    Column("since", UtcInstant, nullable=False, info=declared(DataClass.OPS, "audit")),
    Column("added_by", String(64), nullable=True, info=_USER),
    Column(
        "outside",
        Boolean,
        nullable=False,
        info=declared(DataClass.ACCOUNT, "show who is of another company", source="chat platform"),
    ),
)

feature_switch = tenant_table(
    "feature_switch",
    tenant_key(),
    Column(
        "feature",
        String(16),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "call Amazon only for what is switched on"),
    ),
    Column(
        "state",
        String(8),
        nullable=False,
        info=declared(DataClass.ACCOUNT, "delete what only a feature that is off needed"),
    ),
    Column("since", UtcInstant, nullable=False, info=declared(DataClass.OPS, "audit")),
)
