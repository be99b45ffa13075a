"""The whole process at Discord: commands told once, one of two answers, a clean end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.adapters.discord.lease import LIFE, Lease
from bot.adapters.discord.registration import FACT
from core.errors import BadSetting
from tests.edges.discord.conftest import Hands
from tests.edges.discord.installation import Installation
from tests.rig import discord_faults as faults
from tests.rig.discord_stub import Discord
from tests.storages import opened_storage


@pytest.fixture
async def house(
    discord: Discord, hands: Hands, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Installation]:
    """An installation."""
    async with opened_storage(sqlite_url, tmp_path) as opened:
        yield Installation(discord, opened.storage, hands)


async def test_the_commands_are_told_once_a_wording(house: Installation) -> None:
    world = house.discord.world
    async with house.process("one"):
        assert world.registrations == 1
        assert [one["name"] for one in world.commands] == ["amzigo"]
    async with house.process("one"):
        assert world.registrations == 1

    async with house.storage.write() as uow:
        await uow.facts.note(FACT, "another wording")
    async with house.process("one"):
        assert world.registrations == 2


async def test_a_process_answers_although_the_commands_could_not_be_told(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    world = house.discord.world
    async with house.process("one"):
        await house.chat.command("home")
    async with house.storage.write() as uow:
        await uow.facts.note(FACT, "an older wording")
    world.faults.append(faults.broken("PUT", "/commands"))

    async with house.process("one"):
        await house.chat.command("home")
    assert "could not be registered" in caplog.text

    async with house.process("one"):
        assert world.registrations == 2


async def test_one_of_two_processes_answers(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.process("one"), house.process("two"):
        for _ in range(3):
            await house.chat.command("home")

    assert (house.asked("one"), house.asked("two")) == (3, 0)
    assert caplog.text.count("this one stands by") == 1


async def test_the_other_answers_once_the_first_has_ended(house: Installation) -> None:
    async with AsyncExitStack() as later:
        async with house.process("one"):
            standby = await later.enter_async_context(house.process("two"))
            await house.chat.command("home")
        await standby.lease.renew()  # as its next tick does

        await house.chat.command("home")

    assert (house.asked("one"), house.asked("two")) == (1, 1)


async def test_a_process_that_does_not_renew_is_silent_before_another_may_answer(
    house: Installation,
) -> None:
    storage, hands = house.storage, house.hands
    one, two = (Lease(storage, hands, "discord:1", holder) for holder in ("one", "two"))
    await one.renew()
    await two.renew()
    assert (one.is_held(), two.is_held()) == (True, False)

    hands.later(seconds=LIFE.total_seconds() - 4)
    assert not one.is_held()
    await two.renew()
    assert not two.is_held()

    hands.later(seconds=4)
    await two.renew()
    assert (one.is_held(), two.is_held()) == (False, True)

    await one.renew()
    assert not one.is_held()


async def test_a_lease_that_is_renewed_never_ends(house: Installation) -> None:
    lease = Lease(house.storage, house.hands, "discord:1", "one")
    await lease.renew()
    for _ in range(12):
        house.hands.later(seconds=10)
        assert lease.is_held()
        await lease.renew()

    assert lease.is_held()


async def test_an_answer_under_way_is_finished_before_the_end(house: Installation) -> None:
    async with house.process("one"):
        desk = house.desks["one"]
        desk.waits = asyncio.Event()
        its = await house.chat.send("home")
        await house.discord.world.until(lambda: its.answer is not None)
        asyncio.get_running_loop().call_later(0.01, desk.waits.set)

    assert its.settled


async def test_a_token_that_discord_does_not_know_is_said_at_the_start(
    house: Installation,
) -> None:
    with pytest.raises(BadSetting) as why:
        async with house.process("one", "another token"):
            pytest.fail("it must not start")

    assert "AMZIGO_DISCORD_TOKEN" in why.value.message
    assert house.discord.gateway.identified == 0


async def test_a_discord_that_is_not_there_is_said_at_the_start(house: Installation) -> None:
    house.discord.world.faults.append(faults.broken("GET", "/users/@me"))

    with pytest.raises(BadSetting) as why:
        async with house.process("one"):
            pytest.fail("it must not start")

    assert "AMZIGO_DISCORD_API_URL" in why.value.message
