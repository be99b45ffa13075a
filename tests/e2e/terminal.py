"""The command line in a folder of its own: what it prints, how it ends, what it leaves behind."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.app import app
from bot.settings import KNOWN
from core.errors import AmzigoError
from core.spapi.order_rows import COLUMNS
from tests.edges.test_all_orders import line

NOW = "2026-11-15T06:00Z"


@dataclass(frozen=True)
class Said:
    """An exit code, what was printed, and the sentence of a refusal."""

    code: int
    out: str
    err: str


@dataclass
class Terminal:
    """One installation; without `now` it lives in the present, as production does."""

    folder: Path
    env: dict[str, str] = field(default_factory=lambda: {"AMZIGO_ENV": "demo"})
    now: str | None = NOW

    def run(self, *words: str) -> Said:
        """Run a command as `amzigo` would, in this process."""
        given: dict[str, str | None] = dict.fromkeys(KNOWN)
        given |= {"AMZIGO_DATA_DIR": str(self.folder), **self.env}
        timed = (words[0], *(["--now", self.now] if self.now else []), *words[1:])
        done = CliRunner().invoke(app, timed, env=given)
        if isinstance(done.exception, AmzigoError):
            return Said(1, done.stdout, done.exception.message)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    def content(self) -> list[str]:
        """Every row of every table, and nothing of how they lie on the disk."""
        path = self.folder / "amzigo.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path)) as connection:
            return sorted(one for one in connection.iterdump() if one.startswith("INSERT"))

    def count(self, table: str) -> int:
        """How many rows a table has; none where it is not there yet."""
        path = self.folder / "amzigo.db"
        if not path.exists():
            return 0
        with closing(sqlite3.connect(path)) as connection:
            there = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
            if not connection.execute(there, (table,)).fetchone()[0]:
                return 0
            (rows,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
            return int(rows)

    def copied(self, folder: Path) -> "Terminal":
        """The same installation in another folder, with the files beside it."""
        shutil.copytree(self.folder.parent, folder, dirs_exist_ok=True)
        return Terminal(folder / self.folder.name)


def first_import(folder: Path) -> Terminal:
    """An installation after its first import, to be copied: making it takes longer than a test."""
    terminal = Terminal(folder / "data")
    assert terminal.run("import", str(report(folder / "orders.txt"))).code == 0
    return terminal


def report(path: Path, *rows: str, columns: Sequence[str] = COLUMNS) -> Path:
    """A report of some rows."""
    path.write_text("\n".join(["\t".join(columns), *(rows or (line(),))]) + "\n", encoding="utf-8")
    return path


def is_one_sentence(text: str) -> bool:
    """Whether a refusal is what a person can read: one line, no trace, no class name."""
    return bool(text) and "\n" not in text and "Traceback" not in text and "Error" not in text
