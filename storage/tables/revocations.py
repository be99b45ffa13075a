"""What stays of a wipe: how far it is, and the certificate of it. Neither names the tenant."""

from sqlalchemy import Column, LargeBinary, String, Text

from storage.tables.columns import DataClass, Told, UtcInstant, declared
from storage.tables.metadata import system_table

_PROOF: Told = {
    "legal_basis": "legal obligation",
    "retention": "life of the installation",
    "deletion_trigger": "none: it names no tenant",
}


def _proof(purpose: str) -> dict[str, object]:
    return declared(DataClass.AUDIT, purpose, **_PROOF)


revocation = system_table(
    "revocation",
    Column("pseudonym", String(32), primary_key=True, info=_proof("name the tenant to no one")),
    Column(
        "tenant_hash",
        LargeBinary(32),
        nullable=False,
        unique=True,
        info=_proof("answer a second request for the same tenant with the same certificate"),
    ),
    Column(
        "tenant",
        String(32),
        nullable=True,
        info=declared(
            DataClass.ACCOUNT,
            "finish the wipe after a crash",
            retention="until the wipe is certified",
            deletion_trigger="the certificate",
        ),
    ),
    Column("certificate_id", String(32), nullable=False, info=_proof("find the certificate")),
    Column(
        "commitment", String(64), nullable=False, info=_proof("let the owner prove whose it is")
    ),
    Column(
        "nonce",
        LargeBinary(32),
        nullable=True,
        info=declared(
            DataClass.SECRET,
            "give the owner the same answer again, where the first was lost",
            retention="14 days from the request",
            deletion_trigger="age",
        ),
    ),
    Column("requested_at", UtcInstant, nullable=False, info=_proof("certify")),
    Column("stage", String(16), nullable=False, info=_proof("resume after a crash")),
    Column("progress", Text, nullable=False, info=_proof("certify what was observed")),
)

certificate = system_table(
    "certificate",
    Column("certificate_id", String(32), primary_key=True, info=_proof("find it")),
    Column("pseudonym", String(32), nullable=False, info=_proof("which tenant's wipe")),
    Column("issued_at", UtcInstant, nullable=False, info=_proof("audit")),
    Column("file", LargeBinary, nullable=False, info=_proof("hand it out again")),
)
