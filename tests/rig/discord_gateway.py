"""The gateway of the local Discord: hello, identify, heartbeat, resume, dispatch, faults."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.rig import discord_json
from tests.rig.discord_world import TOKEN, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 0, 1, 2, 6
RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 9, 10, 11
AUTHENTICATION_FAILED, SHARDING_REQUIRED, DISALLOWED_INTENTS, DROPPED = 4004, 4011, 4014, 4000
GUILDS = 1
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
"""Members, presences and the content of messages: nobody allowed them."""


@dataclass
class Session:
    """A gateway session: what was sent in it, so that a resume gets what it missed."""

    id: str
    shard: tuple[int, int]
    intents: int
    events: list[dict[str, Any]] = field(default_factory=list)
    socket: web.WebSocketResponse | None = None
    forgotten: int = 0
    """How many of the first events are not kept any more."""

    @property
    def sequence(self) -> int:
        """The number of the last event."""
        return self.forgotten + len(self.events)


class Gateway:
    """All sessions of the application; events go to each, as they do with two processes."""

    def __init__(self, world: World, address: Callable[[], str]) -> None:
        self._world = world
        self._address = address
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.frames: list[dict[str, Any]] = []
        """What clients sent, in order."""
        self._outbox: list[tuple[Session, dict[str, Any]]] = []
        world.dispatch = self.dispatch

    @property
    def connected(self) -> list[Session]:
        """The sessions that have a socket now."""
        return [one for one in self.sessions.values() if one.socket is not None]

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """A socket, until it closes."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            self.frames.append(frame)
            session = await self._take(socket, frame) or session
            self._world.changed()
        if session is not None and session.socket is socket:
            session.socket = None
        self._world.changed()
        return socket

    def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Send an event of the guild to every session of its shard, now or when it resumes."""
        for session in self.sessions.values():
            if self._has_guild(session):
                self.send(session, event, data)

    def send(self, session: Session, event: str, data: dict[str, Any]) -> None:
        """Send an event in a session."""
        frame = {"op": DISPATCH, "t": event, "s": session.sequence + 1, "d": data}
        session.events.append(frame)
        if session.socket is not None:
            self._outbox.append((session, frame))

    async def flush(self) -> None:
        """Write what was dispatched."""
        while self._outbox:
            session, frame = self._outbox.pop(0)
            if session.socket is not None and not session.socket.closed:
                await session.socket.send_json(frame)

    def forget(self) -> None:
        """Drop all frames so far: no session can be resumed from before."""
        self.frames.clear()
        for session in self.sessions.values():
            session.forgotten = session.sequence
            session.events.clear()

    async def drop(self) -> None:
        """Close every socket in a way that lets the session be resumed."""
        await self.close_all(DROPPED)

    async def close_all(self, code: int) -> None:
        """Close every socket with a code of Discord's."""
        for session in self.connected:
            await self.close(session, code)

    async def close(self, session: Session, code: int) -> None:
        """Close a session's socket with a code of Discord's."""
        socket, session.socket = session.socket, None
        if socket is not None:
            await socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Opcode 7: the client is to come back and resume."""
        for session in self.connected:
            await self._op(session, {"op": RECONNECT, "d": None})

    async def break_all(self) -> None:
        """Send every socket what no library can read: its session is over by that."""
        for session in self.connected:
            await self._op(session, {"op": HELLO, "d": None})
            session.socket = None

    async def invalidate(self) -> None:
        """Opcode 9: the session is gone; the client is to identify anew."""
        for session in self.connected:
            del self.sessions[session.id]
            await self._op(session, {"op": INVALID_SESSION, "d": False})

    async def lose_guild(self, *, unavailable: bool) -> None:
        """The guild is gone: by an outage, or because the application was removed from it."""
        its = {"id": self._world.guild}
        self.dispatch("GUILD_DELETE", {**its, "unavailable": True} if unavailable else its)
        await self.flush()

    def _has_guild(self, session: Session) -> bool:
        number, of = session.shard
        return (int(self._world.guild) >> 22) % of == number

    async def _op(self, session: Session, frame: dict[str, Any]) -> None:
        if session.socket is not None:
            await session.socket.send_json(frame)

    async def _take(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> Session | None:
        op, data = frame["op"], frame.get("d")
        if op == HEARTBEAT:
            await socket.send_json({"op": HEARTBEAT_ACK})
        elif op == IDENTIFY:
            return await self._identify(socket, data)
        elif op == RESUME:
            return await self._resume(socket, data)
        return None

    async def _identify(self, socket: web.WebSocketResponse, data: Any) -> Session | None:
        if data["token"] != TOKEN:
            await socket.close(code=AUTHENTICATION_FAILED)
            return None
        if data["intents"] & PRIVILEGED:
            self._world.fail("privileged intents were asked for")
            await socket.close(code=DISALLOWED_INTENTS)
            return None
        self.identified += 1
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(self._world.new_id(), (shard[0], shard[1]), data["intents"], [], socket)
        self.sessions[session.id] = session
        its = self._has_guild(session)
        guilds = [{"id": self._world.guild, "unavailable": True}] if its else []
        ready = {
            "v": 10,
            "user": discord_json.user(self._world, "amzigo"),
            "guilds": guilds,
            "session_id": session.id,
            "resume_gateway_url": self._address(),
            "shard": list(session.shard),
            "application": {"id": self._world.application, "flags": 0},
        }
        self.send(session, "READY", ready)
        if session.intents & GUILDS and self._has_guild(session):
            self.send(session, "GUILD_CREATE", discord_json.guild(self._world))
        await self.flush()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Any) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != TOKEN:
            await socket.send_json({"op": INVALID_SESSION, "d": False})
            return None
        self.resumed += 1
        session.socket = socket
        for frame in session.events[max(0, (data["seq"] or 0) - session.forgotten) :]:
            await socket.send_json(frame)
        self.send(session, "RESUMED", {})
        await self.flush()
        return session
