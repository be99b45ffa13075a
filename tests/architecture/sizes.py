"""Rules of size and name: small files, small functions, names that say a noun."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.architecture.source import Source

FILE_LINES = 300
FUNCTION_LINES = 30
PARAMETERS = 5
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "base"}


def long_files(source: Source) -> Iterator[str]:
    """A file answers one question in 300 lines."""
    lines = len(source.text.splitlines())
    if lines > FILE_LINES and not source.is_migration:
        yield source.at(source.tree, f"{lines} lines, {FILE_LINES} are allowed")


def long_functions(source: Source) -> Iterator[str]:
    """A function fits on half a screen."""
    if source.package == "tests" or source.is_migration:
        return
    for function in source.functions():
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > FUNCTION_LINES:
            yield source.at(
                function, f"{function.name} has {lines} lines, {FUNCTION_LINES} are allowed"
            )


def many_parameters(source: Source) -> Iterator[str]:
    """More than five things handed in want a name for what they are together."""
    if source.package == "tests" or source.is_migration:
        return
    for function in source.functions():
        given = function.args
        names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        count = len([name for name in names if name not in ("self", "cls")])
        if count > PARAMETERS:
            yield source.at(
                function, f"{function.name} has {count} parameters, {PARAMETERS} are allowed"
            )


def filled_init(source: Source) -> Iterator[str]:
    """A package's `__init__.py` is empty: a name is imported from where it is written."""
    if source.path.endswith("__init__.py") and source.text.strip():
        yield source.at(source.tree, "an __init__.py stays empty")


def vague_names(source: Source) -> Iterator[str]:
    """A module is named for its noun."""
    for part in PurePosixPath(source.path).with_suffix("").parts:
        if part.strip("_") in VAGUE:
            yield source.at(source.tree, f"“{part}” says nothing: name the noun")


RULES = (long_files, long_functions, many_parameters, filled_init, vague_names)
