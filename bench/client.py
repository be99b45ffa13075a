"""What a call to Amazon costs on our side: beside httpx alone, and beside another library."""

import asyncio
import os
import statistics
import subprocess
import tempfile
from pathlib import Path
from time import perf_counter

import httpx

from bench.answers import server
from bench.api import CALLER, MemoryLedger, open_api
from bench.table import Goal, Row, Rows
from bot.clock import utc_now
from bot.settings import read_settings
from bot.wiring import open_house
from core.ports.egress import EgressLedger
from storage.repositories.egress import SqlEgress

CALLS, TIMES = 1000, 5
PLAIN_GOAL, DURABLE_GOAL = 1.5, 3.0
OTHER = "AMZIGO_BENCH_OTHER_PYTHON"
"""Names an interpreter that has python-amazon-sp-api, which is no dependency of ours."""
PATH = "/sellers/v1/marketplaceParticipations"


def measure() -> Rows:
    """One line of the table for each way to call; all ways take turns."""
    rounds = asyncio.run(_rounds())
    bare, plain, durable = (
        1000 * statistics.median(times) for times in zip(*(one[:3] for one in rounds), strict=True)
    )
    others = [1000 * one[3] for one in rounds if one[3] is not None]
    beside = f"bare httpx loop {bare:.3f} ms"
    told = f"{statistics.median(others):.3f} ms" if others else f"not measured: set {OTHER}"
    head = f"median of {TIMES} × {CALLS} calls one by one, server on this machine"
    ours = (
        (f"a call to Amazon without a durable ledger, {head}", plain, PLAIN_GOAL),
        ("the same with a durable row a call, SQLite", durable, DURABLE_GOAL),
    )
    rows = [
        Row(what, f"{taken:.3f} ms ({taken / bare:.2f} ×)", beside, (_goal(taken / bare, most),))
        for what, taken, most in ours
    ]
    return (*rows, Row("the same by python-amazon-sp-api, without any ledger", told, beside))


def _goal(times: float, most: float) -> Goal:
    return Goal(f"≤ {most} ×", times, most)


async def _rounds() -> list[tuple[float, float, float, float | None]]:
    """Seconds a call, by each way."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as name, server() as origin:
        settings = read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": name})
        async with open_house(settings, utc_now) as house:
            durable = SqlEgress(house.engine)
            return [
                (
                    await _bare(origin),
                    await _ours(origin, MemoryLedger(), Path(name)),
                    await _ours(origin, durable, Path(name)),
                    await asyncio.to_thread(_other, origin),
                )
                for _ in range(TIMES)
            ]


async def _bare(origin: str) -> float:
    headers = {"x-amz-access-token": "Atza|bench", "accept": "application/json"}
    async with httpx.AsyncClient() as client:
        for number in range(-10, CALLS):
            if number == 0:
                begun = perf_counter()
            answer = await client.get(f"{origin}{PATH}", headers=headers)
            if not answer.json()["payload"]:
                raise RuntimeError("nothing was measured")
        return (perf_counter() - begun) / CALLS


async def _ours(origin: str, ledger: EgressLedger, spool: Path) -> float:
    async with open_api(origin, ledger, spool) as api:
        for number in range(-10, CALLS):
            if number == 0:
                begun = perf_counter()
            if not await api.participations(CALLER):
                raise RuntimeError("nothing was measured")
        return (perf_counter() - begun) / CALLS


def _other(origin: str) -> float | None:
    """None where that library is not at hand."""
    python = os.environ.get(OTHER)
    if not python:
        return None
    script = Path(__file__).with_name("other_client.py")
    command = [python, str(script), origin, str(CALLS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    return float(done.stdout)
