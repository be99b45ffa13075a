"""Running Alembic's upgrades within a transaction that is open already."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from storage.schema import Tree


def upgrade(connection: Connection, tree: Tree, folder: Path) -> None:
    """Run all missing revisions of a tree."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["tree"] = tree
    command.upgrade(config, "head")
