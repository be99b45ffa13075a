"""`amzigo sandbox`: a local Amazon to try things on."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import options_of
from bot.cli.session import parse_now
from core.errors import BadArgument, NotAReport

if TYPE_CHECKING:
    import socket

    from starlette.applications import Starlette

    from core.spapi.sandbox.sandbox import Sandbox
    from core.spapi.sandbox.settings import SandboxSettings

Shop = Annotated[
    str,
    typer.Option(
        "--seed",
        "--orders",
        metavar="NUMBER|FILE",
        help="what is sold: a number invents the shops, an all-orders report is served as it is",
    ),
]
Faults = Annotated[
    Path | None, typer.Option(metavar="FILE", help="what goes wrong: a JSON list of faults")
]
Static = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="answer only the static cases of Amazon's published models in DIR"
    ),
]


@dataclass(frozen=True, slots=True)
class SandboxOptions:
    """What the command line says."""

    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, metavar="PORT", help="port on 127.0.0.1; 0 takes a free one"
        ),
    ] = 8485
    shop: Shop = "1"
    throttle: Annotated[bool, typer.Option("--throttle", help="apply Amazon's limits")] = False
    faults: Faults = None
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="let its clock start at this time")
    ] = None
    state: Annotated[Path | None, typer.Option(help="remember everything in this file")] = None
    static: Static = None


@options_of(SandboxOptions)
def sandbox(options: SandboxOptions) -> None:
    """Run a local Amazon to try things on.

    It answers as Login with Amazon and the Selling Partner API of all regions, for invented
    shops; what it prints opens it. Ctrl-C ends it.
    """
    import secrets

    from bot.clock import utc_now
    from bot.web import listen
    from core.spapi.sandbox.settings import SandboxSettings

    if options.static is not None:
        _run_static(options.static, options)
        return
    shop = options.shop
    settings = SandboxSettings(
        utc_now,
        secrets.token_bytes,
        seed=int(shop) if shop.isdecimal() else 1,
        orders=None if shop.isdecimal() else Path(shop),
        throttle=options.throttle,
        now=None if options.now is None else parse_now(options.now),
        state=str(options.state) if options.state else ":memory:",
    )
    _run(listen(options.port), settings, options.faults)


def _run_static(folder: Path, options: SandboxOptions) -> None:
    from bot.cli.static_sandbox import static_sandbox
    from bot.web import listen

    app = static_sandbox(folder, options)
    with listen(options.port) as listener:
        _serve(listener, app)


def _run(listener: "socket.socket", settings: "SandboxSettings", faults: Path | None) -> None:
    from core.spapi.sandbox.app import build_app
    from core.spapi.sandbox.order_file import BadOrderFile

    with listener:
        try:
            app = build_app(settings)
        except BadOrderFile as why:
            raise NotAReport(name=str(settings.orders), reason=str(why)) from why
        if faults is not None:
            _script(app.state.sandbox, faults)
        _serve(listener, app, invented=settings.orders is None)


def _serve(listener: "socket.socket", app: "Starlette", *, invented: bool = True) -> None:
    """Serve until a signal comes; first say where, and with which credentials."""
    from bot.cli.sandbox_server import SandboxServer

    typer.echo(_opening(listener.getsockname()[1], invented=invented))
    try:
        SandboxServer(app).run(sockets=[listener])
    except KeyboardInterrupt:
        typer.echo("Stopped.")


def _script(sandbox: "Sandbox", path: Path) -> None:
    """Load a file of faults; raises BadArgument."""
    import json

    from core.spapi.sandbox.fault_script import BadFault, load

    try:
        load(sandbox, json.loads(path.read_bytes()))
    except BadFault as why:
        hint = f"Look at {why}; docs/sandbox.md lists what there is."
        raise BadArgument(value=path.name, name="--faults", hint=hint) from why
    except (OSError, ValueError, RecursionError) as why:
        hint = "It has to be a file that holds a JSON list of faults."
        raise BadArgument(value=path.name, name="--faults", hint=hint) from why


def _opening(port: int, *, invented: bool) -> str:
    """Where it is and what opens it; an orders file has no shops beside the demo's."""
    from bot.web import LOOPBACK
    from core.spapi.sandbox.accounts import (
        ACCOUNTS,
        CLIENT_ID,
        CLIENT_SECRET,
        FURTHER_ACCOUNTS,
    )

    accounts = (*ACCOUNTS, *FURTHER_ACCOUNTS) if invented else ACCOUNTS
    told = [("client id", CLIENT_ID), ("client secret", CLIENT_SECRET)]
    told += [(f"{one.shop}, {one.region}", one.refresh_token) for one in accounts]
    lines = [f"  {name:<18} {value}" for name, value in told]
    return "\n".join((f"Sandbox on http://{LOOPBACK}:{port}", *lines, "Ctrl-C ends it."))
