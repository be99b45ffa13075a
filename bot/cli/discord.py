"""`amzigo discord`: what its owner does at Discord."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import run
from core.errors import BadSetting

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, help="What is to be done at Discord.")

TOKEN = "AMZIGO_DISCORD_TOKEN"  # noqa: S105 -- the setting's name


@app.callback()
def discord() -> None:
    """What is to be done at Discord."""


@app.command()
def invite(
    offline: Annotated[
        bool, typer.Option("--offline", help="read it from the token, ask nobody")
    ] = False,
) -> None:
    """Print the link that adds the bot to a server.

    Whoever opens it must be allowed to manage that server. It asks for three permissions.
    """
    from bot.adapters.discord.invite import PERMISSIONS
    from bot.adapters.discord.invite import invite as link
    from bot.settings import from_environment

    settings = from_environment()
    sys.stdout.write(link(run(lambda: _application(settings, offline))) + "\n")
    for one in PERMISSIONS:
        sys.stderr.write(f"  {one.name}: to {one.reason}\n")


async def _application(settings: "Settings", offline: bool) -> int:
    """The application's id as Discord tells it, else as the token does."""
    from bot.adapters.discord.addresses import Addresses
    from bot.adapters.discord.inquiry import asking
    from bot.adapters.discord.invite import named_in
    from core.chat_errors import ChatError, NotInstalled

    token = settings.discord_token
    if token is None:
        raise BadSetting(name=TOKEN, reason="it is not set; it is on your bot's page at Discord")
    if not offline:
        where = Addresses(settings.discord_api_url, settings.discord_gateway_url)
        try:
            async with asking(token, where) as discord:
                return (await discord.application()).application_id
        except NotInstalled:
            raise BadSetting(name=TOKEN, reason="Discord does not know it") from None
        except ChatError:
            sys.stderr.write("Discord could not be asked, so the link is made from the token.\n")
    found = named_in(token)
    if found is None:
        raise BadSetting(name=TOKEN, reason="it is not a bot's token; copy it again")
    return found
