"""The `amzigo` command: one file a noun; what is heavy is imported by the command that needs it."""

from typing import Annotated

import typer

from bot.cli import cert, discord, slack
from bot.cli.ask import ask
from bot.cli.claim import claim
from bot.cli.connect import connect
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.imports import import_orders
from bot.cli.preview import preview
from bot.cli.sandbox import sandbox
from bot.cli.serve import migrate, serve_all

app = typer.Typer(
    name="amzigo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"amzigo {version('amzigo')}")
        raise typer.Exit


@app.callback()
def amzigo(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="say which this is"),
    ] = False,
) -> None:
    """Chat-ops for Amazon sellers. `amzigo demo` shows everything on invented data."""


app.command("demo")(demo)
app.command("import")(import_orders)
app.command("ask")(ask)
app.command("connect")(connect)
app.command("claim")(claim)
app.command("preview")(preview)
app.command("sandbox")(sandbox)
app.command("all")(serve_all)
app.command("migrate")(migrate)
app.command("doctor")(doctor)
app.add_typer(slack.app, name="slack")
app.add_typer(discord.app, name="discord")
app.add_typer(cert.app, name="cert")
