"""What outlives a tenant: who did what, and every call that left the house, by pseudonym."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String

from core.policy.operations import RECORDED_ROLES
from storage.tables.columns import DataClass, UtcInstant, declared
from storage.tables.metadata import system_table

_NAMED = ", ".join(f"'{role}'" for role in RECORDED_ROLES)


def _record(purpose: str) -> dict[str, object]:
    return declared(
        DataClass.AUDIT,
        purpose,
        legal_basis="legal obligation",
        retention="13 months from the act",
        deletion_trigger="age",
    )


audit = system_table(
    "audit",
    Column("pseudonym", String(32), primary_key=True, info=_record("one chain a tenant")),
    Column("seq", Integer, primary_key=True, info=_record("show gaps")),
    Column("at", UtcInstant, nullable=False, info=_record("when")),
    Column("actor", String(80), nullable=False, info=_record("who, as a keyed hash")),
    Column("verb", String(40), nullable=False, info=_record("what")),
    Column("object", String(64), nullable=False, info=_record("on what, as a keyed hash")),
    Column("sealed", LargeBinary, nullable=True, info=_record("details; unreadable after a wipe")),
    Column("before", LargeBinary(32), nullable=False, info=_record("hash of the row before")),
    Column("hash", LargeBinary(32), nullable=False, info=_record("show changes")),
)

egress = system_table(
    "egress",
    Column("call_id", String(32), primary_key=True, info=_record("tell calls apart")),
    Column("pseudonym", String(32), nullable=False, info=_record("for which tenant")),
    Column("account", String(32), nullable=False, info=_record("for which of its accounts")),
    Column("at", UtcInstant, nullable=False, info=_record("when")),
    Column("operation", String(80), nullable=False, info=_record("what was called")),
    Column("amazon_role", String(40), nullable=False, info=_record("by which right")),
    Column("feature", String(16), nullable=False, info=_record("for which feature")),
    Column("status", Integer, nullable=True, info=_record("with what result")),
    Column("request_id", String(80), nullable=True, info=_record("ask Amazon about it")),
    Index(None, "pseudonym", "at"),
    # The promise to use no dormant role, kept by the database too: it knows the others by name.
    CheckConstraint(f"amazon_role IN ({_NAMED})", name="known_role"),
)
