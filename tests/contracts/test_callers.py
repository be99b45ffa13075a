"""On whose behalf calls are made: as the tenant, its switches and its account stand now."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.callers import caller_for
from core.errors import TenantGone
from core.model import AccountId, Feature
from core.ports.amazon import Caller
from core.ports.authorizations import Freeze, FreezeReason
from tests.storages import ACCOUNT, NOW, OTHER, SHOP, Opened, opened_storage

ON = frozenset({Feature.SALES, Feature.REVIEWS})


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    """Two features are on in one tenant, one was switched off; another is on in the other one."""
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            for feature in (*ON, Feature.ADS):
                await team.switch_on(feature, NOW)
            await team.switch_off(Feature.ADS, NOW)
        async with opened.storage.write() as uow:
            await (await uow.for_tenant(OTHER)).team.switch_on(Feature.TRAFFIC, NOW)
        yield opened


async def test_a_caller_has_what_is_on_in_its_own_tenant(opened: Opened) -> None:
    caller = await caller_for(opened.storage, SHOP, ACCOUNT)
    assert caller == Caller(SHOP, f"p-{SHOP}", ACCOUNT, "file", ON, active=True)


async def test_a_caller_without_any_feature_is_one_all_the_same(opened: Opened) -> None:
    await opened.change("UPDATE feature_switch SET state = 'off'")
    caller = await caller_for(opened.storage, SHOP, ACCOUNT)
    assert (caller.features, caller.active) == (frozenset(), True)


@pytest.mark.parametrize("table", ["tenant", "seller_account"])
async def test_a_pause_is_seen_at_once(opened: Opened, table: str) -> None:
    await opened.change(f"UPDATE {table} SET state = 'paused'")  # noqa: S608 -- a name of ours
    assert not (await caller_for(opened.storage, SHOP, ACCOUNT)).active


async def test_a_freeze_stops_everybody(opened: Opened) -> None:
    freeze = Freeze(FreezeReason.MANY_LOST, NOW, NOW + timedelta(minutes=15))
    async with opened.storage.write() as uow:
        await uow.authorization_work.freeze(freeze)
    assert not (await caller_for(opened.storage, SHOP, ACCOUNT)).active
    async with opened.storage.write() as uow:
        await uow.authorization_work.freeze(None)
    assert (await caller_for(opened.storage, SHOP, ACCOUNT)).active


async def test_nobody_calls_for_what_is_not_there(opened: Opened) -> None:
    with pytest.raises(LookupError):
        await caller_for(opened.storage, SHOP, AccountId("nobody"))
    with pytest.raises(LookupError):
        await caller_for(opened.storage, OTHER, ACCOUNT)
    await opened.change("UPDATE tenant SET state = 'revoking'")
    with pytest.raises(TenantGone):
        await caller_for(opened.storage, SHOP, ACCOUNT)
