"""The pictures of docs/pictures, from `amzigo preview`: `python -m tests.e2e.drawings`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bot.preview.catalogue import named
from bot.preview.folder import pages, write
from tests.e2e.browser import Scheme, opened_browser
from tests.e2e.palette import reduced
from tests.shared_data import REPO, browser_here

PICTURES = REPO / "docs" / "pictures"
LARGEST = 120_000


@dataclass(frozen=True)
class Look:
    """A card at a width, by day or by night."""

    card: str
    width: int
    scheme: Scheme

    @property
    def name(self) -> str:
        """The picture's file name."""
        return f"{self.card}-{self.width}-{self.scheme}.png"


LOOKS = (
    Look("digest", 1280, "light"),
    Look("stats", 1280, "dark"),
    Look("batch", 1280, "light"),
    Look("restock", 1280, "light"),
    Look("access", 1280, "dark"),
    Look("revoke", 1280, "light"),
    Look("home", 380, "light"),
    Look("home-first", 1280, "light"),
    Look("why-order", 380, "dark"),
)


def save(chrome: Browser, folder: Path, look: Look) -> Path:
    """Draw one, from its page in the folder."""
    size = {"width": look.width, "height": 400}
    context = chrome.new_context(viewport=size, color_scheme=look.scheme)  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.goto((folder / f"{look.card}.html").as_uri())
        png = page.screenshot(full_page=True)
        page.goto("about:blank")
        (PICTURES / look.name).write_bytes(reduced(page, png))
    finally:
        context.close()
    return PICTURES / look.name


def main() -> int:
    """Draw them all; a browser must be installed."""
    executable = browser_here()
    if executable is None:
        sys.stderr.write("No Chromium is installed (set CHROMIUM, or apt-get install chromium).\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as kept,
        sync_playwright() as playwright,
        opened_browser(playwright, executable) as chrome,
    ):
        write(Path(kept), pages([named(card) for card in {look.card for look in LOOKS}], "en"))
        saved = [save(chrome, Path(kept), look) for look in LOOKS]
    for path in saved:
        sys.stdout.write(f"{path.relative_to(REPO)} {path.stat().st_size // 1000} kB\n")
    return 0 if all(path.stat().st_size < LARGEST for path in saved) else 1


if __name__ == "__main__":
    raise SystemExit(main())
