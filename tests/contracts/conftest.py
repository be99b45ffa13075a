"""A key store on each database and a synced shop, for the tests of this folder that ask."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from core.keys import WipeStep
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from tests.keystores import Crash, OpenStore, SteppedClock
from tests.synced import SyncedShop, synced_shop


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "kek.key"


@pytest.fixture
def opened(empty_database_url: str, key_file: Path, clock: SteppedClock) -> OpenStore:
    def _open(crash_at: WipeStep | None = None) -> AbstractAsyncContextManager[SqlKeyStore]:
        def on_step(step: WipeStep) -> None:
            if step == crash_at:
                raise Crash

        return SqlKeyStore.open(empty_database_url, KeyFile(key_file), clock, on_step)

    return _open


@pytest.fixture
async def store(opened: OpenStore) -> AsyncIterator[SqlKeyStore]:
    async with opened() as store:
        yield store


@pytest.fixture
async def shop(sqlite_url: str, tmp_path: Path) -> AsyncIterator[SyncedShop]:
    async with synced_shop(sqlite_url, tmp_path) as shop:
        await shop.begin()
        yield shop
