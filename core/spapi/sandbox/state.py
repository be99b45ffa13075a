"""What the sandbox remembers, in one SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (
  token TEXT PRIMARY KEY, seller TEXT NOT NULL, scope TEXT NOT NULL, expires REAL NOT NULL);
CREATE TABLE IF NOT EXISTS revoked (seller TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS removed_role (
  seller TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (seller, role));
CREATE TABLE IF NOT EXISTS client_secret (secret TEXT PRIMARY KEY, until REAL);
CREATE TABLE IF NOT EXISTS destination (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, resource TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS subscription (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, type TEXT NOT NULL, version TEXT NOT NULL,
  destination TEXT NOT NULL, filter TEXT NOT NULL, directive TEXT NOT NULL,
  UNIQUE (account, type, version, filter));
CREATE TABLE IF NOT EXISTS message (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, type TEXT NOT NULL,
  destination TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS report (
  number INTEGER PRIMARY KEY AUTOINCREMENT, seller TEXT NOT NULL, type TEXT NOT NULL,
  marketplaces TEXT NOT NULL, data_start REAL NOT NULL, data_end REAL NOT NULL,
  created REAL NOT NULL, takes REAL NOT NULL, outcome TEXT, document TEXT);
CREATE INDEX IF NOT EXISTS report_of_seller ON report (seller, created);
CREATE TABLE IF NOT EXISTS report_detail (number INTEGER PRIMARY KEY, detail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS report_schedule (
  number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, type TEXT NOT NULL,
  marketplaces TEXT NOT NULL, options TEXT NOT NULL, period TEXT NOT NULL, next REAL NOT NULL,
  UNIQUE (account, type, marketplaces));
CREATE TABLE IF NOT EXISTS document (
  id TEXT PRIMARY KEY, seller TEXT NOT NULL, charset TEXT NOT NULL, packed INTEGER NOT NULL,
  content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS solicitation (
  seller TEXT NOT NULL, order_id TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (seller, order_id));
CREATE TABLE IF NOT EXISTS journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, seller TEXT, operation TEXT NOT NULL,
  method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, status INTEGER NOT NULL,
  request_id TEXT NOT NULL, order_id TEXT);
"""


class State:
    """One connection, one writer at a time; losing the last write at a power cut is fine here."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._lock = Lock()
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + _SCHEMA)

    def read(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows of one query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def write(self, sql: str, *values: object) -> int:
        """One statement; how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def add(self, sql: str, *values: object) -> int:
        """One insert; the number of the new row."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    @contextmanager
    def together(self) -> Iterator[sqlite3.Connection]:
        """Several statements that all happen or none of them."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def anchor(self, today: date) -> date:
        """The day the invented history ends on: today at the first start, the same ever after."""
        self.write("INSERT OR IGNORE INTO meta VALUES ('anchor', ?)", today.isoformat())
        return date.fromisoformat(self.read("SELECT value FROM meta WHERE name = 'anchor'")[0][0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()
