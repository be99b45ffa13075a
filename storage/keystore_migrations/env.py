"""Alembic's entry for the key store; connection and tree come from storage.migrate."""

from alembic import context

from storage.schema import Tree

tree: Tree = context.config.attributes["tree"]
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tree.metadata,
    version_table=tree.version_table,
)
context.run_migrations()
