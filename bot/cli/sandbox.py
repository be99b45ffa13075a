"""`amzigo sandbox`: a local Amazon to try things on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import socket

    from core.spapi.sandbox.settings import SandboxSettings

_ADDRESS = "127.0.0.1"


def sandbox(  # noqa: PLR0913 a command's options are its parameters
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8485,
    seed: Annotated[int, typer.Option(help="Another number makes other shops.")] = 1,
    orders: Annotated[
        Path | None, typer.Option(help="Serve this all-orders report.", exists=True)
    ] = None,
    throttle: Annotated[bool, typer.Option(help="Apply Amazon's usage plans.")] = False,
    now: Annotated[
        str | None, typer.Option(help="Start at this moment, such as 2026-11-21T09:00:00Z.")
    ] = None,
    state: Annotated[Path | None, typer.Option(help="Remember everything in this file.")] = None,
) -> None:
    """Run a local Amazon: LWA and the SP-API of all regions, with two invented sellers."""
    import secrets  # noqa: PLC0415 the command line stays quick until a command runs

    from core.spapi.sandbox.settings import SandboxSettings  # noqa: PLC0415

    settings = SandboxSettings(
        lambda: datetime.now(UTC), secrets.token_bytes, seed=seed, orders=orders,
        throttle=throttle, now=_moment(now), state=str(state) if state else ":memory:",
    )
    _run(_listen(port), settings)


def _run(listener: "socket.socket", settings: "SandboxSettings") -> None:
    """Serve until a signal comes; one line says where and with which credentials."""
    import uvicorn  # noqa: PLC0415

    from core.errors import NotAReport  # noqa: PLC0415
    from core.spapi.sandbox.app import build_app  # noqa: PLC0415
    from core.spapi.sandbox.order_file import BadOrderFile  # noqa: PLC0415

    with listener:
        try:
            app = build_app(settings)
        except BadOrderFile as reason:
            name = settings.orders.name if settings.orders else ""
            raise NotAReport(name=name, reason=str(reason)) from reason
        typer.echo(_line(listener.getsockname()[1]))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            typer.echo("Stopped.")


def _line(port: int) -> str:
    from core.spapi.sandbox.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET  # noqa: PLC0415

    tokens = ", ".join(f"{a.shop} {a.region} {a.refresh_token}" for a in ACCOUNTS)
    return (
        f"Sandbox on http://{_ADDRESS}:{port} · client id {CLIENT_ID} · "
        f"client secret {CLIENT_SECRET} · refresh tokens: {tokens}"
    )


def _listen(port: int) -> "socket.socket":
    """A bound socket, so that no one can take the port between looking and serving."""
    import socket  # noqa: PLC0415

    from core.errors import PortInUse  # noqa: PLC0415

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_ADDRESS, port))
        listener.listen()
    except OSError as reason:
        listener.close()
        raise PortInUse(port=port) from reason
    return listener


def _moment(text: str | None) -> datetime | None:
    from core.errors import BadArgument  # noqa: PLC0415

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as reason:
        hint = "Try 2026-11-21T09:00:00Z."
        raise BadArgument(value=text, name="--now", hint=hint) from reason
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
