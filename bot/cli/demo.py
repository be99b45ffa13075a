"""`amzigo demo`: the whole job on invented shops, with a local Amazon, on one page."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import run

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from bot.settings import Settings
    from bot.wiring import House
    from core.ports.amazon import Amazon

PORT = 8484
SANDBOX_STATE, KEY_FILE = "sandbox.db", "kek.key"
DATABASES = ("amzigo.db", "keys.db", SANDBOX_STATE)


def demo(
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="PORT", help="port of the page on 127.0.0.1")
    ] = PORT,
    keep: Annotated[
        bool, typer.Option("--keep", help="go on with what the last demo made")
    ] = False,
) -> None:
    """Show everything on two invented shops.

    It prints the address of a page on this machine; Ctrl-C ends it all. Every start begins anew,
    unless you keep what the last one made.
    """
    from bot.web import listen

    with listen(port) as listener:  # before anything is deleted or made
        run(lambda: _demo(listener, keep=keep))


async def _demo(listener: "socket.socket", *, keep: bool) -> None:
    from bot.amazon_wiring import open_amazon
    from bot.cli.local_amazon import local_amazon
    from bot.clock import utc_now
    from bot.settings import from_environment
    from bot.wiring import make_folder, open_house

    data = from_environment().data_dir
    folder = data / "amzigo-demo"
    for one in (data, folder):  # parents that are made along the way are open to others
        make_folder(one)
    if not keep:
        forget(folder)
    with local_amazon(folder / SANDBOX_STATE) as address:
        settings = demo_settings(folder, address)
        async with open_house(settings, utc_now) as house, open_amazon(house) as amazon:
            await _show(listener, house, amazon, address)


def forget(folder: "Path") -> None:
    """Delete what an earlier demo made: the files it is known to make, and no others."""
    for name in (*DATABASES, KEY_FILE):
        for path in (folder / name, folder / f"{name}-wal", folder / f"{name}-shm"):
            path.unlink(missing_ok=True)


def demo_settings(folder: "Path", amazon: str) -> "Settings":
    """The settings of a demo: its own folder, and every address of Amazon on this machine."""
    from bot.settings import AMAZON, read_settings
    from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET

    return read_settings(
        {
            "AMZIGO_ENV": "demo",
            "AMZIGO_DATA_DIR": str(folder),
            "AMZIGO_LWA_CLIENT_ID": CLIENT_ID,
            "AMZIGO_LWA_CLIENT_SECRET": CLIENT_SECRET,
            **dict.fromkeys(AMAZON, amazon),
        }
    )


async def _show(listener: "socket.socket", house: "House", amazon: "Amazon", address: str) -> None:
    """Make the shops where there are none, fill them, then serve the page until Ctrl-C."""
    from bot.chance import new_id
    from bot.demo import PACE, DemoMaker, fill
    from bot.demo_stock import remembered
    from bot.local_wiring import local_page
    from bot.long_life import long_life
    from bot.wiring import working
    from core.spapi.sandbox.accounts import ACCOUNTS

    async with house.storage.read() as uow:
        is_new = not await uow.directory.tenants()
    page = local_page(house, listener)
    async with working(house, amazon, PACE) as syncer:
        if is_new:
            say("Making two invented shops …")
            maker = DemoMaker(house.storage, house.create_tenant, new_id, remembered(address))
            made = await maker.make(ACCOUNTS, house.clock())
            await fill(house.storage, syncer, house.jobs.idle, made)
        say(f"amzigo is at {page.address}")
        say("Ctrl-C ends it.")
        with long_life():
            await page.serve()


def say(line: str) -> None:
    """One line for the person at the terminal, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
