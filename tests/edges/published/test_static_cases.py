"""`amzigo sandbox --static` answers each of Amazon's static cases exactly as its models do."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.spapi.sandbox.settings import SandboxSettings
from core.spapi.sandbox.static_app import build_static_app
from core.spapi.sandbox.static_cases import read_operations
from tests.edges.sandbox.desk import AGENT, NA, Entropy, Time, grant
from tests.published.cases import Case, cases
from tests.published.models import Published
from tests.published.served import REJECTED, UNANSWERED, is_served


@pytest.fixture
async def static(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a static sandbox of Amazon's models, with a live token."""
    app = build_static_app(SandboxSettings(Time(), Entropy()), read_operations(folder))
    transport = httpx.ASGITransport(app)
    headers = {"user-agent": AGENT, "content-type": "application/json"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8485", headers=headers
    ) as client:
        token = (
            await client.post("/auth/o2/token", content=json.dumps(grant(NA)).encode())
        ).json()["access_token"]
        client.headers["x-amz-access-token"] = token
        yield client
    app.state.sandbox.state.close()


async def differs(static: httpx.AsyncClient, case: Case) -> str | None:
    """How the answer to a case's request differs from the case, None where it does not."""
    sent = case.request()
    got = await static.request(sent.method, sent.path, params=list(sent.query), content=sent.body)
    answer = json.loads(got.content) if got.content else None
    wanted = json.loads(case.body) if case.body else None
    if (got.status_code, answer) == (case.status, wanted):
        return None
    return f"{case.title}: {got.status_code} {got.text[:80]}"


async def test_every_case_of_what_is_served_is_answered_exactly(
    static: httpx.AsyncClient, published: Published
) -> None:
    served = [case for case in cases(published) if is_served(case.spoken)]
    assert len(served) > 0
    found = [await differs(static, case) for case in served if case.title not in UNANSWERED]
    assert [one for one in found if one] == []


async def test_so_is_every_case_of_the_other_operations(
    static: httpx.AsyncClient, published: Published
) -> None:
    others = [case for case in cases(published) if not is_served(case.spoken)]
    found = {case.title: await differs(static, case) for case in others}
    assert {title for title, one in found.items() if one} == UNANSWERED.keys() & found.keys()


async def test_another_answer_would_be_seen(
    static: httpx.AsyncClient, published: Published
) -> None:
    first = next(
        case for case in cases(published) if case.spoken.name == "getMarketplaceParticipations"
    )
    for other in (
        Case(first.spoken, 201, 1, first.named, first.answer),
        Case(first.spoken, first.status, 1, first.named, {"payload": []}),
    ):
        assert await differs(static, other)


def test_the_samples_that_amazons_own_schemas_reject_are_named(published: Published) -> None:
    assert {case.title for case in cases(published) if case.faults()} == REJECTED.keys()
