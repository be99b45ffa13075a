"""A look at a database changes nothing, and says how it stands; on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import column, inspect, table, update

from bot.clock import utc_now
from core.errors import BadSetting, KeyFileMissing, KeyFileWrong
from storage.checkup import SchemaState, require_key, schema_state
from storage.engine import open_engine, parse_url
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.schema import DATA
from tests.databases import start

NAME = "AMZIGO_DATABASE_URL"


async def set_revision(url: str, revision: str) -> None:
    """Have a database be of another version."""
    engine = open_engine(parse_url(NAME, url), writes=True)
    async with engine.begin() as connection:
        version = table(DATA.version_table, column("version_num"))
        await connection.execute(update(version).values(version_num=revision))
    await engine.dispose()


async def tables(url: str) -> list[str]:
    """The tables of a database."""
    engine = open_engine(parse_url(NAME, url))
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda found: inspect(found).get_table_names())
    await engine.dispose()
    return sorted(names)


async def test_a_current_database_can_be_written_and_nothing_of_that_stays(
    database_url: str,
) -> None:
    before = await tables(database_url)
    assert await schema_state(NAME, database_url, DATA) is SchemaState.CURRENT
    assert await tables(database_url) == before


@pytest.mark.parametrize(
    ("revision", "state"), [("0000", SchemaState.OLDER), ("9999", SchemaState.NEWER)]
)
async def test_another_version_is_seen_and_left_as_it_is(
    database_url: str, revision: str, state: SchemaState
) -> None:
    await set_revision(database_url, revision)
    for _ in range(2):
        assert await schema_state(NAME, database_url, DATA) is state


async def test_an_empty_database_is_not_filled(empty_database_url: str) -> None:
    for _ in range(2):
        assert await schema_state(NAME, empty_database_url, DATA) is SchemaState.MISSING


def files(folder: Path) -> list[Path]:
    """What lies in a folder."""
    return list(folder.iterdir())


async def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    assert await schema_state(NAME, url, DATA) is SchemaState.MISSING
    assert files(tmp_path) == []


def lay(path: Path, content: bytes) -> None:
    """Put a file there."""
    path.write_bytes(content)


async def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    lay(tmp_path / "odd.db", b"no database, whatever its name says" * 100)
    with pytest.raises(BadSetting, match="cannot be used"):
        await schema_state(NAME, f"sqlite:///{tmp_path / 'odd.db'}", DATA)


async def test_a_server_that_is_not_there_is_a_sentence_without_its_password() -> None:
    url = "postgresql://amzigo:hush@127.0.0.1:9/amzigo"
    with pytest.raises(BadSetting, match="AMZIGO_DATABASE_URL") as why:
        await schema_state(NAME, url, DATA)
    assert "hush" not in why.value.message


async def test_the_key_file_is_tried(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path / 'keys.db'}", tmp_path / "kek.key"
    start(tmp_path)
    await require_key(url, KeyFile(path, "right"))
    assert not path.exists(), "nothing is sealed yet, and no key is made for a look"
    async with SqlKeyStore.open(url, KeyFile(path, "right"), utc_now):
        pass
    await require_key(url, KeyFile(path, "right"))
    with pytest.raises(BadSetting, match="the passphrase does not open it"):
        await require_key(url, KeyFile(path, "wrong"))
    other = KeyFile(tmp_path / "other.key", "right")
    other.load(fresh=True)
    with pytest.raises(KeyFileWrong):
        await require_key(url, other)
    path.unlink()
    with pytest.raises(KeyFileMissing):
        await require_key(url, KeyFile(path, "right"))
    assert not path.exists()
