"""The rig of the browser tests: a demo as a person starts it, and a browser that looks at it."""

import json
import os
import selectors
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Playwright, Request, expect

from tests.e2e.look import CONTRASTS, FOCUSABLE, FOCUSED, TOO_WIDE
from tests.e2e.terminal import Terminal
from tests.shared_data import plain

START_SECONDS = 90.0
STOP_SECONDS = 10.0
ANSWER_MS = 15_000
"""How long an answer may take here, where several things run on few cores."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
MOST_STOPS = 200
Scheme = Literal["light", "dark"]
WIDE, PHONE = (1280, 900), (360, 740)


@dataclass
class Demo:
    """`amzigo demo` in a process of its own, on a free port, with a folder of its own."""

    folder: Path
    address: str = ""
    _process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it, and wait for the address that it prints."""
        with (self.folder / "errors").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "demo", "--port", "0", *options],
                cwd=self.folder,
                env=self._environment(),
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        self.address = self._printed_address(self._process)

    def stop(self) -> None:
        """Press Ctrl-C: everything ends, soon and in order."""
        process, self._process = self._process, None
        if process is None:
            return
        os.killpg(process.pid, signal.SIGINT)
        try:
            code = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()
        assert code in (0, 130), self.errors
        assert not _is_alive(process.pid), "a child process is left"
        assert "Traceback" not in self.errors, self.errors

    def run(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run `amzigo …` beside it, to its end; `folder` is where it finds data."""
        data = {} if folder is None else {"AMZIGO_DATA_DIR": str(folder), "AMZIGO_ENV": "demo"}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env={**self._environment(), **data},
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )

    def ask(self, tenant: str, line: str) -> Any:
        """What `amzigo ask --json` answers from the demo's own database."""
        words = ("ask", "--json", "--tenant", tenant, line)
        with ThreadPoolExecutor(1) as pool:  # a browser may hold this thread's event loop
            return json.loads(pool.submit(Terminal(self.kept, now=None).run, *words).result().out)

    @property
    def kept(self) -> Path:
        """Where the demo keeps its database, its keys and the local Amazon's memory."""
        return self.folder / "data" / "amzigo-demo"

    def journal(self, operation: str) -> list[tuple[str, int]]:
        """The calls of one operation as the local Amazon saw them: order id and status."""
        journal = f"file:{self.folder}/data/amzigo-demo/sandbox.db?mode=ro"
        with closing(sqlite3.connect(journal, uri=True)) as connection:
            rows = connection.execute(
                "SELECT order_id, status FROM journal WHERE operation = ? ORDER BY id", (operation,)
            )
            return [(order_id, status) for order_id, status in rows]

    def _environment(self) -> dict[str, str]:
        return {**plain(self.folder), "AMZIGO_DATA_DIR": str(self.folder / "data")}

    @property
    def errors(self) -> str:
        """What it wrote to its second output."""
        return (self.folder / "errors").read_text()

    @property
    def origin(self) -> str:
        """The address without the token."""
        return self.address.partition("/?")[0]

    def _printed_address(self, process: subprocess.Popen[bytes]) -> str:
        assert process.stdout is not None
        printed, until = b"", time.monotonic() + START_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"Ctrl-C" not in printed:
                ready = selector.select(max(until - time.monotonic(), 0.0))
                chunk = os.read(process.stdout.fileno(), 4096) if ready else b""
                if not chunk:
                    os.killpg(process.pid, signal.SIGKILL)
                    raise AssertionError(f"no address: {printed.decode()}{self.errors}")
                printed += chunk
        return next(word for word in printed.decode().split() if word.startswith("http://"))


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Visit:
    """One look at the page, and everything that a person would not want to happen meanwhile."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def ask(self, command: str) -> Locator:
        """Type a command on the keyboard; returns the answer, which comes without a reload."""
        answers = self.page.locator(".message.amzigo")
        before = answers.count()
        self.page.evaluate("window.stayed = true")
        self.page.locator("#text").focus()
        self.page.keyboard.type(command + " ")
        self.page.keyboard.press("Enter")
        expect(answers).to_have_count(before + 1, timeout=ANSWER_MS)
        assert self.page.evaluate("window.stayed") is True
        return answers.nth(before)

    def go_to(self, channel: str) -> None:
        """Choose a channel of the list."""
        lists = self.page.get_by_role("navigation", name="Channels")
        lists.get_by_role("link", name=channel).locator("visible=true").first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(channel)

    def channels(self) -> list[str]:
        """The names in the list."""
        links = self.page.locator("nav.rail").get_by_role("link")
        return [name.lstrip("# ") for name in links.all_inner_texts()]

    def messages(self) -> list[str]:
        """What the messages say, in order."""
        return self.page.locator(".message").all_inner_texts()

    def show_top_of(self, message: Locator) -> None:
        """Scroll until a message begins at the upper edge."""
        message.evaluate("(one) => one.scrollIntoView({ block: 'start' })")

    def too_wide(self) -> list[str]:
        """What does not fit into the window's width, or scrolls sideways in itself."""
        return [str(name) for name in self.page.evaluate(TOO_WIDE)]

    def tab_stops(self) -> list[str]:
        """What the Tab key reaches, once around the page, in its order."""
        stops: list[str] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = str(self.page.evaluate(FOCUSED))
            if stop in stops:
                break
            stops += [stop] if stop else []
        return stops

    def focusable(self) -> list[str]:
        """What the Tab key should reach: everything visible that can be pressed or written to."""
        return [str(name) for name in self.page.evaluate(FOCUSABLE)]

    def faint(self) -> list[tuple[float, str]]:
        """Texts whose contrast with what is behind them is under 4.5."""
        return [(ratio, text) for ratio, text in self.page.evaluate(CONTRASTS) if ratio < 4.5]

    def background(self) -> str:
        """The computed colour behind the messages."""
        return str(self.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    def watch(self) -> None:
        """Note complaints of the browser, and requests that leave this machine."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._requested)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(self.origin + "/"):
            self.complaints.append(f"a request to {request.url}")


@contextmanager
def opened_browser(playwright: Playwright, executable: Path) -> Iterator[Browser]:
    """A browser without a window, that can reach nothing but this machine."""
    browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def visiting(
    browser: Browser, demo: Demo, size: Sequence[int] = WIDE, scheme: Scheme = "light"
) -> Iterator[Visit]:
    """A visit by the printed address; at its end the browser has had nothing to complain of."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    try:
        visit = Visit(context.new_page(), demo.origin)
        visit.watch()
        visit.page.goto(demo.address)
        yield visit
    finally:
        context.close()
    assert not visit.complaints, visit.complaints
