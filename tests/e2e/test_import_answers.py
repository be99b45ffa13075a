"""A seller's own month: the answers equal a separate count, of the file and of 20 mutations."""

import asyncio
import json
import random
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.house import ask, demo_house, take_in
from tests.e2e.mutations import Row, mutated, write
from tests.e2e.recount import read, recount

FILE = "data/all_orders_2022-04.txt.gz"
QUESTION = "stats 2022-04-01..2022-04-30"
FIRST, LAST = date(2022, 4, 1), date(2022, 4, 30)
SAMPLE = 4_000
WHOLE_FILE_SEEDS = (0, 1)


@pytest.fixture(scope="module")
def rows(shared: Path) -> list[Row]:
    return read(shared / FILE)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the first start leaves it; each mutated month begins with a copy."""
    folder = tmp_path_factory.mktemp("first") / "data"

    async def start() -> None:
        async with demo_house(folder) as house:
            assert house.is_demo

    asyncio.run(start())
    return folder


def said(facts: Any) -> dict[str, Any]:
    """Facts in the recount's shape; days without a sale, which only facts show, must be zero."""
    groups = {}
    for part in facts["marketplaces"]:
        zero = {"orders": 0, "lines": 0, "units": 0, "unpriced_units": 0}
        days = {day.pop("day"): day for day in part["by_day"]}
        quiet = [day for day in days.values() if not day["lines"]]
        assert all(zero.items() <= day.items() for day in quiet)
        if not part["total"]["lines"]:
            continue
        groups[part["marketplace"], part["currency"]] = {
            "total": part["total"],
            "by_day": {day: sums for day, sums in days.items() if sums["lines"]},
            "top_by_units": part["top_by_units"],
            "top_by_revenue": part["top_by_revenue"],
        }
    return {"left_out": facts["left_out"], "groups": groups}


def published(answers: Any) -> dict[str, Any]:
    """The published answers in the same shape."""

    def money(sums: dict[str, Any]) -> dict[str, Any]:
        return {**sums, "revenue": {"amount": sums["revenue"], "currency": "INR"}}

    group = {
        "total": money(answers["total"]),
        "by_day": {day: money(sums) for day, sums in answers["by_day"].items()},
        "top_by_units": [money(best) for best in answers["top_by_units"]],
        "top_by_revenue": [money(best) for best in answers["top_by_revenue"]],
    }
    left = answers["left_out"]
    return {
        "left_out": {
            "order_cancelled": left["order cancelled"],
            "item_cancelled": left["item cancelled"],
            "not_amazon": left["not sold on Amazon"],
        },
        "groups": {("Amazon.in", "INR"): group},
    }


def test_the_command_line_answers_what_was_published(
    shared: Path, tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    given = {**plain_environment, "AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(tmp_path / "data")}

    def amzigo(*words: str) -> str:
        command = [sys.executable, "-m", "bot", words[0], "--now", "2022-05-04T00:00Z", *words[1:]]
        run = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr) == (0, "")
        return run.stdout

    printed = amzigo("import", str(shared / FILE))
    assert "I made “My import”" in printed
    assert "45,858 orders" in printed
    assert "49,067 rows" in printed
    answer = json.loads(amzigo("ask", "--json", QUESTION))
    expected = published(json.loads((shared / "data/answers_2022-04.json").read_text()))
    assert said(answer["facts"]) == expected
    assert answer["facts"]["period"]["zone"] == "Asia/Kolkata"
    assert "₹26,234,520.00" in answer["card"]["summary"]
    assert "nothing new" in amzigo("import", str(shared / FILE))


def test_the_recount_itself_gives_what_was_published(shared: Path, rows: list[Row]) -> None:
    expected = published(json.loads((shared / "data/answers_2022-04.json").read_text()))
    assert recount(rows, FIRST, LAST) == expected


@pytest.mark.parametrize("seed", range(20))
async def test_a_mutated_month_equals_its_recount(
    seed: int, rows: list[Row], empty: Path, tmp_path: Path
) -> None:
    few = random.Random(seed).sample(rows, SAMPLE)  # noqa: S311 -- repeatable
    changed = mutated(rows if seed in WHOLE_FILE_SEEDS else few, seed)
    path = write(tmp_path / "report.txt", changed)
    async with demo_house(shutil.copytree(empty, tmp_path / "data")) as house:
        outcome = await take_in(house, path)
        assert (outcome.rows, outcome.unreadable) == (len(changed), ())
        assert said(await ask(house, QUESTION)) == recount(changed, FIRST, LAST)
