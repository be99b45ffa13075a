"""The key store's tables: on a MetaData of their own, because they live in another database."""

from sqlalchemy import Column, LargeBinary, MetaData, String, Table

from storage.tables.columns import DataClass, UtcInstant, declared

keystore_metadata = MetaData()

_APART = "apart from the data, kept 14 days at most"

wrapped_key = Table(
    "wrapped_key",
    keystore_metadata,
    Column(
        "tenant_id",
        String(32),
        primary_key=True,
        info=declared(DataClass.ACCOUNT, "whose key this is", backup=_APART),
    ),
    Column(
        "key_id",
        LargeBinary(16),
        nullable=False,
        unique=True,
        info=declared(DataClass.OPS, "names the key in sealed records", backup=_APART),
    ),
    Column(
        "provider_key_id",
        String(200),
        nullable=False,
        info=declared(DataClass.OPS, "which key-encryption key wraps this one", backup=_APART),
    ),
    Column(
        "wrapped",
        LargeBinary,
        nullable=False,
        info=declared(DataClass.SECRET, "the tenant's key, encrypted", backup=_APART),
    ),
    Column(
        "commitment",
        LargeBinary(32),
        nullable=False,
        info=declared(DataClass.OPS, "proves which key was unwrapped", backup=_APART),
    ),
    Column(
        "created_at",
        UtcInstant,
        nullable=False,
        info=declared(DataClass.OPS, "age of the key, for its rotation", backup=_APART),
    ),
    info={"scope": "tenant"},
)


def _kept(purpose: str, cls: DataClass = DataClass.AUDIT) -> dict[str, object]:
    return declared(
        cls,
        purpose,
        legal_basis="legal obligation",
        retention="life of the installation",
        deletion_trigger="none: it names no tenant",
        backup="with the keys and with every backup of the data",
    )


tombstone = Table(
    "tombstone",
    keystore_metadata,
    Column(
        "tenant_pseudonym",
        String(64),
        primary_key=True,
        info=_kept("names the wiped tenant without telling who it was"),
    ),
    Column(
        "tenant_hash",
        LargeBinary(32),
        nullable=False,
        unique=True,
        info=_kept("finds the tenant again in a restored backup, to wipe it again"),
    ),
    Column(
        "destroyed_at", UtcInstant, nullable=False, info=_kept("when the destruction was decided")
    ),
    Column("key_id", LargeBinary(16), nullable=False, unique=True, info=_kept("which key is gone")),
    Column(
        "certificate_id",
        String(64),
        nullable=False,
        info=_kept("the certificate of the same wipe"),
    ),
    Column("signed_by", String(32), nullable=False, info=_kept("which signing key signed")),
    Column("signature", LargeBinary(64), nullable=False, info=_kept("proves that we wrote this")),
    info={"scope": "system"},
)


def _signing(purpose: str, cls: DataClass) -> dict[str, object]:
    return declared(
        cls,
        purpose,
        retention="life of the installation",
        deletion_trigger="rotation of the signing key",
        backup="with the keys",
    )


signing_key = Table(
    "signing_key",
    keystore_metadata,
    Column(
        "key_id",
        String(32),
        primary_key=True,
        info=_signing("fingerprint of the public key", DataClass.OPS),
    ),
    Column(
        "public",
        LargeBinary(32),
        nullable=False,
        info=_signing("published, so that anyone can check a certificate", DataClass.NONPII),
    ),
    Column(
        "wrapped_private",
        LargeBinary,
        nullable=False,
        info=_signing("signs certificates and audit heads", DataClass.SECRET),
    ),
    Column(
        "created_at",
        UtcInstant,
        nullable=False,
        info=_signing("age of the key, for its rotation", DataClass.OPS),
    ),
    info={"scope": "system"},
)

keystore_meta = Table(
    "keystore_meta",
    keystore_metadata,
    Column(
        "name",
        String(64),
        primary_key=True,
        info=_signing("which fact about this key store", DataClass.OPS),
    ),
    Column(
        "value",
        String(200),
        nullable=False,
        info=_signing("names the keys in use; marks wipes to finish", DataClass.OPS),
    ),
    info={"scope": "system"},
)
