"""Where owners are told what no chat tells them: verified addresses, and the codes that verify."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from storage.tables.columns import DataClass, UtcInstant, declared, tenant_key
from storage.tables.metadata import system_table, tenant_table

GONE = "revoke, the end of the owner's standing, or their own word"
_EXPIRES = "until it expires"


def _owner(part: str, length: int, retention: str) -> Column[str]:
    """A part of the owner's id, and of the key."""
    info = declared(
        DataClass.PII if part == "user" else DataClass.ACCOUNT,
        "know whose address it is",
        source="chat platform",
        retention=retention,
        deletion_trigger=GONE,
    )
    return Column(part, String(length), primary_key=True, info=info)


def _owner_key(retention: str = "life of the tenant") -> tuple[Column[str], ...]:
    parts = (("platform", 16), ("workspace", 64), ("user", 64))
    return tuple(_owner(part, length, retention) for part, length in parts)


def _address(purpose: str, retention: str = "life of the tenant") -> dict[str, object]:
    return declared(
        DataClass.PII,
        purpose,
        legal_basis="consent",
        source="the owner",
        retention=retention,
        deletion_trigger=GONE,
    )


def _code(purpose: str) -> dict[str, object]:
    return declared(DataClass.OPS, purpose, retention=_EXPIRES, deletion_trigger=GONE)


notice_email = tenant_table(
    "notice_email",
    tenant_key(),
    *_owner_key(),
    Column(
        "sealed",
        LargeBinary,
        nullable=False,
        info=_address("tell an owner what no chat tells them; sealed"),
    ),
    Column("verified_at", UtcInstant, nullable=False, info=_address("show since when")),
)

notice_code = tenant_table(
    "notice_code",
    tenant_key(),
    *_owner_key(_EXPIRES),
    Column(
        "slot",
        Integer,
        primary_key=True,
        autoincrement=False,
        info=_code("mail only so many codes an hour"),
    ),
    Column("asked_at", UtcInstant, nullable=False, info=_code("end it in time")),
    Column("expires_at", UtcInstant, nullable=False, info=_code("forget it")),
    Column(
        "sealed",
        LargeBinary,
        nullable=True,  # once the code is used, or the owner changed their mind
        info=_address("verify the address that a code was mailed to; sealed", _EXPIRES),
    ),
    Column("digest", LargeBinary(16), nullable=True, info=_code("know the code; blind")),
    Column("tries", Integer, nullable=False, info=_code("end it after some wrong ones")),
    ends="expires_at",
)


def _mailed(cls: DataClass, purpose: str) -> dict[str, object]:
    return declared(
        cls,
        purpose,
        legal_basis="legitimate interest",
        source="the owner",
        retention=_EXPIRES,
        deletion_trigger="expiry",
    )


mailed_address = system_table(
    "mailed_address",
    Column(
        "mailbox",
        LargeBinary(16),
        primary_key=True,
        info=_mailed(DataClass.PII, "flood nobody's mailbox; blind"),
    ),
    Column(
        "slot",
        Integer,
        primary_key=True,
        autoincrement=False,
        info=_mailed(DataClass.OPS, "mail only so many codes an hour"),
    ),
    Column("expires_at", UtcInstant, nullable=False, info=_mailed(DataClass.OPS, "forget it")),
    Index(None, "expires_at"),
)
