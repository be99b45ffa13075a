"""The REST side of the local Discord: every request validated, counted, answered as it would be."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.rig import discord_json
from tests.rig.discord_answers import CALLBACK, WEBHOOK, WEBHOOK_MESSAGE, Answers
from tests.rig.discord_faults import (
    EMPTY,
    JSON,
    MISSING_ACCESS,
    UNKNOWN_MESSAGE,
    Refusal,
    too_many,
)
from tests.rig.discord_payloads import change, read_payload
from tests.rig.discord_rates import RETRY_AFTER
from tests.rig.discord_rules import command_faults, message_faults, new_message_faults
from tests.rig.discord_world import TOKEN, Message, World

API = "/api/v10"
CHANNEL = "/channels/{channel_id}/messages"
CHANNEL_MESSAGE = CHANNEL + "/{message_id}"
COMMANDS = "/applications/{application_id}/commands"

Handler = Callable[[web.Request], Awaitable[Any]]


class Rest:
    """The routes; those of webhooks and callbacks need no token but the interaction's own."""

    def __init__(self, world: World, gateway: Callable[[], str]) -> None:
        self._world = world
        self._gateway = gateway
        self._answers = Answers(world)

    def routes(self) -> list[web.RouteDef]:
        """All that discord.py may ask for here."""
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", COMMANDS, self._commands),
            ("GET", "/channels/{channel_id}", self._channel),
            ("PUT", COMMANDS, self._register),
            ("POST", CALLBACK, self._answers.callback),
            ("POST", WEBHOOK, self._answers.follow_up),
            ("PATCH", WEBHOOK_MESSAGE, self._answers.edit_answer),
            ("DELETE", WEBHOOK_MESSAGE, self._answers.delete_answer),
            ("POST", "/users/@me/channels", self._direct),
            ("POST", CHANNEL, self._post),
            ("PATCH", CHANNEL_MESSAGE, self._edit),
            ("DELETE", CHANNEL_MESSAGE, self._delete),
        ]
        return [web.route(method, API + path, self._served(do)) for method, path, do in table]

    def _served(self, do: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            try:
                return await self._answer(do, request)
            finally:
                names = request.match_info
                self._world.changed(names.get("interaction_token") or names.get("webhook_token"))

        return serve

    async def _answer(self, do: Handler, request: web.Request) -> web.Response:
        path = request.path.removeprefix(API)
        self._world.requests.append((request.method, path))
        fault = next((one for one in self._world.faults if one.meets(request.method, path)), None)
        if fault is None:
            return await self._carried_out(do, request)
        fault.times -= 1
        if fault.done:
            await self._carried_out(do, request)
            self._world.unheard(request.match_info.get("interaction_token", ""))
        if fault.dropped and request.transport is not None:
            request.transport.abort()
            return web.Response()
        headers = {**({} if isinstance(fault.body, str) else JSON), **fault.headers}
        return web.Response(status=fault.status, body=fault.text().encode(), headers=headers)

    async def _carried_out(self, do: Handler, request: web.Request) -> web.Response:
        path, now = request.path.removeprefix(API), self._world.now()
        busy = self._world.rates.count(request.method, path, now)
        if busy is not None:
            self._world.broken += [busy.broken] if busy.broken else []
            return _refused(busy.is_global)
        try:
            self._authorize(request)
            said = await do(request)
        except Refusal as why:
            body = json.dumps(why.body()).encode()
            return web.Response(status=why.status, body=body, headers=JSON)
        if said is None:
            return web.Response(status=204)
        return web.Response(body=json.dumps(said).encode(), headers=JSON)

    def _authorize(self, request: web.Request) -> None:
        own = request.path.startswith((f"{API}/interactions/", f"{API}/webhooks/"))
        if not own and request.headers.get("Authorization") != f"Bot {TOKEN}":
            raise Refusal(401, 0, "401: Unauthorized")

    async def _me(self, _: web.Request) -> Any:
        return discord_json.user(self._world, "amzigo")

    async def _application(self, _: web.Request) -> Any:
        its = {"id": self._world.application, "name": "amzigo", "icon": None, "description": ""}
        owner = discord_json.user(self._world, "owner")
        more = {"bot_public": True, "bot_require_code_grant": False, "verify_key": "00" * 32}
        whose = {"owner": owner, "team": None, "flags": 0, "summary": ""}
        return {**its, **more, **whose, **self._world.portal}

    async def _gateway_bot(self, _: web.Request) -> Any:
        limit = {
            "total": 1000,
            "remaining": self._world.starts_left,
            "reset_after": 0,
            "max_concurrency": 1,
        }
        return {"url": self._gateway(), "shards": self._world.shards, "session_start_limit": limit}

    async def _commands(self, _: web.Request) -> Any:
        return list(self._world.commands)

    async def _channel(self, request: web.Request) -> Any:
        return discord_json.channel(self._world, self._open_channel(request))

    async def _register(self, request: web.Request) -> Any:
        commands = json.loads(await request.read())
        self._world.require(self._world.specification.faults("PUT", COMMANDS, commands))
        self._world.require(command_faults(commands))
        self._world.registrations += 1
        self._world.commands = [
            {
                **one,
                "id": self._world.id_of("command", one["name"]),
                "version": "1",
                "application_id": self._world.application,
                "type": one.get("type", 1),
            }
            for one in commands
        ]
        return self._world.commands

    async def _direct(self, request: web.Request) -> Any:
        asked = json.loads(await request.read())
        return discord_json.direct(self._world, str(asked["recipient_id"]))

    async def _post(self, request: web.Request) -> Any:
        channel = self._open_channel(request)
        payload, files = await read_payload(self._world, request, CHANNEL)
        nonce = payload.get("nonce")
        if payload.get("enforce_nonce"):
            known = self._world.with_nonce(str(nonce), channel)
            if known is not None:
                return discord_json.message(self._world, known)
        if not files and not any(payload.get(key) for key in ("content", "components", "embeds")):
            raise Refusal(400, EMPTY, "Cannot send an empty message")
        self._world.require(new_message_faults(payload, files))
        flags = payload.get("flags") or 0
        nonce = None if nonce is None else str(nonce)
        shown = Message(self._world.new_id(), channel, payload, files, flags, None, nonce)
        self._world.show(shown)
        return discord_json.message(self._world, shown)

    async def _edit(self, request: web.Request) -> Any:
        shown = self._public(request)
        payload, files = await read_payload(self._world, request, CHANNEL_MESSAGE)
        self._world.require(message_faults(payload, files, is_v2=shown.has_v2))
        change(self._world, shown, payload, files)
        return discord_json.message(self._world, shown)

    async def _delete(self, request: web.Request) -> Any:
        self._public(request).deleted = True

    def _open_channel(self, request: web.Request) -> str:
        channel = request.match_info["channel_id"]
        self._world.name_of("channel", channel)
        if channel in self._world.closed_channels:
            raise Refusal(403, MISSING_ACCESS, "Missing Access")
        return channel

    def _public(self, request: web.Request) -> Message:
        channel = self._open_channel(request)
        shown = self._world.message(request.match_info["message_id"])
        if shown.user is not None or shown.channel != channel:
            raise Refusal(404, UNKNOWN_MESSAGE, "Unknown Message")
        return shown


def _refused(is_global: bool) -> web.Response:
    said = too_many("", "", after=RETRY_AFTER, is_global=is_global)
    headers = {**said.headers, **JSON}
    return web.Response(status=said.status, body=said.text().encode(), headers=headers)
