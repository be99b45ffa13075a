"""The error tree: each docstring is a sentence for a person, and each drawing is complete."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import REPO, Source, house, parse

# A sentence ends; or it ends, and a field brings another whole sentence.
ENDS = re.compile(r"[.?!”\"](?:\s*\{\w+\})?$")


def dull_messages(source: Source) -> Iterator[str]:
    """Errors whose docstring is not a sentence to show."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef):
            message = ast.get_docstring(node) or ""
            if not ENDS.search(message) or "\n\n" in message:
                yield source.at(
                    node, f"{node.name}: the docstring is the message, a whole sentence"
                )


def undrawn_errors(source: Source) -> Iterator[str]:
    """Errors that the tree at the top of the module does not show."""
    drawn = set(re.findall(r"\w+", ast.get_docstring(source.tree) or ""))
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and node.name not in drawn:
            yield source.at(node, f"{node.name} is missing in the tree at the top")


def errors_elsewhere(source: Source) -> Iterator[str]:
    """Errors of our own that stand outside the tree's file; the sandbox must not import it."""
    elsewhere = ("core/errors.py", "core/spapi/sandbox/", "tests/", "bench/")
    if source.path.startswith(elsewhere):
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef):
            bases = {source.dotted(one).rpartition(".")[2] for one in node.bases}
            if bases & {"Exception", "BaseException", "RuntimeError", "ValueError", "KeyError"}:
                yield source.at(node, f"{node.name}: every error is in core/errors.py")


FILES = tuple(f"core/{name}errors.py" for name in ("", "amazon_", "chat_", "mail_"))
"""The tree, and the branches that have a file of their own."""


def _tree() -> list[Source]:
    return [parse((REPO / path).read_text(), path) for path in FILES]


def test_every_message_is_a_sentence() -> None:
    assert not [fault for source in _tree() for fault in dull_messages(source)]


def test_every_error_is_drawn() -> None:
    assert not [fault for source in _tree() for fault in undrawn_errors(source)]


def test_a_message_that_stops_short_is_found() -> None:
    for message in ('"""Amazon refused"""', '"""Refused {operation}"""', "pass"):
        assert list(dull_messages(parse(f"class Refused(Exception):\n    {message}"))), message


def test_a_sentence_may_end_in_a_field_that_is_a_sentence() -> None:
    assert not list(
        dull_messages(parse('class Odd(Exception):\n    """I can\'t use it. {hint}"""'))
    )


def test_an_undrawn_error_is_found() -> None:
    text = '"""The tree: Amiss."""\nclass Amiss(Exception): ...\nclass Missing(Amiss): ...'
    assert [fault.split(": ")[1] for fault in undrawn_errors(parse(text))] == [
        "Missing is missing in the tree at the top"
    ]


def test_every_error_of_ours_is_in_the_tree() -> None:
    assert not [fault for source in house() for fault in errors_elsewhere(source)]


def test_an_error_beside_the_tree_is_found() -> None:
    assert list(errors_elsewhere(parse("class Odd(ValueError): ...", "storage/vault.py")))
