"""docs/amazon.md says which test shows which of Amazon's edge cases."""

from tests.amazon_cases import CASES, LATER
from tests.architecture.amazon_table import PAGE, page_with_table, shown
from tests.architecture.source import Source, parse


def test_the_table_is_what_the_suite_says() -> None:
    assert PAGE.read_text() == page_with_table(PAGE.read_text())


def test_a_case_that_comes_later_is_one_of_the_cases() -> None:
    assert LATER.keys() <= CASES.keys()
    assert not LATER.keys() & shown().keys()


def test_a_mark_is_found_whatever_it_is_imported_as() -> None:
    text = "from tests.amazon_cases import case as c\n\n@c(7)\n@c(8)\ndef test_x() -> None: ..."
    sample: Source = parse(text, "tests/sample.py")
    assert shown((sample,)) == {7: ["tests/sample.py::test_x"], 8: ["tests/sample.py::test_x"]}


def test_every_case_is_shown_but_those_that_come_later() -> None:
    assert CASES.keys() - LATER.keys() <= shown().keys()
