"""What becomes of a connection that Discord ends: tried again, or given up, and never unsaid."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.lease import LIFE
from bot.adapters.discord.process import Presence
from bot.envelope import Reply
from bot.marked import sentence
from core.chat_errors import ChatError
from core.errors import BadSetting
from tests.edges.discord.conftest import Hands
from tests.edges.discord.desks import draw
from tests.edges.discord.installation import Installation
from tests.rig import discord_faults as faults
from tests.rig.discord_gateway import (
    AUTHENTICATION_FAILED,
    DISALLOWED_INTENTS,
    SHARDING_REQUIRED,
)
from tests.rig.discord_house import general
from tests.rig.discord_stub import Discord
from tests.storages import opened_storage


@pytest.fixture
async def house(
    discord: Discord, hands: Hands, sqlite_url: str, tmp_path: Path
) -> AsyncIterator[Installation]:
    """An installation whose processes ask Discord where its gateway is."""
    async with opened_storage(sqlite_url, tmp_path) as opened:
        yield Installation(discord, opened.storage, hands, names_gateway=False)


def ends(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as an error by ourselves."""
    return [
        one.getMessage()
        for one in caplog.records
        if one.name == "amzigo.discord" and one.levelno == logging.ERROR
    ]


async def ended(presence: Presence) -> BadSetting:
    """Why Discord ended the connection for good."""
    async with asyncio.timeout(5):
        await presence.connection.ended.wait()
    assert presence.connection.refusal is not None
    return presence.connection.refusal


async def test_a_gateway_that_cannot_be_found_is_looked_for_again(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    house.discord.world.faults.append(faults.broken("GET", "/gateway/bot", times=3))
    house.go_on.set()

    async with house.process("one"):
        await house.chat.command("home")

    assert house.asked("one") == 1
    assert house.waits == [5, 10, 20]
    assert caplog.text.count("is tried again in") == 3
    assert "GatewayNotFound" in caplog.text


async def test_a_shard_that_broke_is_begun_anew(house: Installation) -> None:
    house.go_on.set()
    async with house.process("one") as presence:
        await house.chat.command("home")
        await house.discord.gateway.break_all()
        await house.discord.world.until(lambda: house.discord.gateway.identified == 2)
        await presence.client.wait_until_ready()

        await house.chat.command("home")

    assert house.asked("one") == 2
    assert house.waits == [5]


async def test_a_connection_that_is_gone_leaves_the_lease_to_another_process(
    house: Installation,
) -> None:
    house.discord.world.faults.append(faults.broken("GET", "/gateway/bot"))
    async with house.started("one") as dead:
        await house.discord.world.until(lambda: len(house.waits) == 1)
        house.discord.world.faults.clear()
        async with house.process("two") as alive:
            await alive.renew()
            assert dead.lease.is_held()
            for _ in range(3):  # as the ticks do
                house.hands.later(seconds=LIFE.total_seconds() / 2)
                await dead.renew()
                await alive.renew()
            await house.chat.command("home")

    assert (house.asked("one"), house.asked("two")) == (0, 1)


async def test_a_connection_that_is_back_answers_at_once(house: Installation) -> None:
    async with house.process("one") as presence:
        house.discord.world.faults.append(faults.broken("GET", "/users/@me"))
        await house.discord.gateway.break_all()
        await house.discord.world.until(lambda: len(house.waits) == 1)
        house.hands.later(seconds=LIFE.total_seconds() * 2)
        await presence.renew()
        assert not presence.lease.is_held()

        house.go_on.set()
        await house.until_held(presence)
        await house.chat.command("home")

    assert house.asked("one") == 1


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (AUTHENTICATION_FAILED, "under Bot"),
        (DISALLOWED_INTENTS, "amzigo doctor"),
        (SHARDING_REQUIRED, "start amzigo again"),
    ],
)
async def test_an_end_for_good_is_said_once_and_another_process_answers(
    house: Installation, caplog: pytest.LogCaptureFixture, code: int, step: str
) -> None:
    async with house.process("one") as dead, house.started("two") as standby:
        await house.discord.gateway.close(house.discord.gateway.connected[0], code)
        why = await ended(dead)
        await dead.renew()
        await standby.client.wait_until_ready()
        await standby.renew()
        await house.chat.command("home")

    assert (house.asked("one"), house.asked("two")) == (0, 1)
    assert "AMZIGO_DISCORD_TOKEN" in why.message
    (said,) = ends(caplog)
    assert step in said
    assert house.waits == []


async def test_posts_go_out_although_nothing_comes_in(house: Installation) -> None:
    async with house.process("one") as presence:
        await house.discord.gateway.close_all(SHARDING_REQUIRED)
        await ended(presence)
        chat = DiscordChat(presence.client, draw, lambda: "")
        await chat.post(general(house.discord), Reply(sentence("Good morning")), "")

    assert [one.text for one in house.chat.posted()] == ["Good morning"]


async def test_a_token_that_is_refused_meanwhile_ends_it_for_good(
    house: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    house.go_on.set()
    unauthorized = faults.Fault("GET", "/users/@me", 401, {"message": "401: Unauthorized"})
    async with house.process("one") as presence:
        house.discord.world.faults.append(unauthorized)
        await house.discord.gateway.close_all(AUTHENTICATION_FAILED)
        why = await ended(presence)
        chat = DiscordChat(presence.client, draw, lambda: "")
        unauthorized.times = 0
        house.discord.world.faults.append(
            faults.Fault("POST", "/channels", 401, {"message": "401: Unauthorized"})
        )
        with pytest.raises(ChatError):
            await chat.post(general(house.discord), Reply(sentence("Good morning")), "")

    assert "AMZIGO_DISCORD_TOKEN" in why.message
    assert len(ends(caplog)) == 1


async def test_a_process_ends_although_its_connection_is_waiting_to_be_tried(
    house: Installation,
) -> None:
    house.discord.world.faults.append(faults.broken("GET", "/gateway/bot"))
    async with asyncio.timeout(5):
        async with house.started("one"):
            await house.discord.world.until(lambda: len(house.waits) == 1)

    assert house.discord.gateway.identified == 0


async def test_the_first_wait_after_a_steady_connection_is_short(house: Installation) -> None:
    house.go_on.set()
    async with house.process("one"):
        for lasted in (0, 0, 600, 0):
            house.hands.later(seconds=lasted)
            await house.discord.gateway.break_all()
            await house.discord.world.until(lambda: bool(house.discord.gateway.connected))

    assert house.waits == [5, 10, 5, 10]


async def test_a_gateway_that_is_named_and_cannot_be_asked_about_is_said_at_the_start(
    house: Installation,
) -> None:
    house.names_gateway = True
    house.discord.world.faults.append(faults.broken("GET", "/gateway/bot"))
    with pytest.raises(BadSetting) as why:
        async with house.process("one"):
            pytest.fail("it must not start")

    assert "AMZIGO_DISCORD_API_URL" in why.value.message
