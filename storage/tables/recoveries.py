"""Recoveries of a tenant by whoever has Amazon's authorization of its seller."""

from sqlalchemy import Column, Index, LargeBinary, String

from storage.tables.columns import DataClass, UtcInstant, declared, tenant_key
from storage.tables.metadata import tenant_table


def _its(cls: DataClass, purpose: str) -> dict[str, object]:
    return declared(cls, purpose, retention="30 days from its beginning")


def _ended_by(part: str, length: int) -> Column[str]:
    """A part of who stopped it, or owns the tenant by it."""
    cls = DataClass.PII if part == "user" else DataClass.ACCOUNT
    return Column(f"ended_by_{part}", String(length), nullable=True, info=_its(cls, "show who"))


recovery = tenant_table(
    "recovery",
    tenant_key(),
    Column("begun_at", UtcInstant, primary_key=True, info=_its(DataClass.OPS, "end it in time")),
    Column(
        "code_hash",
        LargeBinary(32),
        nullable=False,
        info=_its(DataClass.SECRET, "know its code again; a hash of it"),
    ),
    Column("tell_at", UtcInstant, nullable=True, info=_its(DataClass.OPS, "tell the owners")),
    Column("told_at", UtcInstant, nullable=True, info=_its(DataClass.OPS, "freeze its code")),
    Column("end", String(8), nullable=True, info=_its(DataClass.OPS, "know that it ended")),
    Column("ended_at", UtcInstant, nullable=True, info=_its(DataClass.OPS, "show when")),
    _ended_by("platform", 16),
    _ended_by("workspace", 64),
    _ended_by("user", 64),
    Index(None, "tell_at"),
    ends="begun_at",
)
