"""Installations of the Slack app: one row each, tokens sealed to their place."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.canonical import framed
from core.errors import NoTenantKey
from core.keys import KeyStore
from core.model import TenantId
from core.ports.clock import Clock
from core.ports.installations import Installation
from storage.bulk import upsert
from storage.tables.slack import installation as table
from storage.tables.slack import team as team_table
from storage.vault import Vault
from storage.writing import writing

KEY_NAME = TenantId("slack-installations")
"""Under this name the key store has the key: a workspace is no tenant, and may host several."""


class SqlInstallations:
    """Over a database (the port is core.ports.installations.Installations)."""

    def __init__(self, engine: AsyncEngine, keys: KeyStore, clock: Clock) -> None:
        self._engine = engine
        self._keys = keys
        self._clock = clock

    async def save(self, installed: Installation) -> None:
        """Keep an installation in the place of the one before."""
        values = _row(await self._vault(), installed) | {"claimed_until": None}
        async with writing(self._engine) as connection:
            await connection.execute(upsert(self._engine.dialect.name, table), values)

    async def find(self, enterprise_id: str, team_id: str) -> Installation | None:
        """The app in a workspace: its own installation, else its organisation's."""
        async with self._engine.connect() as connection, connection.begin():
            row = await _newest(connection, table.c.team_id == team_id) if team_id else None
            enterprise = enterprise_id or await _seen_in(connection, team_id)
            if row is None and enterprise:
                whole = and_(table.c.enterprise_id == enterprise, table.c.team_id == "")
                row = await _newest(connection, whole)
        if row is None:
            return None
        if not row.team_id and team_id and enterprise_id:
            await self._note(team_id, enterprise_id)
        return _installed(await self._vault(), row)

    async def remove(self, app_id: str, enterprise_id: str, team_id: str, at: datetime) -> bool:
        """The platform removed the app; an event that is older than the installation is late."""
        which = [table.c.team_id == team_id]
        if not team_id:
            which.append(table.c.enterprise_id == enterprise_id)
        statement = delete(table).where(
            table.c.app_id.in_((app_id, "")),  # one's own app may not know its id
            table.c.installed_at <= at,
            *which,
        )
        async with writing(self._engine) as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def teams(self, enterprise_id: str) -> list[str]:
        """The workspaces that were seen in an organisation."""
        columns = team_table.c
        query = select(columns.team_id).where(columns.enterprise_id == enterprise_id)
        async with self._engine.connect() as connection, connection.begin():
            return sorted(await connection.scalars(query))

    async def forget_team(self, team_id: str) -> None:
        """Forget in which organisation a workspace was seen."""
        async with writing(self._engine) as connection:
            await connection.execute(delete(team_table).where(team_table.c.team_id == team_id))

    async def claim(self, installed: Installation, now: datetime, until: datetime) -> bool:
        """Whether it is now ours alone to get the next token."""
        free = or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now)
        statement = update(table).where(_same(installed), free).values(claimed_until=until)
        async with writing(self._engine) as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def rotated(self, before: Installation, after: Installation | None) -> bool:
        """Put the next token in place, unless the app was installed anew meanwhile."""
        values = {} if after is None else _row(await self._vault(), after)
        statement = update(table).where(_same(before)).values(**values, claimed_until=None)
        async with writing(self._engine) as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def expiring(self, before: datetime) -> list[Installation]:
        """Those whose token expires before a time, and can be rotated."""
        query = select(table).where(
            table.c.expires_at < before, table.c.refresh_token.is_not(None), ~table.c.broken
        )
        return await self._read(query.order_by(table.c.expires_at))

    async def all(self) -> list[Installation]:
        """Every installation, the oldest first."""
        return await self._read(select(table).order_by(table.c.installed_at, table.c.team_id))

    async def _read(self, query: Select[Any]) -> list[Installation]:
        async with self._engine.connect() as connection, connection.begin():
            rows = (await connection.execute(query)).all()
        if not rows:
            return []
        vault = await self._vault()
        return [_installed(vault, row) for row in rows]

    async def _note(self, team_id: str, enterprise_id: str) -> None:
        async with self._engine.connect() as connection, connection.begin():
            known = await _seen_in(connection, team_id)
        if known == enterprise_id:
            return
        async with writing(self._engine) as connection:
            values = {"team_id": team_id, "enterprise_id": enterprise_id}
            await connection.execute(upsert(self._engine.dialect.name, team_table), values)

    async def _vault(self) -> Vault:
        try:
            return Vault(await self._keys.key(KEY_NAME))
        except NoTenantKey:
            await self._keys.create(KEY_NAME, self._clock())
            return Vault(await self._keys.key(KEY_NAME))


async def _newest(connection: AsyncConnection, which: ColumnElement[bool]) -> Row[Any] | None:
    query = select(table).where(which).order_by(table.c.installed_at.desc()).limit(1)
    return (await connection.execute(query)).one_or_none()


async def _seen_in(connection: AsyncConnection, team_id: str) -> str:
    query = select(team_table.c.enterprise_id).where(team_table.c.team_id == team_id)
    return await connection.scalar(query) or ""


def _same(installed: Installation) -> ColumnElement[bool]:
    """The row, as long as it still holds this token."""
    return and_(
        table.c.app_id == installed.app_id,
        table.c.enterprise_id == installed.enterprise_id,
        table.c.team_id == installed.team_id,
        table.c.installed_at == installed.installed_at,
        table.c.expires_at.is_not_distinct_from(installed.expires_at),
    )


def _place(row: Installation | Row[Any]) -> bytes:
    return framed(row.app_id.encode(), row.enterprise_id.encode(), row.team_id.encode())


def _row(vault: Vault, installed: Installation) -> dict[str, object]:
    place, refresh = _place(installed), installed.refresh_token
    sealed = vault.seal(table.name, "token", place, installed.token.encode())
    values = {name: getattr(installed, name) for name in _COLUMNS}
    return values | {
        "scopes": ",".join(installed.scopes),
        "token": sealed,
        "refresh_token": refresh
        and vault.seal(table.name, "refresh_token", place, refresh.encode()),
    }


_COLUMNS = (
    "app_id",
    "enterprise_id",
    "team_id",
    "bot_id",
    "bot_user_id",
    "installed_by",
    "installed_at",
    "expires_at",
    "broken",
    "name",
)


def _installed(vault: Vault, row: Row[Any]) -> Installation:
    place, refresh = _place(row), row.refresh_token
    token = vault.open_sealed(table.name, "token", place, bytes(row.token)).decode()
    values = {name: getattr(row, name) for name in _COLUMNS}
    found = Installation(**values, scopes=tuple(row.scopes.split(",")), token=token)
    if refresh is None:
        return found
    opened = vault.open_sealed(table.name, "refresh_token", place, bytes(refresh))
    return replace(found, refresh_token=opened.decode())
