"""The house as wiring opens it: what a first import makes, in a demo and in production."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.local.channels import LocalChannels
from bot.clock import FixedClock
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.errors import BadSetting

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@asynccontextmanager
async def opened(folder: Path, **env: str) -> AsyncIterator[House]:
    """A house in a folder of its own."""
    settings = read_settings({"AMZIGO_DATA_DIR": str(folder), **env})
    async with open_house(settings, FixedClock(NOW)) as house:
        yield house


async def test_a_demo_s_first_import_has_a_channel_on_the_page(tmp_path: Path) -> None:
    async with opened(tmp_path, AMZIGO_ENV="demo") as house:
        await house.make_file_target(None)
        assert [one.name for one in await LocalChannels(house.storage)()] == ["my-import"]


async def test_in_production_nobody_owns_an_import_by_being_at_the_page(tmp_path: Path) -> None:
    async with opened(tmp_path, AMZIGO_KEY_PASSPHRASE="an invented passphrase") as house:
        await house.make_file_target(None)
        assert await LocalChannels(house.storage)() == []


async def test_production_wants_a_passphrase_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with pytest.raises(BadSetting, match="AMZIGO_KEY_PASSPHRASE"):
        async with opened(folder):
            pass
    assert not folder.exists()


async def test_a_database_keeps_the_kind_it_was_made_with(tmp_path: Path) -> None:
    async with opened(tmp_path, AMZIGO_KEY_PASSPHRASE="an invented passphrase") as house:
        assert not house.is_demo
    env = {"AMZIGO_ENV": "demo", "AMZIGO_KEY_PASSPHRASE": "an invented passphrase"}
    async with opened(tmp_path, **env) as house:
        assert not house.is_demo


def test_settings_that_are_printed_show_no_secret() -> None:
    secret = "not-to-be-seen"
    given = {
        "AMZIGO_DATABASE_URL": f"postgresql://amzigo:{secret}@127.0.0.1/amzigo",
        "AMZIGO_KEYSTORE_URL": f"postgresql://amzigo:{secret}@127.0.0.1/keys",
        "AMZIGO_KEY_PASSPHRASE": secret,
        "AMZIGO_LWA_CLIENT_SECRET": secret,
        "AMZIGO_REFRESH_TOKEN": secret,
    }
    assert secret not in repr(read_settings(given))
