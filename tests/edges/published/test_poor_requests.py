"""Whatever is asked, what the sandbox says of it is an answer that Amazon's models know."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from core.spapi.sandbox.operations import OPERATIONS, find_operation
from tests.edges.sandbox.desk import Desk, open_desk
from tests.published.models import Published, Spoken
from tests.published.schemas import answer_faults
from tests.published.served import is_served

NONSENSE = "no such thing"


def poor(spoken: Spoken) -> Iterator[dict[str, Any]]:
    """Requests without anything, with nonsense for everything, and with broken bodies."""
    names = list(spoken.placed("query"))
    yield {}
    yield {"params": dict.fromkeys(names, NONSENSE)}
    for name in names:
        yield {"params": {name: ""}}
        yield {"params": {name: NONSENSE}}
    if spoken.placed("body"):
        for body in (b"{", b"[]", b"{}", b"null", b'"text"'):
            yield {"content": body}


async def token_of(desk: Desk, scope: str) -> str:
    """A token for an operation: a seller's, or a grantless one where that is wanted."""
    if not scope:
        return await desk.token()
    form = {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    return str((await desk.client.post("/auth/o2/token", data=form)).json()["access_token"])


async def test_every_answer_to_a_poor_request_is_one_that_amazons_model_allows(
    published: Published,
) -> None:
    faults: dict[str, list[str]] = {}
    refused: set[str] = set()
    async with open_desk() as desk:
        for spoken in filter(is_served, published.operations()):
            found = find_operation(spoken.method, spoken.sample_path)
            assert found
            token = await token_of(desk, found[0].scope)
            for request in poor(spoken):
                answer = await desk.call(spoken.method, spoken.sample_path, token=token, **request)
                if why := misfit(spoken, answer):
                    faults[f"{spoken.name} {request}"] = why
                if answer.status_code in (400, 404):
                    refused.add(spoken.name)
    assert faults == {}
    assert refused >= {one.name for one in OPERATIONS} - NEVER_REFUSED


NEVER_REFUSED = {"getMarketplaceParticipations", "getDestinations", "rotateApplicationClientSecret"}
"""Operations that read nothing of a request."""


def misfit(spoken: Spoken, answer: httpx.Response) -> list[str]:
    """What the model does not know, and what every answer of Amazon's has."""
    lacking = [] if "x-amzn-requestid" in answer.headers else ["there is no request id"]
    return lacking + answer_faults(spoken, answer.status_code, answer.content, strict=True)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [(400, b"<html>", "not JSON"), (402, b"{}", "not in the model"), (404, b"{}", "request id")],
)
def test_an_answer_that_no_model_knows_is_seen(
    published: Published, status: int, body: bytes, fault: str
) -> None:
    spoken = next(filter(is_served, published.operations()))
    assert any(fault in one for one in misfit(spoken, httpx.Response(status, content=body)))
