"""What the documents name: settings, commands of the terminal, commands in chat, pictures."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from bot.cli.app import app
from bot.commands.table import addressed, parse
from bot.commands.verbs import VERBS
from bot.settings import KNOWN
from core.errors import InputError
from tests.architecture.source import REPO

SETTING = re.compile(r"\bAMZIGO_[A-Z_]*[A-Z]\b")
IN_CHAT = re.compile(r"`/amzigo ([^`\n]+)`")
ASKED = re.compile(r'amzigo ask (?:--\S+ (?:"[^"]+" )?)*"([^"]+)"')
TERMINAL = re.compile(r"(?:^|\s|bin/)amzigo ((?:[a-z]|--)[^\n]*)", re.MULTILINE)
CODE = re.compile(r"```.*?\n(.*?)```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\(([^)#]*)(#[^)]*)?\)")


@dataclass(frozen=True)
class Page:
    """A document, by its path in the repository."""

    path: str
    text: str

    def code(self) -> list[str]:
        """What it writes as code: blocks and spans."""
        return [block or span for block, span in CODE.findall(self.text)]


def pages() -> list[Page]:
    """The documents that people set amzigo up by."""
    files = [REPO / "README.md", REPO / "SECURITY.md", *sorted((REPO / "docs").glob("*.md"))]
    return [Page(file.relative_to(REPO).as_posix(), file.read_text()) for file in files]


def sentences() -> list[Page]:
    """What the doctor tells people to do, in its own files."""
    folders = ((REPO / "bot" / "doctor", "*.py"), (REPO / "bot" / "cli", "doctor*.py"))
    files = [file for folder, names in folders for file in sorted(folder.glob(names))]
    return [Page(file.relative_to(REPO).as_posix(), file.read_text()) for file in files]


def unknown_settings(page: Page) -> Iterator[str]:
    """Settings that do not exist."""
    for name in sorted(set(SETTING.findall(page.text)) - KNOWN):
        yield f"{page.path}: there is no setting {name}"


def unknown_verbs(page: Page) -> Iterator[str]:
    """Commands in chat that would be refused as they are written."""
    for line in [*IN_CHAT.findall(page.text), *ASKED.findall(page.text)]:
        name, _, rest = line.strip().partition(" ")
        try:
            verb, left = addressed(VERBS, name, rest)
            if left:
                parse(verb, left)
        except InputError as why:
            yield f"{page.path}: `{line}`: {why.message}"


def unknown_commands(page: Page) -> Iterator[str]:
    """Commands and options of the terminal that do not exist."""
    for code in page.code():
        for line in TERMINAL.findall(code):
            yield from (f"{page.path}: amzigo {line}: {fault}" for fault in _faults(line))


def _faults(line: str) -> Iterator[str]:
    command: Any = typer.main.get_command(app)  # of the copy of click that typer carries
    said = line.partition("  #")[0].rstrip(" \\")
    for word in shlex.split(said, posix=False):
        if word.startswith("--"):
            params = command.params
            options = {one for param in params for one in (*param.opts, *param.secondary_opts)}
            if word.partition("=")[0] not in {*options, "--help"}:
                yield f"there is no option {word}"
        elif hasattr(command, "commands"):
            if word not in command.commands:
                yield f"there is no command {word}"
                return
            command = command.commands[word]


def lost_links(page: Page, others: frozenset[str]) -> Iterator[str]:
    """Links to files and headings that are not there; `others` will be made by a script."""
    for target, anchor in LINK.findall(page.text):
        if "://" in target:
            continue
        file = (REPO / page.path).parent / target if target else REPO / page.path
        if not file.exists():
            if Path(target).name not in others:
                yield f"{page.path}: {target} is not there"
        elif anchor and anchor[1:] not in _anchors(file):
            yield f"{page.path}: {target} has no heading {anchor}"


def _anchors(file: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}
