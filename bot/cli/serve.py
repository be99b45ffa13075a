"""`amzigo all` and `amzigo migrate`: the processes of the Procfile."""

import socket
import sys
from typing import Annotated

import typer

from bot.cli.session import run

PORT = 8484


def serve_all(
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, metavar="PORT", help="port of the local page on 127.0.0.1"),
    ] = PORT,
) -> None:
    """Run everything in one process.

    Page, engine and clock; it prints the page's address. Ctrl-C or SIGTERM ends it.
    """
    from bot.web import listen

    with listen(port) as listener:
        run(lambda: _everything(listener))


async def _everything(listener: socket.socket) -> None:
    from bot.amazon_wiring import open_amazon
    from bot.cli.chats import connected_chats
    from bot.clock import utc_now
    from bot.local_wiring import local_page
    from bot.long_life import long_life
    from bot.settings import from_environment
    from bot.wiring import open_house, working
    from core.sync_plan import Pace

    async with open_house(from_environment(), utc_now) as house, connected_chats(house) as told:
        page = local_page(house, listener)
        async with open_amazon(house) as amazon, working(house, amazon, Pace()):
            sys.stdout.write("\n".join((f"amzigo is at {page.address}", *told)) + "\n")
            sys.stdout.flush()
            with long_life():
                await page.serve()


def migrate() -> None:
    """Bring database and key store up to date.

    They are made where there are none. The Procfile runs this at each release.
    """

    async def work() -> None:
        from bot.clock import utc_now
        from bot.settings import from_environment
        from bot.wiring import open_house

        async with open_house(from_environment(), utc_now) as house:
            kind = "demo" if house.is_demo else "production"
            sys.stdout.write(f"The database is up to date ({kind}).\n")

    run(work)
