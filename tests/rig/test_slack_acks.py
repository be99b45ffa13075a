"""The local Slack knows that an ack is late, also where a test's clock stands still."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.rig.slack_chat import SignedHttp
from tests.rig.slack_sockets import SlackSockets
from tests.rig.slack_world import SlackWorld


async def acked(_: Request) -> Response:
    """An app that acks."""
    return Response()


@pytest.mark.parametrize(("took", "late"), [(3.0, []), (3.5, ["x: the ack took 3.5 seconds"])])
async def test_an_ack_by_request_has_three_seconds(took: float, late: list[str]) -> None:
    world, ticks = SlackWorld(), iter([100.0, 100.0 + took])
    app = Starlette(routes=[Route("/slack/events", acked, methods=["POST"])])
    http = replace(SignedHttp(world, app), ticks=lambda: next(ticks))
    assert (await http("x", {})).status == 200
    assert world.broken == late


class Opened(web.WebSocketResponse):
    """A socket at whose other end every envelope is acked at once."""

    def __init__(self, sockets: SlackSockets) -> None:
        super().__init__()
        self.sockets = sockets

    async def send_json(self, data: Any, *_: Any, **__: Any) -> None:
        """Ack it."""
        self.sockets._acknowledged({"envelope_id": data["envelope_id"]})


@pytest.mark.parametrize(("took", "late"), [(3.0, []), (3.5, ["x: the ack took 3.5 seconds"])])
async def test_an_ack_over_a_socket_has_three_seconds(took: float, late: list[str]) -> None:
    world, ticks = SlackWorld(), iter([100.0, 100.0 + took])
    sockets = SlackSockets(world)
    sockets.open.append(Opened(sockets))
    sockets.ticks = lambda: next(ticks)
    await sockets.deliver("x", {})
    assert world.broken == late
