"""Discord's commands at a steady rate: how soon each is acknowledged, beside a bare echo."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

import discord

from bot.adapters.discord import addresses
from bot.clock import utc_now
from bot.discord_wiring import discord_of
from bot.long_life import long_life
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from tests.rig.discord_world import GUILD, TOKEN, snowflake
from tests.shared_data import shared_folder

RATE, COMMANDS, WARM = 50, 3_000, 100
P50_GOAL, P99_GOAL_MS = 3, 50


class Acks(NamedTuple):
    """Milliseconds until an acknowledgement, half and 99 % of them at most."""

    p50: float
    p99: float


@dataclass(frozen=True)
class Rig:
    """The other process."""

    process: asyncio.subprocess.Process
    port: int

    async def typed(self, count: int) -> Acks:
        """Have people type."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the rig has no pipes")
        self.process.stdin.write(f"{RATE} {count} help\n".encode())
        found = json.loads(await self.process.stdout.readline())
        if found["broken"]:
            raise RuntimeError("rules of Discord were broken")
        acks = found["acks"]
        return Acks(1000 * acks[len(acks) // 2], 1000 * acks[len(acks) * 99 // 100])


class Echo(discord.AutoShardedClient):
    """Acknowledges and does nothing else."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Acknowledge."""
        await interaction.response.defer(ephemeral=True, thinking=True)


def measure() -> str:
    """The line of the table."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        ours, echo = asyncio.run(_measured(folder))
    told = f"p50 {ours.p50:.1f} ms, p99 {ours.p99:.1f} ms"
    beside = f"a bare echo p50 {echo.p50:.1f} ms, p99 {echo.p99:.1f} ms"
    goal = f"p50 {P50_GOAL} times the echo's at most; p99 {P99_GOAL_MS} ms"
    what = f"Discord acknowledges {COMMANDS:,} commands, {RATE} a second"
    return f"| {what} | {told} | {beside} | {goal} |"


async def _measured(folder: str) -> tuple[Acks, Acks]:
    async with _rig() as rig:
        api, gateway = f"http://127.0.0.1:{rig.port}/api/v10", f"ws://127.0.0.1:{rig.port}/gateway"
        env = {
            "AMZIGO_ENV": "demo",
            "AMZIGO_DATA_DIR": folder,
            "AMZIGO_DISCORD_TOKEN": TOKEN,
            "AMZIGO_DISCORD_API_URL": api,
            "AMZIGO_DISCORD_GATEWAY_URL": gateway,
        }
        async with open_house(read_settings(env), utc_now) as house:
            await _furnish(house)
            async with discord_of(house) as presence:
                await presence.client.wait_until_ready()
                with long_life():
                    await rig.typed(WARM)
                    ours = await rig.typed(COMMANDS)
        addresses.use(addresses.Addresses(api, gateway))
        async with Echo(intents=discord.Intents(guilds=True), guild_ready_timeout=0) as client:
            await client.login(TOKEN)
            connection = asyncio.create_task(client.connect())
            await client.wait_until_ready()
            await rig.typed(WARM)
            echo = await rig.typed(COMMANDS)
            await client.close()
            await connection
        return ours, echo


async def _furnish(house: House) -> None:
    """A shop in the channel of the rig, whose owner types there."""
    tenant, guild = await house.create_tenant("Demo shop"), snowflake("guild", GUILD)
    channel, owner = snowflake("channel", "general"), snowflake("user", "owner")
    async with house.storage.write() as uow:
        team = (await uow.for_tenant(tenant)).team
        await team.bind(ChannelRow("discord", guild, channel, "general", "UTC"))
        await team.admit(("discord", guild, owner), MemberRole.OWNER, house.clock())


@asynccontextmanager
async def _rig() -> AsyncIterator[Rig]:
    shared = shared_folder(os.environ)
    if shared is None:
        raise RuntimeError("the shared data folder is not here (set AMZIGO_SHARED)")
    command = [sys.executable, "-m", "bench.discord_rig", str(shared)]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, limit=2**24
    )
    try:
        if process.stdout is None:
            raise RuntimeError("no port was told")
        yield Rig(process, int(await process.stdout.readline()))
    finally:
        process.terminate()
        await process.wait()
