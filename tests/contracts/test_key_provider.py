"""The key file: made once, private, and nothing opens without the right one."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import BadSetting, KeyFileMissing, KeyFileWrong
from core.model import TenantId
from storage.key_provider import KeyFile, commitment
from storage.keystore import SqlKeyStore

SHOP = TenantId("demo-shop")
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kek.key"


def loaded(path: Path, passphrase: str | None = None, *, fresh: bool = True) -> KeyFile:
    provider = KeyFile(path, passphrase)
    provider.load(fresh)
    return provider


def test_the_file_is_made_once_and_only_its_owner_reads_it(path: Path) -> None:
    first = loaded(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert loaded(path).key_id == first.key_id
    assert [entry.name for entry in path.parent.iterdir()] == ["kek.key"]


def test_a_wrapped_key_opens_for_its_context_only(path: Path) -> None:
    provider, key = loaded(path), bytes(32)
    blob = provider.wrap(key, b"tenant 1")
    assert provider.unwrap(blob, b"tenant 1") == key
    assert provider.wrap(key, b"tenant 1") != blob
    for damaged, context in [(blob, b"tenant 2"), (blob[:-1], b"tenant 1"), (b"", b"tenant 1")]:
        with pytest.raises(KeyFileWrong):
            provider.unwrap(damaged, context)


def test_keys_commit_to_themselves() -> None:
    assert commitment(bytes(32)) != commitment(b"\1" + bytes(31))
    assert commitment(bytes(32)) != bytes(32)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_file_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    loaded(path)
    path.chmod(mode)
    with pytest.raises(BadSetting, match="chmod 600"):
        loaded(path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"schema": "amzigo-key/1", "kdf": null, "key": "AAAA"}']
)
def test_a_damaged_file_is_refused_and_never_replaced(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(BadSetting, match="damaged"):
        loaded(path)
    assert path.read_text() == text


def test_a_file_of_a_newer_amzigo_is_refused(path: Path) -> None:
    path.write_text(json.dumps({"schema": "amzigo-key/2", "kdf": None, "key": ""}))
    path.chmod(0o600)
    with pytest.raises(BadSetting, match="newer"):
        loaded(path)


def test_a_passphrase_seals_the_file(path: Path) -> None:
    first = loaded(path, "correct horse")
    assert loaded(path, "correct horse").key_id == first.key_id
    with pytest.raises(BadSetting, match="does not open"):
        loaded(path, "wrong horse")
    with pytest.raises(BadSetting, match="needs its passphrase"):
        loaded(path)
    assert "correct horse" not in repr(first)


async def test_a_missing_key_file_is_not_replaced_once_keys_hang_on_it(
    path: Path, empty_database_url: str
) -> None:
    async with SqlKeyStore.open(empty_database_url, KeyFile(path), lambda: NOW) as store:
        await store.create(SHOP, NOW)
    os.unlink(path)
    with pytest.raises(KeyFileMissing, match=r"kek\.key"):
        async with SqlKeyStore.open(empty_database_url, KeyFile(path), lambda: NOW):
            pass
    assert os.listdir(path.parent).count(path.name) == 0


async def test_another_key_file_is_refused_at_the_start(
    path: Path, empty_database_url: str
) -> None:
    async with SqlKeyStore.open(empty_database_url, KeyFile(path), lambda: NOW) as store:
        await store.create(SHOP, NOW)
    other = path.with_name("other.key")
    loaded(other)
    os.replace(other, path)
    with pytest.raises(KeyFileWrong, match=r"kek\.key"):
        async with SqlKeyStore.open(empty_database_url, KeyFile(path), lambda: NOW):
            pass
