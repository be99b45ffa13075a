"""The local Slack as a web server on loopback: Web API, response_url, uploads, Socket Mode."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.rig.slack_api import METHODS, NO_TOKEN, Refusal
from tests.rig.slack_faults import Fault, headers_of
from tests.rig.slack_files import take_upload
from tests.rig.slack_rates import TooMany
from tests.rig.slack_responses import respond
from tests.rig.slack_sockets import SlackSockets
from tests.rig.slack_tokens import authorize_page, require
from tests.rig.slack_world import SlackWorld


class SlackServer:
    """Serves a world; every answer to a broken rule is what Slack's would be."""

    def __init__(self, world: SlackWorld) -> None:
        self.world = world
        self.sockets = SlackSockets(world)

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self.api)
        app.router.add_post("/response/{key}", self.response)
        app.router.add_post("/upload/{file}", self.upload)
        app.router.add_get("/oauth/v2/authorize", self.page)
        app.router.add_get("/socket/{ticket}", self.sockets.serve)
        return app

    async def api(self, request: web.Request) -> web.StreamResponse:
        """A method of the Web API."""
        method = request.match_info["method"]
        token, given = await _read(request)
        self.world.calls.append((method, given))
        return await self._answer(request, method, lambda: self._call(method, token, given))

    async def response(self, request: web.Request) -> web.StreamResponse:
        """A response_url."""
        payload = await request.json()
        key = request.match_info["key"]
        self.world.calls.append(("response_url", payload))

        def answered() -> dict[str, Any]:
            return respond(self.world, key, payload)

        return await self._answer(request, "response_url", answered)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file."""
        content, key = await request.read(), request.match_info["file"]

        def taken() -> dict[str, Any]:
            return take_upload(self.world, key, content)

        return await self._answer(request, "upload", taken)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Where a person lets the app into a workspace: here they always do."""
        raise web.HTTPFound(authorize_page(self.world, dict(request.query)))

    def _call(self, method: str, token: str, given: dict[str, Any]) -> dict[str, Any]:
        if method not in METHODS:
            raise Refusal("unknown_method")
        scope, work = METHODS[method]
        grant = None if method in NO_TOKEN else require(self.world, token, scope)
        if grant is not None:
            channel = str(given.get("channel", ""))
            self.world.rates.count(method, grant.workspace, channel, self.world.clock())
        return work(self.world, grant, given)

    async def _answer(
        self, request: web.Request, method: str, work: Callable[[], dict[str, Any]]
    ) -> web.StreamResponse:
        now = self.world.clock()
        if self.world.faults.is_too_soon(method, now):
            self.world.broken.append(f"{method}: called before its Retry-After was over")
        fault = self.world.faults.take(method, now)
        if fault is not None and not fault.done:
            return _bad(request, fault)
        try:
            answer = {"ok": True} | work()
        except TooMany as why:
            self.world.broken += [f"{method}: {why.broken}"] if why.broken else []
            return _bad(request, Fault(429, "ratelimited", why.retry_after))
        except Refusal as why:
            if why.broken:
                self.world.broken.append(f"{method}: {why.error}: {'; '.join(why.broken)}")
            answer = {"ok": False, "error": why.error} | why.more
            answer |= {"response_metadata": {"messages": [f"[ERROR] {m}" for m in why.broken]}}
        if fault is not None:
            return _bad(request, fault)
        status, headers = answer.pop("status", 200), answer.pop("headers", None)
        return web.json_response(answer, status=status, headers=headers)


def _bad(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.dropped and request.transport is not None:
        request.transport.abort()
    body = {"ok": False, "error": fault.error or "internal_error"}
    return web.json_response(body, status=fault.status, headers=headers_of(fault))


async def _read(request: web.Request) -> tuple[str, dict[str, Any]]:
    """The token, and the arguments, however they were sent."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.can_read_body:
        given |= {name: _value(value) for name, value in (await request.post()).items()}
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        given["basic"] = token
    return (token if kind == "Bearer" else str(given.pop("token", ""))), given


def _value(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


@asynccontextmanager
async def serving(world: SlackWorld) -> AsyncIterator[SlackServer]:
    """The server of a world, while the block runs; fails if a rule was broken meanwhile."""
    server = SlackServer(world)
    listening = TestServer(server.application())
    await listening.start_server()
    world.address = str(listening.make_url("")).rstrip("/")
    try:
        yield server
    finally:
        await server.sockets.close()
        await listening.close()
    assert not world.broken, world.broken
