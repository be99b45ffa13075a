"""Socket Mode of a local Slack: hello, envelopes to one socket each, acks, and dropped sockets."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Any

from aiohttp import WSMsgType, web

from tests.rig.slack_world import APP_ID, PATIENCE, SlackWorld

MOST_SOCKETS = 10
ACK_SECONDS = 3


def note_late(world: SlackWorld, kind: str, took: float) -> None:
    """Note that an ack took too long."""
    if took > ACK_SECONDS:
        world.broken.append(f"{kind}: the ack took {took} seconds")


class SlackSockets:
    """The open sockets of the app."""

    def __init__(self, world: SlackWorld) -> None:
        self._world = world
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._opened = asyncio.Event()
        self.ticks: Callable[[], float] = perf_counter
        """By which an ack is late: no test's clock, which may stand still."""
        self.open: list[web.WebSocketResponse] = []
        self.connections = 0
        self.delivered = 0
        """Envelopes that were sent."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One socket, from its ticket to its end."""
        ticket = request.match_info["ticket"]
        if ticket not in self._world.tickets or len(self.open) >= MOST_SOCKETS:
            return web.Response(status=408)
        self._world.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        info = {"app_id": APP_ID}
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": info})
        self.open.append(socket)
        self.connections += 1
        self._opened.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.json())
        finally:
            if socket in self.open:
                self.open.remove(socket)
        return socket

    def _acknowledged(self, ack: dict[str, Any]) -> None:
        waiting = self._waiting.pop(str(ack.get("envelope_id")), None)
        if waiting is None:
            self._world.broken.append(f"socket: an ack of an unknown envelope {ack}")
        else:
            waiting.set_result(ack)

    async def connected(self, times: int = 1) -> None:
        """Wait until the app opened so many sockets, all in all."""
        async with asyncio.timeout(PATIENCE):
            while self.connections < times:
                self._opened.clear()
                await self._opened.wait()

    async def deliver(
        self, kind: str, payload: dict[str, Any], retry: int | None = None
    ) -> dict[str, Any]:
        """Send an envelope to one socket; returns its ack."""
        envelope = {
            "type": kind,
            "envelope_id": f"e{self._world.number()}",
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if retry is not None:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[str(envelope["envelope_id"])] = waiting
        before = self.ticks()
        await self.open[-1].send_json(envelope)
        self.delivered += 1
        async with asyncio.timeout(PATIENCE):
            ack: dict[str, Any] = await waiting
        note_late(self._world, kind, self.ticks() - before)
        return ack

    async def refresh(self) -> None:
        """Announce that a socket will close, as Slack does every few hours."""
        await self.open[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def drop(self) -> None:
        """Close every socket without a word."""
        for socket in list(self.open):
            await socket.close()

    async def close(self) -> None:
        """End."""
        await self.drop()
