"""The key store's schema: brings it up to date by its own small Alembic tree."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.errors import NewerSchema

VERSION_TABLE = "keystore_version"
"""Its own name, so that a key store may share a database server's schema with other tables."""

_TREE = Path(__file__).parent / "keystore_migrations"
_LOCK = 0x616D7A6B65797301
"""Any fixed number: of two processes that start together one migrates and the other waits."""


def bring_up(connection: Connection) -> None:
    """Run what is missing, inside the caller's transaction; NewerSchema if we are too old."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(_TREE).replace("%", "%%"))
    config.attributes["connection"] = connection
    found = MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()
    tree = ScriptDirectory.from_config(config)
    if found == tree.get_current_head():
        return
    if found is not None and found not in {script.revision for script in tree.walk_revisions()}:
        raise NewerSchema(found=found)
    command.upgrade(config, "head")
