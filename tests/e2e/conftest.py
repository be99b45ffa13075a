"""What takes longer to start than to use: one demo, one browser, one first import for a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import Demo, opened_browser
from tests.e2e.terminal import Terminal, first_import


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A fresh demo; Ctrl-C ends it."""
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright, opened_browser(playwright, chromium) as browser:
        yield browser


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """The command line where nothing was made yet."""
    return Terminal(tmp_path / "data")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """An installation after one import."""
    return first_import(tmp_path_factory.mktemp("first"))


@pytest.fixture
def filled(first: Terminal, tmp_path: Path) -> Terminal:
    """A copy of it; `orders.txt` lies beside its data."""
    return first.copied(tmp_path)
