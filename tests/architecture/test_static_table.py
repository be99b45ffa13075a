"""docs/amazon.md counts Amazon's static cases, served and not, and names the broken samples."""

from pathlib import Path

from tests.architecture.amazon_table import PAGE
from tests.architecture.static_table import BEGIN, page_with_cases
from tests.published.models import read_models


def test_the_section_is_what_the_suite_says(shared: Path) -> None:
    page = PAGE.read_text()
    assert page.count(BEGIN) == 1
    assert page == page_with_cases(page, read_models(shared / "spapi-models"))
