"""The key store's schema: a small tree of migrations of its own."""

from storage.schema import Tree
from storage.tables.keys import keystore_metadata

KEYS = Tree(
    "keystore_migrations",
    "keystore_version",  # its own name: a key store may share a server's schema with other tables
    "0001",
    keystore_metadata,
    0x616D7A6B65797301,
)
