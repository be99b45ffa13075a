"""Slack's requests over HTTP: verified, never taken twice, then handed to the bolt app."""

import asyncio
from dataclasses import dataclass

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.adapters.slack.listeners import UNWRITTEN
from bot.adapters.slack.replay import Replays
from bot.adapters.slack.verification import Verifier

PATH = "/slack/events"
"""One address for commands, interactivity and events."""

BODY_LIMIT = 1024 * 1024
_READ_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """What stands before the app: a request that is not Slack's gets the same answer, whatever."""

    app: AsyncApp
    verifier: Verifier
    replays: Replays

    def routes(self) -> list[BaseRoute]:
        """The routes that wiring mounts."""
        return [Route(PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """Take one request."""
        body = await _read(request)
        if body is None:
            return _refused(413)
        signed = self.verifier.verified(dict(request.scope["headers"]), body)
        taken = "before" if signed is None else await self.replays.taken(signed)
        if signed is None or taken == "before":
            return _refused(401)
        known = {UNWRITTEN: signed.digest} if taken == "unwritten" else {}
        try:
            asked = to_async_bolt_request(request, body, known)
        except (ValueError, TypeError, AttributeError):  # signed, but no form or object in UTF-8
            return _refused(400)
        return to_starlette_response(await self.app.async_dispatch(asked))


def _refused(status: int) -> Response:
    return PlainTextResponse("refused\n", status, {"cache-control": "no-store"})


async def _read(request: Request) -> bytes | None:
    """The body; None where it is too long, or does not come."""
    read = bytearray()
    try:
        async with asyncio.timeout(_READ_SECONDS):
            async for chunk in request.stream():
                read += chunk
                if len(read) > BODY_LIMIT:
                    return None
    except TimeoutError:
        return None
    return bytes(read)
