"""`amzigo preview`: every card as both platforms' JSON, and our own drawing of it."""

from pathlib import Path
from typing import Annotated

import typer


def preview(
    folder: Annotated[Path, typer.Argument(help="where to write")] = Path("preview"),
    card: Annotated[
        str | None, typer.Option("--card", metavar="NAME", help="this card alone")
    ] = None,
    locale: Annotated[
        str, typer.Option("--locale", help='how figures are written, such as "de"')
    ] = "en",
) -> None:
    """Draw every card as Slack and Discord get it.

    Writes each as both platforms' JSON and a page; all figures are invented, no account is asked.
    """
    from bot.preview.catalogue import catalogue, named
    from bot.preview.folder import INDEX, index, pages, write
    from core.policy.locales import offered

    written = offered(locale)
    samples = list(catalogue().values()) if card is None else [named(card)]
    files = pages(samples, written)
    if card is None:
        files[INDEX] = index(samples)
    write(folder, files)
    first = folder / (INDEX if card is None else f"{samples[0].name}.html")
    drawn = "1 card is" if len(samples) == 1 else f"{len(samples)} cards are"
    typer.echo(f"{drawn} drawn: open {first} in a browser.")
