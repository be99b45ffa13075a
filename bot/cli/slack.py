"""`amzigo slack`: what its owner tells Slack of the app."""

import json
import sys
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="What Slack is to be told.")

WHERE = "Paste it at https://api.slack.com/apps: Create New App, From a manifest, JSON.\n"


@app.callback()
def slack() -> None:
    """What Slack is to be told."""


@app.command()
def manifest(
    socket: Annotated[
        bool | None,
        typer.Option(
            "--socket/--http",
            help="over a socket that amzigo opens, or by requests to AMZIGO_PUBLIC_URL",
        ),
    ] = None,
    oauth: Annotated[
        bool | None,
        typer.Option("--oauth/--own", help="for many workspaces to add, or for your own alone"),
    ] = None,
) -> None:
    """Print the app's manifest, from which Slack makes the app.

    As JSON; without options it is the app that the settings mean.
    """
    from bot.adapters.slack.manifest import form_of
    from bot.adapters.slack.manifest import manifest as made
    from bot.commands.verbs import VERBS
    from bot.settings import from_environment

    form = form_of(from_environment().slack, socket, oauth)
    sys.stdout.write(json.dumps(made(form, VERBS), indent=2, ensure_ascii=False) + "\n")
    sys.stderr.write(WHERE)
