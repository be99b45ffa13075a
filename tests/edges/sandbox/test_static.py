"""Static mode: the request patterns of a folder of models, and an error for all else."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings
from core.spapi.sandbox.static_app import build_static_app
from core.spapi.sandbox.static_cases import NoModels, read_operations
from tests.edges.sandbox.desk import AGENT, NA, Entropy, Time, grant
from tests.edges.sandbox.shelves import MODEL, PATH, lay_out

NO_CASE = {
    "errors": [
        {"code": "InvalidInput", "message": "Could not match input arguments", "details": ""}
    ]
}


@dataclass
class Hatch:
    """A client of a static sandbox, with a live token."""

    client: httpx.AsyncClient
    sandbox: Sandbox
    time: Time
    token: str

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One call with the token, and with more headers where they are given."""
        headers = {"x-amz-access-token": self.token} | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)


@asynccontextmanager
async def open_hatch(folder: Path, *, throttle: bool = False) -> AsyncIterator[Hatch]:
    """A static sandbox of a folder."""
    time = Time()
    settings = SandboxSettings(time, Entropy(), throttle=throttle)
    app = build_static_app(settings, read_operations(folder))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://127.0.0.1:8485",
        headers={"user-agent": AGENT},
    ) as client:
        answer = await client.post("/auth/o2/token", data=grant(NA))
        yield Hatch(client, app.state.sandbox, time, answer.json()["access_token"])
    app.state.sandbox.state.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an invented model."""
    return lay_out(tmp_path)


@pytest.fixture
async def hatch(folder: Path) -> AsyncIterator[Hatch]:
    """A static sandbox of the invented model."""
    async with open_hatch(folder) as hatch:
        yield hatch


@pytest.mark.parametrize(
    ("method", "target", "status", "answer"),
    [
        ("GET", f"{PATH}?rooms=a,b&size=2", 200, {"shelves": 1}),
        ("GET", f"{PATH}?rooms=a&rooms=b&size=2&full=false", 200, {"shelves": 1}),
        ("GET", f"{PATH}?size=2&full=True&rooms=a%2Cb", 200, {"shelves": 2}),
        ("GET", f"{PATH}?rooms=bad&size=7", 400, {"errors": []}),
        ("GET", f"{PATH}/S1", 200, {"id": "S/1"}),
        ("GET", f"{PATH}/", 400, {"errors": ["empty"]}),
        ("GET", f"{PATH}/longest", 200, {"id": "L"}),
        ("DELETE", f"{PATH}/other", 404, {"errors": ["gone"]}),
        ("GET", f"{PATH}?rooms=b,a&size=2", 400, NO_CASE),
        ("GET", f"{PATH}?rooms=a,b&size=22", 400, NO_CASE),
        ("GET", f"{PATH}?rooms=a,b&size=2&size=2", 400, NO_CASE),
        ("GET", PATH, 400, NO_CASE),
        ("GET", f"{PATH}/S9", 400, NO_CASE),
        ("PUT", f"{PATH}/S1", 400, NO_CASE),
    ],
)
async def test_a_pattern_gets_its_answer_and_nothing_else_does(
    hatch: Hatch, method: str, target: str, status: int, answer: object
) -> None:
    got = await hatch.call(method, target)
    assert (got.status_code, got.json()) == (status, answer)


async def test_a_header_and_a_body_are_matched_too(hatch: Hatch) -> None:
    assert (await hatch.call("GET", PATH, headers={"x-trace": "T1"})).json() == {"traced": True}
    made = await hatch.call("POST", PATH, json={"of": ["oak"], "wide": 3})
    assert (made.status_code, made.json()) == (201, {"id": "S1"})
    for wrong in ({"wide": 3}, {"wide": 4, "of": ["oak"]}):
        assert (await hatch.call("POST", PATH, json=wrong)).json() == NO_CASE
    assert (await hatch.call("POST", PATH, content=b"{")).json() == NO_CASE


async def test_an_answer_without_a_body_has_none(hatch: Hatch) -> None:
    for shelf, status in (("S1", 204), ("S2", 200)):
        gone = await hatch.call("DELETE", f"{PATH}/{shelf}")
        assert (gone.status_code, gone.content) == (status, b"")


async def test_answers_carry_amazons_headers_and_are_in_the_journal(hatch: Hatch) -> None:
    got = await hatch.call("GET", f"{PATH}?rooms=a,b&size=2")
    assert got.headers["content-type"] == "application/hal+json"
    assert got.headers["x-amzn-ratelimit-limit"] == "5.0"
    last = hatch.sandbox.journal.read("getShelves", None)[-1]
    assert (last["request_id"], last["status"]) == (got.headers["x-amzn-requestid"], 200)
    assert last["seller"] == "A1DEMOSHOPNA01"


async def test_only_a_live_token_opens_it(hatch: Hatch) -> None:
    for token in ("", "Atza|other"):
        refused = await hatch.call("GET", PATH, headers={"x-amz-access-token": token})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "Unauthorized")
    assert (await hatch.call("GET", PATH, headers={"user-agent": ""})).status_code == 400
    hatch.time.forward(hours=1)
    assert "expired" in (await hatch.call("GET", f"{PATH}/S1")).json()["errors"][0]["details"]


async def test_a_grantless_token_opens_it(hatch: Hatch) -> None:
    form = {
        "grant_type": "client_credentials",
        "scope": "sellingpartnerapi::notifications",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }
    hatch.token = (await hatch.client.post("/auth/o2/token", data=form)).json()["access_token"]
    assert (await hatch.call("GET", f"{PATH}/S1")).status_code == 200


async def test_what_no_model_has_is_nowhere(hatch: Hatch) -> None:
    assert (await hatch.call("GET", "/orders/v0/orders")).status_code == 403
    assert (await hatch.call("GET", "/elsewhere")).status_code == 404
    assert (await hatch.call("POST", f"{PATH}/S1")).status_code == 404
    assert (await hatch.client.get("/sandbox/health")).json()["status"] == "ok"
    assert (await hatch.client.get("/sandbox/stock-history")).status_code == 403


async def test_amazons_limit_of_its_sandbox_holds(folder: Path) -> None:
    async with open_hatch(folder, throttle=True) as hatch:
        seen = [(await hatch.call("GET", f"{PATH}/S1")).status_code for _ in range(16)]
        assert seen == [200] * 15 + [429]
        hatch.time.forward(seconds=0.2)
        assert (await hatch.call("GET", f"{PATH}/S1")).status_code == 200


async def test_solicitations_break_down_where_no_case_fits(tmp_path: Path) -> None:
    (tmp_path / "solicitations.json").write_text(json.dumps(MODEL))
    async with open_hatch(tmp_path) as hatch:
        broken = await hatch.call("GET", f"{PATH}/S9")
        assert (broken.status_code, broken.json()["errors"][0]["code"]) == (500, "InternalFailure")
        assert (await hatch.call("GET", f"{PATH}/S1")).status_code == 200


@pytest.mark.parametrize("text", ["{", '{"swagger": "2.0"}', '{"swagger": "2.0", "paths": [1]}'])
def test_a_damaged_model_is_named(folder: Path, text: str) -> None:
    (folder / "broken.json").write_text(text)
    with pytest.raises(NoModels, match=r"broken\.json in it cannot be read"):
        read_operations(folder)
