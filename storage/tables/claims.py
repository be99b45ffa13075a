"""The codes by which somebody becomes an owner, and how many wrong ones were tried.

A code is a tenant's row, so that it ends with the tenant and is purged like its neighbours.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from storage.tables.columns import DataClass, UtcInstant, declared, tenant_key
from storage.tables.metadata import system_table, tenant_table

_UNTIL = "until it expires"


def _code(cls: DataClass, purpose: str) -> dict[str, object]:
    return declared(cls, purpose, retention=_UNTIL, deletion_trigger="its use, or revoke")


def _maker(part: str, length: int) -> Column[str]:
    """A part of who had the code made; all are empty where the operator had."""
    cls = DataClass.PII if part == "user" else DataClass.ACCOUNT
    info = _code(cls, "let it end with the standing of who had it made")
    return Column(f"by_{part}", String(length), nullable=True, info=info)


claim_code = tenant_table(
    "claim_code",
    tenant_key(),
    Column(
        "code_hash",
        LargeBinary(32),
        primary_key=True,
        info=_code(DataClass.SECRET, "know the code again; a hash of it"),
    ),
    Column(
        "only_platform",
        String(16),
        nullable=True,
        info=_code(DataClass.ACCOUNT, "take it in one workspace alone"),
    ),
    Column(
        "only_workspace",
        String(64),
        nullable=True,
        info=_code(DataClass.ACCOUNT, "take it in one workspace alone"),
    ),
    _maker("platform", 16),
    _maker("workspace", 64),
    _maker("user", 64),
    Column("expires_at", UtcInstant, nullable=False, info=_code(DataClass.OPS, "end it")),
    Index(None, "code_hash", unique=True),
    Index("ix_claim_code_expires_at", "expires_at"),
    ends="expires_at",
)


def _try(purpose: str) -> dict[str, object]:
    return declared(
        DataClass.OPS,
        purpose,
        legal_basis="legitimate interest",
        source="chat platform",
        retention="an hour from the last try",
        deletion_trigger="the next try of anybody after that, or a code that is right",
    )


claim_try = system_table(
    "claim_try",
    Column("who", LargeBinary(32), primary_key=True, info=_try("stop who guesses; a hash of them")),
    Column("tries", Integer, nullable=False, info=_try("stop who guesses")),
    Column("last_at", UtcInstant, nullable=False, info=_try("forget it")),
    Index(None, "last_at"),
)
