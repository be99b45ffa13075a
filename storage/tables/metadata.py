"""The MetaData of the data database, and the two kinds of table it knows."""

from sqlalchemy import MetaData, Table
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def tenant_table(
    name: str, *parts: SchemaItem, ends: str | None = None, ends_with: str | None = None
) -> Table:
    """A table of seller data: each row belongs to one tenant and goes with it.

    `ends` names the column with the event that its declared retention counts from; a table without
    such a column `ends_with` the rows of another.

    On SQLite it is clustered by its key (no row id), so that a tenant's rows lie together.
    """
    info = {"scope": "tenant", "ends": ends, "ends_with": ends_with}
    return Table(name, metadata, *parts, info=info, sqlite_with_rowid=False)


def system_table(name: str, *parts: SchemaItem) -> Table:
    """A table of the installation itself, or of what outlives a tenant under a pseudonym."""
    return Table(name, metadata, *parts, info={"scope": "system"}, sqlite_with_rowid=False)
