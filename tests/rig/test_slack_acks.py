"""The local Slack knows that an ack is late, also where a test's clock stands still."""

from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.rig.slack_chat import SignedHttp
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
