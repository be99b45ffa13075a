"""Who writes to the data database opens its transaction in one place, which gives the turns."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source, house, parse

AT_THE_START = {"storage/installation.py", "storage/checkup.py"}
"""Before anybody else has the engine."""
OPENERS = {"storage/engine.py", "storage/writing.py"} | AT_THE_START
OF_THE_KEY_STORE = {"storage/keystore.py", "storage/keystore_engine.py", "storage/signing_keys.py"}
"""Another database, with an engine of its own."""


def writes_out_of_turn(source: Source) -> Iterator[str]:
    """Transactions that write, and are opened elsewhere."""
    for node in source.nodes:
        said = isinstance(node, ast.Name) and node.id == "WRITES"
        if said and source.path not in OPENERS:
            yield source.at(node, "opened past the writers' turn: use storage.writing")
    for call, name in source.calls:
        if name.endswith("engine.begin") and source.path not in OF_THE_KEY_STORE:
            yield source.at(call, "opened past the writers' turn: use storage.writing")


def test_every_transaction_that_writes_is_opened_in_one_place() -> None:
    ours = [one for one in house() if not one.path.startswith("tests/")]
    faults = [fault for source in ours for fault in writes_out_of_turn(source)]
    assert not faults, "\n".join(faults)


def test_a_write_that_is_opened_elsewhere_is_seen() -> None:
    for text in ("x = {WRITES: True}", "async def f(self): self._engine.begin()"):
        assert [*writes_out_of_turn(parse(text, "storage/repositories/seen.py"))]
