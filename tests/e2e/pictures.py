"""The README's pictures, from a real demo: `python -m tests.e2e.pictures` (`make pictures`)."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.browser import ANSWER_MS, PHONE, WIDE, Demo, opened_browser, visiting
from tests.shared_data import REPO, browser_here

IMAGES = REPO / "docs" / "images"


def save_wide(chrome: Browser, demo: Demo, folder: Path) -> Path:
    """The first visit: the digest is there already."""
    path = folder / "demo-wide.png"
    with visiting(chrome, demo, WIDE) as visit:
        digest = visit.page.locator(".message.amzigo").first
        expect(digest).to_contain_text("7-day mean", timeout=ANSWER_MS)
        visit.show_top_of(digest)
        visit.page.screenshot(path=path)
    return path


def save_phone(chrome: Browser, demo: Demo, folder: Path) -> Path:
    """The smaller shop on a phone at night."""
    path = folder / "demo-phone-dark.png"
    with visiting(chrome, demo, PHONE, "dark") as visit:
        visit.page.goto(f"{demo.origin}/c/smaller-shop/")
        visit.show_top_of(visit.ask("stats 30d"))
        visit.page.screenshot(path=path)
    return path


def main() -> int:
    """Take both pictures; a browser must be installed."""
    executable = browser_here()
    if executable is None:
        sys.stderr.write("No Chromium is installed (set CHROMIUM, or apt-get install chromium).\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        opened_browser(playwright, executable) as chrome,
    ):
        demo = Demo(Path(folder))
        demo.start()
        try:
            saved = [save(chrome, demo, IMAGES) for save in (save_wide, save_phone)]
        finally:
            demo.stop()
    for path in saved:
        sys.stdout.write(f"{path.relative_to(REPO)} {path.stat().st_size // 1000} kB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
