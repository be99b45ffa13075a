"""The local Discord as a server on loopback: its REST and its gateway on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.rig.discord_gateway import Gateway
from tests.rig.discord_rest import API, Rest
from tests.rig.discord_world import World

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Discord:
    """A running local Discord and where it is."""

    world: World
    gateway: Gateway
    port: int

    @property
    def api_url(self) -> str:
        """For AMZIGO_DISCORD_API_URL."""
        return f"http://{LOOPBACK}:{self.port}{API}"

    @property
    def gateway_url(self) -> str:
        """For AMZIGO_DISCORD_GATEWAY_URL."""
        return f"ws://{LOOPBACK}:{self.port}/gateway"

    def forget(self) -> None:
        """Drop all that was said so far, for runs that are too long to keep it."""
        self.world.forget()
        self.gateway.forget()


@asynccontextmanager
async def local_discord(world: World, port: int = 0) -> AsyncIterator[Discord]:
    """Serve a world while the block runs."""
    address: list[str] = []
    gateway = Gateway(world, lambda: address[0])
    application = web.Application(client_max_size=32 * 1024 * 1024)
    application.add_routes(Rest(world, lambda: address[0]).routes())
    application.router.add_get("/gateway", gateway.serve)
    application.router.add_get("/gateway/", gateway.serve)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
        found = Discord(world, gateway, runner.addresses[0][1])
        address.append(found.gateway_url)
        yield found
        await gateway.drop()
    finally:
        await runner.cleanup()
