"""A look at a database and the key file that changes nothing: no file made, nothing migrated."""

import asyncio
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import BadSetting, KeyFileWrong
from storage.engine import WRITES, driver_errors, open_engine, parse_url
from storage.key_provider import KeyProvider
from storage.keystore import PROVIDER_KEY
from storage.schema import Tree, found_revision
from storage.tables.keys import keystore_meta


class SchemaState(StrEnum):
    """How a database's schema stands to this program's."""

    MISSING = "missing"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


async def schema_state(setting: str, url: str, tree: Tree) -> SchemaState:
    """How the database of a setting stands, and that it can be written where it is current.

    Raises BadSetting where it cannot be reached, or not be written.
    """
    parsed = parse_url(setting, url)
    if _is_missing(parsed):
        return SchemaState.MISSING
    engine = open_engine(parsed, connections=1)
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(found_revision, tree)
        state = _state(found, tree)
        if state is SchemaState.CURRENT:
            await _try_to_write(engine)
    except driver_errors(engine) as why:
        reason = f"the database cannot be used ({_first_line(why)})"
        raise BadSetting(name=setting, reason=reason) from why
    finally:
        await engine.dispose()
    return state


async def require_key(url: str, provider: KeyProvider) -> None:
    """Require that the key-encryption key opens the key store at the URL.

    Raises KeyFileMissing, KeyFileWrong, BadSetting.
    """
    parsed = parse_url("AMZIGO_KEYSTORE_URL", url)
    query = select(keystore_meta.c.value).where(keystore_meta.c.name == PROVIDER_KEY)
    engine = open_engine(parsed, connections=1)
    try:
        async with engine.connect() as connection:
            known = await connection.scalar(query)
    finally:
        await engine.dispose()
    if known is None:
        return  # it began with none yet, so nothing is sealed
    await asyncio.to_thread(provider.load, fresh=False)
    if provider.key_id != known:
        raise KeyFileWrong(path=provider.place)


def _is_missing(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def _state(found: str | None, tree: Tree) -> SchemaState:
    if found is None:
        return SchemaState.MISSING
    if found == tree.head:
        return SchemaState.CURRENT
    return SchemaState.NEWER if found > tree.head else SchemaState.OLDER


async def _try_to_write(engine: AsyncEngine) -> None:
    """Make a table and take it back; both databases do that within a transaction."""
    async with engine.connect() as plain:
        connection: AsyncConnection = await plain.execution_options(**{WRITES: True})
        async with connection.begin() as transaction:
            await connection.execute(text("CREATE TABLE amzigo_checkup (tried INTEGER)"))
            await transaction.rollback()


def _first_line(why: Exception) -> str:
    lines = str(getattr(why, "orig", why)).strip().splitlines() or [type(why).__name__]
    return lines[0][:120]
