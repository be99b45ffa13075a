"""Rules of use: what is written is wanted somewhere."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.architecture.source import Function, Source, house

FOUND_BY_NAME = ("test", "pytest", "__")
"""How names begin that pytest or Python finds by themselves; `_` alone says that nobody does."""


def unused_names(source: Source) -> Iterator[str]:
    """A name of a module is used somewhere; what a decorator keeps is."""
    if source.is_migration:
        return
    module = source.path.removesuffix(".py").replace("/", ".")
    read = {one.id for one in source.nodes if isinstance(one, ast.Name) and _is_read(one)}
    for statement in source.tree.body:
        for name in _bound(statement):
            is_found = name == "_" or name.startswith(FOUND_BY_NAME)
            if not is_found and name not in read and f"{module}.{name}" not in _used():
                yield source.at(statement, f"nothing uses {name}")


@cache
def _used() -> frozenset[str]:
    """What modules import of others, or read of them, by its full dotted name."""
    used = {dotted for source in house() for _, dotted in source.names}
    for source in house():
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom):
                used |= {f"{node.module}.{one.name}" for one in node.names}
    return frozenset(used)


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module gives to something."""
    if isinstance(statement, Function | ast.ClassDef):
        if not statement.decorator_list or isinstance(statement, ast.ClassDef):
            yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        for one in ast.walk(statement):
            if isinstance(one, ast.Name) and not _is_read(one):
                yield one.id


def _is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


RULES = (unused_names,)
