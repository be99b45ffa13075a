"""The link that adds the bot: whose it is, and the permissions that it asks for."""

import base64
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord as library
import pytest

from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.inquiry import asking
from bot.adapters.discord.invite import PERMISSIONS, bits, invite, named_in
from core.chat_errors import ChatError, NotInstalled
from tests.e2e.terminal import Said, Terminal
from tests.rig.discord_faults import broken
from tests.rig.discord_stub import Discord
from tests.rig.discord_world import TOKEN

APPLICATION = 1234567890123456789
REAL = f"{base64.urlsafe_b64encode(str(APPLICATION).encode()).decode().rstrip('=')}.aB_-.secret"


def test_it_asks_for_what_posting_and_uploading_need_and_no_more() -> None:
    needed = library.Permissions(view_channel=True, send_messages=True, attach_files=True)
    assert bits() == needed.value
    assert all(one.reason for one in PERMISSIONS)


def test_the_link_is_discord_s_own_with_both_scopes() -> None:
    parts = urlsplit(invite(APPLICATION))
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(parts.query) == {
        "client_id": [str(APPLICATION)],
        "scope": ["bot applications.commands"],
        "permissions": ["35840"],
    }


def test_a_token_names_its_application() -> None:
    assert named_in(REAL) == APPLICATION


@pytest.mark.parametrize("token", [TOKEN, "", "....", "bm90IGEgbnVtYmVy.x.y", "LTE=.x.y", "é.x"])
def test_what_is_no_token_names_none(token: str) -> None:
    assert named_in(token) is None


def printed(folder: Path, token: str, *words: str, url: str = "http://127.0.0.1:9") -> Said:
    """What the command prints; by itself Discord cannot be reached."""
    env = {"AMZIGO_DISCORD_TOKEN": token, "AMZIGO_DISCORD_API_URL": url}
    return Terminal(folder, env, now=None).run("discord", "invite", *words)


def test_offline_it_is_made_from_the_token(tmp_path: Path) -> None:
    said = printed(tmp_path, REAL, "--offline")
    assert (said.code, said.out) == (0, f"{invite(APPLICATION)}\n")
    assert REAL.rpartition(".")[2] not in said.out + said.err
    assert [line.split(":")[0].strip() for line in said.err.splitlines()] == [
        one.name for one in PERMISSIONS
    ]


def test_where_discord_cannot_be_asked_it_is_made_from_the_token_too(tmp_path: Path) -> None:
    said = printed(tmp_path, REAL)
    assert (said.code, said.out) == (0, f"{invite(APPLICATION)}\n")
    assert "made from the token" in said.err


@pytest.mark.parametrize("words", [(), ("--offline",)])
def test_what_is_no_token_is_refused_and_not_shown(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = printed(tmp_path, "hush-hush", *words)
    assert (said.code, said.out) == (1, "")
    assert "AMZIGO_DISCORD_TOKEN" in said.err
    assert "hush" not in said.err


def test_without_a_token_it_says_where_to_get_one(tmp_path: Path) -> None:
    said = Terminal(tmp_path, {}, now=None).run("discord", "invite")
    assert (said.code, "AMZIGO_DISCORD_TOKEN" in said.err) == (1, True)


async def test_discord_tells_whose_token_it_is(discord: Discord) -> None:
    async with asking(TOKEN, Addresses(discord.api_url)) as inquiry:
        found = await inquiry.application()
    assert found.application_id == int(discord.world.application)
    assert (found.privileged, found.needs_code_grant, found.starts_left) == ((), False, 999)
    assert found.date is not None
    assert discord.world.registrations == 0


async def test_an_unknown_token_is_known_as_one(discord: Discord) -> None:
    with pytest.raises(NotInstalled):
        async with asking("another", Addresses(discord.api_url)):
            raise AssertionError("it was let in")


@pytest.mark.parametrize("part", ["/gateway/bot", "/commands"])
async def test_a_refusal_is_an_error_of_the_house(discord: Discord, part: str) -> None:
    discord.world.faults.append(broken("GET", part, status=403))
    async with asking(TOKEN, Addresses(discord.api_url)) as inquiry:
        with pytest.raises(ChatError):
            await inquiry.application()
