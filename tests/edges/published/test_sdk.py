"""Amazon's own SDK drives every operation of the sandbox over a socket and parses its answers."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.operations import OPERATIONS, find_operation
from core.spapi.sandbox.settings import SandboxSettings
from core.spapi.sandbox.static_app import build_static_app
from core.spapi.sandbox.static_cases import read_operations
from tests.edges.published.sdk import Outcome, open_sdk, serving
from tests.edges.published.sdk_row import PROCESSING, Row, Seen, Shop
from tests.edges.published.sdk_rows import served_rows
from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    NA,
    NOW,
    REPORTS,
    US,
    Entropy,
    Time,
    between,
    open_desk,
)
from tests.published.models import Published, Spoken
from tests.published.schemas import answer_faults

ROWS = served_rows()
TROUBLES = ("429", "500", "503")
SELLER = "A1DEMOSHOPNA01"
APP = "sellingpartnerapi::notifications"
Outcomes = dict[str, tuple[Row, Outcome]]


async def known_shop() -> Shop:
    """An order of the invented shop for which a review may be asked, and a product in it."""
    async with open_desk() as desk:
        span = between(NOW - timedelta(days=20), NOW - timedelta(days=14))
        for row in await desk.rows(BY_ORDER_DATE, [US], **span):
            path = f"/solicitations/v1/orders/{row['amazon-order-id']}"
            answer = await desk.call("GET", path, params={"marketplaceIds": US})
            if answer.status_code == 200 and answer.json()["_links"]["actions"]:
                return Shop(row["amazon-order-id"], row["asin"], row["sku"])
    raise AssertionError("the invented shop has no such order")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What became of each row, and of each operation while something is wrong at Amazon's."""
    time, seen = Time(), Seen(asyncio.run(known_shop()))
    app = build_app(SandboxSettings(time, Entropy(), processing=PROCESSING))
    found: Outcomes = {}
    home = tmp_path_factory.mktemp("sdk")
    with serving(app) as server, open_sdk(server, home) as sdk:

        def ask(name: str, row: Row) -> None:
            try:
                outcome = sdk.call(row.api, row.method, row.key, row.given(seen))
            except (LookupError, TypeError) as why:
                outcome = Outcome(0, "", "", None, f"it builds on what was not told: {why!r}")
            found[name] = (row, outcome)

        for row in ROWS:
            time.forward(seconds=row.wait)
            ask(row.name, row)
            seen.told[row.name] = found[row.name][1].read
        first = [row for row in ROWS if not row.step]
        for trouble in TROUBLES:
            order(server, [{"operation": row.operation, "effect": trouble} for row in first])
            for row in first:
                ask(f"{row.name} {trouble}", row)
        for row in first:  # with a token of the other kind
            other = APP if row.key == NA else NA
            ask(f"{row.name} misused", replace(row, key=other))
        order(server, [{"effect": "revoked", "seller": SELLER}])
        for row in first:
            if row.key == NA:
                ask(f"{row.name} revoked", row)
    return found


def order(server: str, faults: list[dict[str, str]]) -> None:
    """Let the sandbox answer wrongly, once for each."""
    httpx.post(f"{server}/sandbox/faults", json=faults).raise_for_status()


def misread(row: Row, outcome: Outcome) -> str | None:
    """What the SDK could not read, or read as something else than what the answer says."""
    if outcome.fault or outcome.status != row.status:
        return f"{outcome.status} {outcome.fault}{outcome.body}"
    if outcome.kind != row.kind:
        return f"it became a {outcome.kind}"
    if row.kind and not is_same(outcome.read, outcome.again):
        return f"{outcome.body} became {outcome.again}"
    return None


def is_same(told: Any, again: Any) -> bool:
    """Whether the SDK's reading says what the answer said; times may be written otherwise."""
    if isinstance(told, dict) and isinstance(again, dict):
        return told.keys() == again.keys() and all(is_same(told[n], again[n]) for n in told)
    if isinstance(told, list) and isinstance(again, list):
        return len(told) == len(again) and all(map(is_same, told, again))
    if isinstance(told, str) and isinstance(again, str) and told != again:
        return is_instant(told) and datetime.fromisoformat(told) == datetime.fromisoformat(again)
    return type(told) is type(again) and bool(told == again)


