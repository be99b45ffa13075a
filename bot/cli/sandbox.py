"""`amzigo sandbox`: a local Amazon to try things on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import parse_now
from core.errors import NotAReport

if TYPE_CHECKING:
    import socket

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


def sandbox(
    port: Annotated[int, typer.Option(help="port on 127.0.0.1; 0 takes a free one")] = 8485,
    shop: Shop = "1",
    throttle: Annotated[bool, typer.Option("--throttle", help="apply Amazon's limits")] = False,
    now: Annotated[
        str | None, typer.Option(metavar="TIME", help="let its clock start at this time")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="remember everything in this file")] = None,
) -> None:
    """Run a local Amazon to try things on.

    It answers as Login with Amazon and the Selling Partner API of all regions, for two invented
    shops; what it prints opens it. Ctrl-C ends it.
    """
    import secrets

    from bot.clock import utc_now
    from bot.web import listen
    from core.spapi.sandbox.settings import SandboxSettings

    settings = SandboxSettings(
        utc_now,
        secrets.token_bytes,
        seed=int(shop) if shop.isdecimal() else 1,
        orders=None if shop.isdecimal() else Path(shop),
        throttle=throttle,
        now=None if now is None else parse_now(now),
        state=str(state) if state else ":memory:",
    )
    _run(listen(port), settings)


def _run(listener: "socket.socket", settings: "SandboxSettings") -> None:
    """Serve until a signal comes; one line says where and with which credentials."""
    import uvicorn

    from core.spapi.sandbox.app import build_app
    from core.spapi.sandbox.order_file import BadOrderFile

    with listener:
        try:
            app = build_app(settings)
        except BadOrderFile as why:
            raise NotAReport(name=str(settings.orders), reason=str(why)) from why
        typer.echo(_line(listener.getsockname()[1]))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            typer.echo("Stopped.")


def _line(port: int) -> str:
    from bot.web import LOOPBACK
    from core.spapi.sandbox.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET

    tokens = ", ".join(f"{a.shop} {a.region} {a.refresh_token}" for a in ACCOUNTS)
    return (
        f"Sandbox on http://{LOOPBACK}:{port} · client id {CLIENT_ID} · "
        f"client secret {CLIENT_SECRET} · refresh tokens: {tokens}"
    )
