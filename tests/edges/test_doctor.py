"""`amzigo doctor` against a local Slack and a local Discord: what it says, and how it ends."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.doctor import report_on
from bot.clock import FixedClock, utc_now
from bot.discord_wiring import discord_of
from bot.settings import read_settings
from bot.slack_wiring import slack_of
from bot.wiring import open_house
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from storage.installation import open_database
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.repositories.installations import SqlInstallations
from tests.databases import start
from tests.e2e.terminal import Said, Terminal
from tests.rig.discord_schema import specification
from tests.rig.discord_stub import Discord, local_discord
from tests.rig.discord_world import TOKEN, World
from tests.rig.slack_faults import Fault
from tests.rig.slack_server import serving
from tests.rig.slack_world import CLIENT_SECRET, SlackWorld, channel_id, user_id
from tests.slack_desks import TEAM, installed

SECRETS = ("xapp-hush", "rig-bot-token", CLIENT_SECRET, "hush-signing", "an invented passphrase")


@dataclass
class Installation:
    """A demo that is set up on both platforms, and the platforms."""

    terminal: Terminal
    slack: SlackWorld
    discord: Discord

    async def asked(self, *words: str) -> Said:
        """What the doctor says; no secret is in it."""
        said = await asyncio.to_thread(self.terminal.run, "doctor", *words)
        tokens = [*self.slack.grants, *SECRETS]
        assert not [one for one in tokens if one in said.out + said.err]
        return said


@pytest.fixture
async def installation(tmp_path: Path, shared: Path) -> AsyncIterator[Installation]:
    slack, clock = SlackWorld(), utc_now
    slack.workspace(TEAM, "general")
    discord_world = World(clock, specification(shared))
    prepare(tmp_path)
    async with serving(slack), local_discord(discord_world) as discord:
        env = {
            "AMZIGO_ENV": "demo",
            "AMZIGO_DISCORD_TOKEN": TOKEN,
            "AMZIGO_DISCORD_API_URL": discord.api_url,
            "AMZIGO_DISCORD_GATEWAY_URL": discord.gateway_url,
            "AMZIGO_SLACK_API_URL": f"{slack.address}/api",
            "AMZIGO_SLACK_APP_TOKEN": SECRETS[0],
            "AMZIGO_SLACK_BOT_TOKEN": slack.grant(TEAM).token,
        }
        await begun(env | {"AMZIGO_DATA_DIR": str(tmp_path)}, discord_world)
        yield Installation(Terminal(tmp_path, env, now=None), slack, discord)
    assert discord_world.broken == []


def prepare(folder: Path) -> None:
    """A folder as its first start makes it."""
    start(folder)
    folder.chmod(0o700)


async def begun(env: dict[str, str], world: World) -> None:
    """The first start, after which a shop speaks in a channel of each platform."""
    guild, general = world.guild, world.id_of("channel", "general")
    places = (("slack", TEAM, channel_id("general")), ("discord", guild, general))
    settings = read_settings(env)
    async with open_house(settings, utc_now) as house:
        async with slack_of(house), discord_of(house):
            tenant = await house.create_tenant("Demo shop")
        async with house.storage.write() as uow:
            team = (await uow.for_tenant(tenant)).team
            for place in places:
                await team.bind(ChannelRow(*place, "general", "UTC", 480))
            owner = ("slack", TEAM, user_id("owner"))
            await team.admit(owner, MemberRole.OWNER, house.clock())


async def test_a_house_in_order_is_one_line(installation: Installation) -> None:
    said = await installation.asked()
    assert re.fullmatch(r"\d+ checks, all well\.\n", said.out)
    assert (said.err, said.code) == ("", 0)


async def test_offline_nobody_is_asked_and_that_is_said(installation: Installation) -> None:
    calls, requests = len(installation.slack.calls), len(installation.discord.world.requests)
    said = await installation.asked("--offline")
    assert said.out.splitlines()[0] == "Not asked: Slack, Discord and the mail server (--offline)."
    assert (said.code, "all well" in said.out) == (0, True)
    assert len(installation.slack.calls) == calls
    assert len(installation.discord.world.requests) == requests


async def test_everything_that_is_wrong_at_the_platforms_is_one_line_each(
    installation: Installation,
) -> None:
    slack, discord = installation.slack, installation.discord.world
    (grant,) = slack.grants.values()
    grant.scopes = ("commands", "chat:write", "channels:read", "groups:read")
    slack.faults.add("apps.connections.open", Fault(error="missing_scope"))
    slack.workspaces[TEAM].channels[channel_id("general")].has_bot = False
    discord.closed_channels.add(discord.id_of("channel", "general"))
    discord.portal = {"flags": 1 << 19, "bot_require_code_grant": True}
    discord.commands.clear()
    said = await installation.asked()
    *lines, last = said.out.splitlines()
    expected = (
        "Slack: your workspace did not grant files:write.",
        "Slack: Slack opens no socket for AMZIGO_SLACK_APP_TOKEN (missing_scope).",
        "Discord: the application may see more than I ever ask for (Message Content).",
        "Discord: the invite link does not work",
        "Discord: /amzigo was registered, and is not there any more.",
        "Channels: I may not write in #general: I am not in it. Type `/invite @amzigo` there.",
        "Channels: I may not write in #general: I lack the permission.",
    )
    assert [one for one in expected if not any(line.startswith(one) for line in lines)] == []
    assert (len(lines), last.partition(", ")[2], said.code) == (7, "7 to fix.", 1)


async def test_tokens_that_are_not_known_are_named_by_their_setting(
    installation: Installation,
) -> None:
    installation.terminal.env |= {
        "AMZIGO_SLACK_BOT_TOKEN": "xoxb-hush",
        "AMZIGO_DISCORD_TOKEN": "another",
    }
    said = await installation.asked()
    assert "Slack does not know AMZIGO_SLACK_BOT_TOKEN. Copy it again" in said.out
    assert "Discord does not know AMZIGO_DISCORD_TOKEN. Reset it" in said.out
    assert "xoxb-hush" not in said.out
    assert said.code == 1


async def test_platforms_that_do_not_answer_are_named_with_their_address(
    installation: Installation,
) -> None:
    installation.terminal.env |= {
        "AMZIGO_SLACK_API_URL": "http://127.0.0.1:9/api",
        "AMZIGO_DISCORD_API_URL": "http://127.0.0.1:9/api/v10",
    }
    said = await installation.asked()
    assert "Slack could not be asked (it cannot be reached)." in said.out
    slack, discord, last = said.out.splitlines()
    assert slack.endswith("Check the network, and AMZIGO_SLACK_API_URL.")
    assert discord.endswith("Check the network, and AMZIGO_DISCORD_API_URL.")
    assert last.endswith(", 2 to fix.")


async def test_each_workspace_that_added_the_app_is_asked_about(
    installation: Installation,
) -> None:
    slack, folder = installation.slack, installation.terminal.folder
    for team in ("T2", "T3", "T4"):
        slack.workspace(team, "general")
    removed, ended, broken = (slack.grant(team) for team in ("T2", "T3", "T4"))
    removed.revoked = True
    keys = KeyFile(folder / "kek.key")
    async with (
        open_database(f"sqlite:///{folder / 'amzigo.db'}", "demo") as (engine, _),
        SqlKeyStore.open(f"sqlite:///{folder / 'keys.db'}", keys, utc_now) as opened,
    ):
        installations = SqlInstallations(engine, opened, utc_now)
        now = utc_now().replace(microsecond=0)
        ended.refresh, ended.expires = "xoxe-hush", now - timedelta(hours=1)
        for grant in (removed, ended, broken):
            made = installed(grant, now, grant.workspace)
            await installations.save(replace(made, broken=grant is broken))
    said = await installation.asked()
    assert "Slack does not know the token of the workspace T2 any more." in said.out
    assert "the token of the workspace T3 has ended. Start `amzigo all`" in said.out
    assert "the token of the workspace T4 is renewed no more." in said.out
    assert said.out.endswith(", 3 to fix.\n")


async def test_an_address_that_leads_nowhere_is_told_from_a_process_that_does_not_run(
    installation: Installation,
) -> None:
    async def taken(_: web.Request) -> web.Response:
        return web.Response()

    application = web.Application()
    application.router.add_post("/slack/events", taken)
    async with TestServer(application) as server:
        installation.terminal.env |= {
            "AMZIGO_SLACK_SIGNING_SECRET": SECRETS[3],
            "AMZIGO_PUBLIC_URL": "http://127.0.0.1:9",
            "AMZIGO_HTTP_PORT": str(server.port),
        }
        running = await installation.asked()
        installation.terminal.env["AMZIGO_PUBLIC_URL"] = f"http://127.0.0.1:{server.port}"
        well = await installation.asked()
    installation.terminal.env["AMZIGO_PUBLIC_URL"] = "http://127.0.0.1:9"
    stopped = await installation.asked()
    where = "Slack: nobody answers at http://127.0.0.1:9/slack/events."
    assert running.out.startswith(f"{where} On this machine amzigo does, so let the proxy pass")
    assert stopped.out.startswith(f"{where} Nor does amzigo on this machine: start `amzigo all`.")
    assert (well.code, "all well" in well.out) == (0, True)


async def test_a_clock_that_goes_wrong_is_found_against_both_platforms(
    installation: Installation,
) -> None:
    env = {**installation.terminal.env, "AMZIGO_DATA_DIR": str(installation.terminal.folder)}
    late = FixedClock(utc_now() - timedelta(minutes=4))
    report = await report_on(read_settings(env), late, offline=False)
    lines = [one.line for one in report.findings]
    assert [line.split(" behind ")[1].split(",")[0] for line in lines] == ["Discord's", "Slack's"]
    assert all(line.startswith("Clock: this machine's clock is 2") for line in lines)


def test_before_the_first_start_it_says_what_to_run_and_makes_nothing(tmp_path: Path) -> None:
    said = Terminal(tmp_path / "none", now=None).run("doctor")
    assert "Storage: the database is not there yet. Run `amzigo migrate`." in said.out
    assert "Not looked at: shops" in said.out
    assert said.code == 1
    assert not (tmp_path / "none").exists()


def test_after_a_first_start_in_production_it_names_every_lack_in_order(tmp_path: Path) -> None:
    env = {"AMZIGO_KEY_PASSPHRASE": SECRETS[-1]}
    terminal = Terminal(tmp_path / "data", env, now=None)
    assert terminal.run("migrate").code == 0
    said = terminal.run("doctor")
    topics = [line.partition(":")[0] for line in said.out.splitlines()[:-1]]
    assert topics == ["Settings", "Amazon", "Channels"]
    terminal.env["AMZIGO_KEY_PASSPHRASE"] = "another"
    again = terminal.run("doctor").out
    assert "Storage: The setting The key file" in again
    assert "the passphrase does not open it" in again
    assert not [one for one in SECRETS if one in said.out + again]


def test_a_setting_that_cannot_be_meant_is_told_and_the_rest_waits(tmp_path: Path) -> None:
    said = Terminal(tmp_path, {"AMZIGO_ENV": "sandbox"}, now=None).run("doctor")
    assert said.out.startswith("Settings: The setting AMZIGO_ENV cannot be used")
    assert said.out.endswith("1 check, 1 to fix.\n")
    assert said.code == 1


def test_a_folder_that_others_see_and_another_kind_of_database_are_found(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", now=None)
    assert terminal.run("migrate").code == 0
    assert "Channels: there is no shop yet." in terminal.run("doctor").out
    terminal.env = {"AMZIGO_KEY_PASSPHRASE": "x"}
    terminal.folder.chmod(0o755)
    said = terminal.run("doctor").out
    assert "Machine: others on this machine can look into" in said
    assert "Settings: the database was made as a demo" in said


@pytest.mark.parametrize("command", ["doctor", "slack manifest", "discord invite"])
def test_the_commands_of_setting_up_explain_themselves(command: str) -> None:
    lines = CliRunner().invoke(app, [*command.split(), "--help"]).output.splitlines()
    assert len(lines[2].strip()) > 20
    options = [line for line in lines if line.startswith("  --")]
    assert options
    assert all(len(line.split("  ")) >= 3 for line in options)