def is_instant(text: str) -> bool:
    """Whether it is a time with its zone."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def test_every_operation_that_is_served_has_a_row() -> None:
    assert {row.operation for row in ROWS if row.kind} == {one.name for one in OPERATIONS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_sdk_parses_the_answer(outcomes: Outcomes, row: Row) -> None:
    _, outcome = outcomes[row.name]
    assert misread(row, outcome) is None


def test_the_sdk_meets_amazons_troubles(outcomes: Outcomes) -> None:
    wanted = {trouble: int(trouble) for trouble in TROUBLES} | {"misused": 403, "revoked": 403}
    met = {
        name: outcome.status
        for name, (_, outcome) in outcomes.items()
        if name.rpartition(" ")[2] in wanted
    }
    assert len(met) > len(OPERATIONS) * (len(TROUBLES) + 1)
    assert met == {name: wanted[name.rpartition(" ")[2]] for name in met}


def spoken_of(published: Published, row: Row) -> Spoken:
    """A row's operation in Amazon's models."""
    found = next(one for one in OPERATIONS if one.name == row.operation)
    for spoken in published.operations():
        served = find_operation(spoken.method, spoken.sample_path)
        if served and served[0] is found:
            return spoken
    raise AssertionError(f"no model has {row.operation}")


def test_every_answer_is_one_that_amazons_model_allows(
    outcomes: Outcomes, published: Published
) -> None:
    faults = {
        name: found
        for name, (row, outcome) in outcomes.items()
        if (
            found := answer_faults(
                spoken_of(published, row), outcome.status, outcome.body.encode(), strict=True
            )
        )
    }
    assert faults == {}


DAMAGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a required field is missing": {"reportType": None},
    "a number where text is due": {"reportId": 7},
    "a value outside the list": {"processingStatus": "FINISHED"},
    "no time": {"createdTime": "yesterday"},
    "a field that nobody knows": {"colour": "blue"},
}


def test_a_damaged_answer_is_refused_by_the_sdk_and_by_the_model(
    outcomes: Outcomes, published: Published, tmp_path: Path
) -> None:
    row, good = outcomes["getReport"]
    reports = {name: damaged(good.read, more) for name, more in DAMAGES.items()}
    app = static_reports(tmp_path, reports)
    with serving(app) as server, open_sdk(server, tmp_path) as sdk:
        parsed = {
            name: sdk.call(row.api, row.method, row.key, {"report_id": name}) for name in reports
        }
    spoken = spoken_of(published, row)
    bad = DAMAGES.keys() - {"nothing"}
    assert {name for name, outcome in parsed.items() if misread(row, outcome)} == bad
    bodies = {name: json.dumps(report).encode() for name, report in reports.items()}
    faults = {name: answer_faults(spoken, 200, body, strict=True) for name, body in bodies.items()}
    assert {name for name, found in faults.items() if found} == bad
    assert answer_faults(spoken, 418, b"{}") == ["status 418 is not in the model"]
    assert answer_faults(spoken, 200, b"<html>") == ["not JSON"]


def damaged(report: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """A report with other fields; None takes one away."""
    return {name: value for name, value in {**report, **more}.items() if value is not None}


def static_reports(folder: Path, reports: dict[str, dict[str, Any]]) -> Starlette:
    """A static sandbox that answers getReport with these, by their names."""
    cases = [
        {"request": {"parameters": {"reportId": {"value": name}}}, "response": report}
        for name, report in reports.items()
    ]
    told = {
        "parameters": [{"name": "reportId", "in": "path"}],
        "responses": {"200": {"x-amzn-api-sandbox": {"static": cases}}},
    }
    model = {"swagger": "2.0", "paths": {f"{REPORTS}/{{reportId}}": {"get": told}}}
    (folder / "reports.json").write_text(json.dumps(model))
    return build_static_app(SandboxSettings(Time(), Entropy()), read_operations(folder))
