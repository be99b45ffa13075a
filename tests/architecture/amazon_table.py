"""The cases in docs/amazon.md; `python -m tests.architecture.amazon_table` writes the table."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from tests.amazon_cases import CASES, LATER
from tests.architecture.source import REPO, Function, Source, house

PAGE = REPO / "docs" / "amazon.md"
BEGIN, END = "<!-- the cases: made by the suite -->", "<!-- the cases end -->"


def shown(sources: Iterable[Source] | None = None) -> dict[int, list[str]]:
    """The tests of each case, as `file::test`."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for source in house() if sources is None else sources:
        for test in source.functions():
            for number in _cases(source, test):
                found[number].append(f"{source.path}::{test.name}")
    return found


def _cases(source: Source, test: Function) -> list[int]:
    return [
        int(ast.literal_eval(mark.args[0]))
        for mark in test.decorator_list
        if isinstance(mark, ast.Call) and source.dotted(mark.func).endswith("amazon_cases.case")
    ]


def table() -> str:
    """The table, a row a case."""
    tests = shown()
    rows = ["| # | what Amazon really does | shown by |", "|---|---|---|"]
    for number, told in CASES.items():
        names = "<br>".join(f"`{name}`" for name in tests.get(number, []))
        later = f"later: {LATER[number]}" if number in LATER else "not yet"
        rows.append(f"| {number} | {told} | {names or later} |")
    return "\n".join(rows)


def page_with_table(page: str) -> str:
    """The page, with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with_table(PAGE.read_text()))
