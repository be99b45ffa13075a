"""What Amazon granted: one cheap call a feature that is on, a day's memory, a sentence for a no."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.local.terminal import render
from bot.handlers.asked import Asked, Member
from bot.handlers.status import answer_status
from core.model import Feature, MemberRole
from core.ports.authorizations import Granted
from tests.connected import FAR, MINE, ZONE, Installation, installation
from tests.refusals import refusals, refusing
from tests.storages import SHOP


@pytest.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(sqlite_url, tmp_path) as house:
        await house.tick()
        yield house


async def tried(house: Installation) -> list[str]:
    """Have everything tried that is due; which reports were listed, in order."""
    before = len(house.line.passed)
    await house.jobs.authorizations.housekeeping()
    await house.work()
    calls = [one.url for one in house.line.passed[before:] if "/reports" in one.url.path]
    return sorted(url.params["reportTypes"][:12] for url in calls)


async def granted(house: Installation) -> dict[Feature, Granted]:
    """What is known of an account."""
    async with house.opened.storage.read() as uow:
        found = await (await uow.for_tenant(SHOP)).grants.granted(MINE)
    return {feature: grant.state for feature, grant in found.items()}


async def status(house: Installation) -> str:
    """The card."""
    member = Member(SHOP, "U", MemberRole.OWNER, ZONE)
    answer = await answer_status(Asked(member, {}, house.opened.storage, house.time))
    return render(answer.card)


async def test_nothing_is_tried_for_a_feature_that_is_off(house: Installation) -> None:
    assert await tried(house) == []
    assert house.calls() == 0


async def test_each_feature_that_is_on_is_tried_by_one_call_a_day(
    database_url: str, tmp_path: Path
) -> None:
    async with installation(database_url, tmp_path) as house:
        await house.switch_on(Feature.SALES, Feature.INVENTORY, Feature.REVIEWS)
        assert await tried(house) == ["GET_FBA_MYI_"] * 3 + ["GET_FLAT_FIL"] * 3
        assert await tried(house) == []
        assert await granted(house) == {
            Feature.SALES: Granted.YES,
            Feature.INVENTORY: Granted.YES,
        }
        house.time.forward(hours=23)
        assert await tried(house) == []
        house.time.forward(hours=1)
        assert len(await tried(house)) == 6


async def test_a_missing_role_is_a_sentence_on_the_card(house: Installation) -> None:
    await house.switch_on(Feature.SALES, Feature.INVENTORY)
    house.line.meddlers.append(refusing(refusals()["role"]))
    await tried(house)
    assert await granted(house) == {Feature.SALES: Granted.NO, Feature.INVENTORY: Granted.NO}
    text = " ".join((await status(house)).split())
    assert "Amazon did not grant what inventory and sales need: add the role to the app in" in text
    house.line.meddlers.clear()
    house.time.forward(days=1)
    await tried(house)
    assert "did not grant" not in await status(house)


async def test_amazon_in_trouble_is_no_refusal_and_is_asked_again_sooner(
    house: Installation,
) -> None:
    await house.switch_on(Feature.SALES)
    house.fault("503", times=99, operation="getReports")
    await tried(house)
    assert await granted(house) == {Feature.SALES: Granted.UNCLEAR}
    assert "did not grant" not in await status(house)
    house.sandbox.faults.clear()
    house.time.now += timedelta(hours=1)
    assert len(await tried(house)) == 3
    assert await granted(house) == {Feature.SALES: Granted.YES}


async def test_nothing_is_tried_for_a_paused_account(house: Installation) -> None:
    await house.switch_on(Feature.SALES)
    await house.opened.change("UPDATE seller_account SET state = 'paused'")
    assert await tried(house) == []


async def test_other_accounts_keep_their_own(house: Installation) -> None:
    await house.switch_on(Feature.SALES)
    await house.jobs.authorizations.prober.note(SHOP, FAR, Feature.SALES, Granted.NO)
    await tried(house)
    assert await granted(house) == {Feature.SALES: Granted.YES}
