"""Python source as the rules of the house see it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

REPO = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "core", "storage", "tests", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: where it lies in the repository, and what it says."""

    path: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The top-level package."""
        return PurePosixPath(self.path).parts[0]

    @property
    def is_migration(self) -> bool:
        """Whether Alembic's rules of form apply, not ours."""
        return "migrations/versions/" in self.path

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, walked once for all rules."""
        return tuple(ast.walk(self.tree))

    def at(self, node: ast.AST, fault: str) -> str:
        """A violation with its place."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {fault}"

    def functions(self) -> Iterator[Function]:
        """Every function and method."""
        return (node for node in self.nodes if isinstance(node, Function))

    @cached_property
    def calls(self) -> tuple[tuple[ast.Call, str], ...]:
        """Every call, with the full dotted name of what is called."""
        calls = (node for node in self.nodes if isinstance(node, ast.Call))
        return tuple((call, self.dotted(call.func)) for call in calls)

    @cached_property
    def names(self) -> tuple[tuple[ast.expr, str], ...]:
        """Every name and attribute, with its full dotted name."""
        names = (node for node in self.nodes if isinstance(node, ast.Name | ast.Attribute))
        return tuple((name, self.dotted(name)) for name in names)

    def dotted(self, node: ast.expr) -> str:
        """`a.b.c` of an expression, with import aliases undone; "" where it has no such name."""
        if isinstance(node, ast.Attribute):
            inner = self.dotted(node.value)
            return f"{inner}.{node.attr}" if inner else ""
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id, node.id)
        return ""

    @cached_property
    def _aliases(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                found |= {one.asname: one.name for one in node.names if one.asname}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        return found


def parse(text: str, path: str = "core/sample.py") -> Source:
    """A source that need not exist."""
    return Source(path, text, ast.parse(text))


@cache
def house() -> tuple[Source, ...]:
    """Every Python file of the house."""
    files = [file for package in PACKAGES for file in sorted((REPO / package).rglob("*.py"))]
    return tuple(parse(file.read_text(), file.relative_to(REPO).as_posix()) for file in files)
