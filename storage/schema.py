"""Bringing a database up to date by an Alembic tree of its own.

The data and the key store have one tree each; SQLite and PostgreSQL share it.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, MetaData, column, inspect, select, table, text

from core.errors import NewerSchema
from storage.tables.registry import metadata

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tree:
    """A line of migrations: where they lie, where their state is kept, and the newest of them."""

    folder: str
    version_table: str
    head: str
    metadata: MetaData
    lock: int
    """Of two processes that start together on PostgreSQL one migrates and the other waits."""


DATA = Tree("migrations", "data_version", "0001", metadata, 0x616D7A64617461)


def found_revision(connection: Connection, tree: Tree) -> str | None:
    """The revision a database is at, None for an empty one."""
    if not inspect(connection).has_table(tree.version_table):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(tree.version_table)))


def bring_up(connection: Connection, tree: Tree) -> str | None:
    """Run what is missing, inside the caller's transaction; returns what was found.

    Raises NewerSchema where the database is ahead of this program; nothing is changed then.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": tree.lock})
    found = found_revision(connection, tree)
    if found is not None and found > tree.head:
        raise NewerSchema(found=found)
    if found != tree.head:
        # Alembic takes a second to import, and is needed only where there is work for it.
        from storage.migrate import upgrade  # noqa: PLC0415

        upgrade(connection, tree, _HERE / tree.folder)
    return found
