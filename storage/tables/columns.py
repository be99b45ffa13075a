"""What every column and table declares about itself; purge, export and records are made of it."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypedDict, Unpack

from sqlalchemy import BigInteger, Column, Integer, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class DataClass(StrEnum):
    """How sensitive a column is, the strictest first."""

    SECRET = "SECRET"  # noqa: S105 -- a class of data, no password
    PII = "PII"
    ORDER_LINKED = "ORDER_LINKED"
    NONPII = "NONPII"
    ACCOUNT = "ACCOUNT"
    AUDIT = "AUDIT"
    OPS = "OPS"


class Told(TypedDict, total=False):
    """What a column may say beyond its class and purpose."""

    legal_basis: str
    source: str
    retention: str
    deletion_trigger: str
    backup: str


def declared(cls: DataClass, purpose: str, **told: Unpack[Told]) -> dict[str, object]:
    """A column's `info`: class, purpose, legal basis, source, retention, trigger, backup rule."""
    usual = {
        "legal_basis": "contract",
        "source": "amzigo",
        "retention": "life of the tenant",
        "deletion_trigger": "revoke",
        "backup": "with the data",
    }
    return {"data_class": cls, "purpose": purpose, **usual, **told}


class UtcInstant(TypeDecorator[datetime]):
    """An aware time as whole UTC seconds: the same number on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store; a naive time has no place on the UTC line and is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        return int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Load."""
        return None if value is None else datetime.fromtimestamp(value, UTC)


class LocalDay(TypeDecorator[date]):
    """A calendar day as its proleptic ordinal, so that both databases compare and group alike."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        """Store."""
        return None if value is None else value.toordinal()

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        """Load."""
        return None if value is None else date.fromordinal(value)


TENANT = declared(DataClass.ACCOUNT, "whose row this is")
ACCOUNT = declared(DataClass.ACCOUNT, "which seller account this row came from")
MARKETPLACE = declared(DataClass.NONPII, "which store this row is about", source="SP-API")


def tenant_key() -> Column[str]:
    """`tenant_id`, the first part of every tenant table's key."""
    return Column("tenant_id", String(32), primary_key=True, info=TENANT)


def account_key() -> Column[str]:
    """`account_id`, the second part of the key of everything that a seller account brought."""
    return Column("account_id", String(32), primary_key=True, info=ACCOUNT)


def marketplace_key() -> Column[str]:
    """`marketplace_id` as part of a key."""
    return Column("marketplace_id", String(32), primary_key=True, info=MARKETPLACE)
