"""Alembic's entry for the key store; the connection comes from storage.keystore_schema."""

from alembic import context

from storage.keystore_schema import VERSION_TABLE
from storage.tables.keys import keystore_metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=keystore_metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
