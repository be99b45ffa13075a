"""A repository of one tenant asks for that tenant's rows alone, in every statement it makes."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source, house, parse

STATEMENTS = {"select", "update", "delete"}
PREDICATES = {"own", "of", "_in"}
"""Methods that narrow a statement down to the tenant: two of the scope's, and one made of them."""
BY_PSEUDONYM = "_pseudonym"
"""The audit is kept under it."""


def unscoped_statements(source: Source) -> Iterator[str]:
    """Methods that make a statement without a word of whose rows they mean."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and _is_of_a_tenant(node):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    names = _names(method)
                    if names & STATEMENTS and not names & (PREDICATES | {BY_PSEUDONYM}):
                        yield source.at(method, f"{node.name}.{method.name}: whose rows are these?")


def _is_of_a_tenant(node: ast.ClassDef) -> bool:
    """Whether it is made with a tenant's scope."""
    return any(
        isinstance(arg.annotation, ast.Name) and arg.annotation.id == "Scope"
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name == "__init__"
        for arg in method.args.args
    )


def _names(method: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """What is called or looked up in a method, but for its own name."""
    found: set[str] = set()
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def _repositories() -> list[Source]:
    return [one for one in house() if one.path.startswith("storage/repositories/")]


def test_every_statement_of_a_tenants_repository_names_the_tenant() -> None:
    faults = [fault for source in _repositories() for fault in unscoped_statements(source)]
    assert not faults, "\n".join(faults)


def test_the_walk_sees_the_repositories() -> None:
    classes = [
        node
        for source in _repositories()
        for node in source.tree.body
        if isinstance(node, ast.ClassDef) and _is_of_a_tenant(node)
    ]
    assert len(classes) >= 15


def test_a_statement_over_all_tenants_is_found() -> None:
    source = parse(
        "class SqlPosts:\n"
        "    def __init__(self, scope: Scope) -> None:\n"
        "        self._scope = scope\n"
        "    async def all(self):\n"
        "        return await self._scope.connection.execute(select(post))\n",
        "storage/repositories/posts.py",
    )
    assert list(unscoped_statements(source))
