"""The first tables: wrapped keys, tombstones, signing keys, and what the store knows of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the four tables."""
    op.create_table(
        "wrapped_key",
        sa.Column("tenant_id", sa.String(32), primary_key=True),
        sa.Column("key_id", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("provider_key_id", sa.String(200), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("commitment", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "tombstone",
        sa.Column("tenant_pseudonym", sa.String(64), primary_key=True),
        sa.Column("tenant_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("destroyed_at", sa.BigInteger, nullable=False),
        sa.Column("key_id", sa.LargeBinary(16), nullable=False, unique=True),
        sa.Column("certificate_id", sa.String(64), nullable=False),
        sa.Column("signed_by", sa.String(32), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
    )
    op.create_table(
        "signing_key",
        sa.Column("key_id", sa.String(32), primary_key=True),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.Column("wrapped_private", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "keystore_meta",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    """Nothing: dropping keys would make sealed data unreadable for ever."""
    raise RuntimeError("the key store is never taken back to an older schema")
