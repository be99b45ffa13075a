"""Rules of candour: nothing is hidden, faked, left out or left for later without a word."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Function, Source

# Spelled apart, so that this line is not found.
LATER = re.compile(r"#\s*(?:{}DO|{}ME|{}XX)\b".format("TO", "FIX", "X"))
PATCHES = {"unittest.mock", "mock", "pytest_mock"}
PATCHERS = {"monkeypatch", "mocker", "pytest.MonkeyPatch"}
LEAVES_OUT = {
    "pytest.skip",
    "pytest.xfail",
    "pytest.importorskip",
    "pytest.mark.skip",
    "pytest.mark.skipif",
    "pytest.mark.xfail",
    "unittest.skip",
    "unittest.skipIf",
}
CLAIMS = ("assert", "expect", "check", "verify")
RAISES = {"pytest.raises", "pytest.warns", "pytest.fail"}


def swallowed_errors(source: Source) -> Iterator[str]:
    """An error is handled, or it goes on up."""
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler) and all(_says_nothing(one) for one in node.body):
            yield source.at(node, "an error is swallowed here")
    for call, name in source.calls:
        broad = [source.dotted(one) in ("Exception", "BaseException") for one in call.args]
        if name == "contextlib.suppress" and any(broad):
            yield source.at(call, "every error is swallowed here")


def _says_nothing(node: ast.stmt) -> bool:
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant or isinstance(node, ast.Pass)


def patches(source: Source) -> Iterator[str]:
    """A test puts a fake at a port; it changes nothing inside."""
    for node in source.nodes:
        if PATCHES.intersection(_imported(node)):
            yield source.at(node, "no patching: put a fake at the port")
        if isinstance(node, ast.arg) and node.arg in PATCHERS:
            yield source.at(node, f"{node.arg}: no patching, put a fake at the port")
    for node, name in source.names:
        if name in PATCHERS:
            yield source.at(node, f"{name}: no patching, put a fake at the port")


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {one.name for one in node.names}
    if isinstance(node, ast.ImportFrom):
        return {f"{node.module}", *(f"{node.module}.{one.name}" for one in node.names)}
    return set()


def left_out_tests(source: Source) -> Iterator[str]:
    """No test steps aside by itself; tests/shared_data.py decides for all."""
    if source.package != "tests" or source.path == "tests/shared_data.py":
        return
    for node, name in source.names:
        if name in LEAVES_OUT:
            yield source.at(node, f"{name}: a test runs, or a fixture of shared_data says why not")


def empty_tests(source: Source) -> Iterator[str]:
    """A test claims something."""
    if source.package != "tests":
        return
    for function in source.functions():
        if function.name.startswith("test_") and not _claims(source, function):
            yield source.at(function, f"{function.name} asserts nothing")


def _claims(source: Source, function: Function) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = source.dotted(node.func)
            last = name.rpartition(".")[2].lstrip("_")
            if name in RAISES or last.startswith(CLAIMS):
                return True
    return False


def sleeping_tests(source: Source) -> Iterator[str]:
    """A test waits for an event, not for a while. Chaos is what takes its time."""
    if source.package != "tests" or source.path.startswith("tests/chaos/"):
        return
    for call, name in source.calls:
        yields = (
            bool(call.args) and isinstance(call.args[0], ast.Constant) and not call.args[0].value
        )
        if name == "time.sleep" or (name == "asyncio.sleep" and not yields):
            yield source.at(call, f"{name}: wait for the event")


def unfinished_work(source: Source) -> Iterator[str]:
    """What is merged is finished; what is to come is an issue."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if LATER.search(line):
            yield f"{source.path}:{number}: finish it, or file an issue"
    for node in source.nodes:
        if isinstance(node, ast.Raise) and node.exc is not None:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if source.dotted(raised) == "NotImplementedError":
                yield source.at(node, "a stub: write it, or leave it out")


def missing_docstrings(source: Source) -> Iterator[str]:
    """Public names of core and storage say in a sentence what they are."""
    if source.package not in ("core", "storage") or source.is_migration:
        return
    yield from _undocumented(source, source.tree.body)


def _undocumented(source: Source, body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not _is_echo(source, node):
            yield source.at(node, f"{node.name} has no docstring")
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(source, node.body)


def _is_echo(source: Source, node: Function | ast.ClassDef) -> bool:
    """Whether the name is documented elsewhere: an overload, a setter, an override."""
    names = {source.dotted(one) for one in node.decorator_list}
    return any(name.rpartition(".")[2] in ("overload", "override", "setter") for name in names)


RULES = (
    swallowed_errors,
    patches,
    left_out_tests,
    empty_tests,
    sleeping_tests,
    unfinished_work,
    missing_docstrings,
)
