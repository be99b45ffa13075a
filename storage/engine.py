"""Opening a database: SQLite tuned to lose nothing, or PostgreSQL; the data and the keys alike."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.errors import BadSetting
from storage.durable_file import placed_once
from storage.writers_turn import TURN, WritersTurn

WRITES = "amzigo_writes"
"""Execution option of a connection whose transaction will write."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a claim that was acknowledged survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten, not just unlinked
    "PRAGMA cache_size=-65536",  # KiB, used only as it fills
    "PRAGMA temp_store=MEMORY",  # no seller data in temporary files
)
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
PATIENCE = {"sqlite": ("timeout", "10"), "postgresql": ("options", "-c lock_timeout=10s")}
"""How long a lock is waited for, unless the address says otherwise."""


CONNECTIONS = 5
"""How many connections stay open; as many again are opened while they are needed."""


def parse_url(name: str, text: str) -> URL:
    """A database address from a setting; only the two databases we know are taken."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadSetting(name=name, reason="it is not a database address") from None
    backend = url.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise BadSetting(
            name=name, reason=f"{backend[:20]} is not supported; use sqlite or postgresql"
        )
    url = url.set(drivername=DRIVERS[backend])
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise BadSetting(name=name, reason="it names no file")
    option, patience = PATIENCE[url.get_backend_name()]
    return url if option in url.query else url.update_query_dict({option: patience})


def open_engine(url: URL, *, writes: bool = False, connections: int = CONNECTIONS) -> AsyncEngine:
    """An engine whose connections are set up for their database; parameters are never logged.

    `writes` makes every transaction one that will write, where a connection does not say.
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=connections,
        execution_options={TURN: WritersTurn()} if is_sqlite else {},
    )
    if is_sqlite:
        _make_private(Path(url.database or ""))
        event.listen(engine.sync_engine, "connect", _tune)
        event.listen(engine.sync_engine, "begin", _beginner(writes=writes))
    return engine


def _make_private(path: Path) -> None:
    """Make the file once, for its owner only; SQLite gives its log and index the same rights.

    It appears with its log already switched on: the switch itself does not wait for its turn. An
    existing file is not opened here, since closing it again would drop this process's locks.
    """
    if path.exists():
        return
    with placed_once(path) as draft:
        connection = sqlite3.connect(draft)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()


def _tune(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver does
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _beginner(*, writes: bool) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        # A transaction that will write takes the writer's place at once: SQLite cannot upgrade a
        # reader that has seen an older state, it can only fail.
        options = connection.get_execution_options()
        mode = "BEGIN IMMEDIATE" if options.get(WRITES, writes) else "BEGIN"
        connection.exec_driver_sql(mode)

    return begin


def driver_errors(engine: AsyncEngine) -> tuple[type[Exception], ...]:
    """What a failing statement raises, through SQLAlchemy or from the driver itself."""
    return DBAPIError, engine.dialect.loaded_dbapi.Error


def is_disk_full(why: Exception) -> bool:
    """Whether the database could not write because the disk is full."""
    text = str(why.orig if isinstance(why, DBAPIError) else why).casefold()
    return "disk is full" in text or "no space left" in text
