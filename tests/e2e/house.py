"""A house of its own for a test, and what the command line does in it, without a process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.cards_json import card_json
from bot.chance import new_id
from bot.clock import FixedClock
from bot.handlers.asked import Member
from bot.settings import read_settings
from bot.wiring import House, open_house
from core.facts import as_json
from core.imports import Importer
from core.intake import Intake, Outcome
from core.model import MemberRole

NOW = datetime(2022, 5, 4, tzinfo=UTC)


@asynccontextmanager
async def demo_house(folder: Path, now: datetime = NOW, **settings: str) -> AsyncIterator[House]:
    """An open house in a folder, a demo unless said otherwise."""
    given = {"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(folder), **settings}
    async with open_house(read_settings(given), FixedClock(now)) as house:
        yield house


async def take_in(house: House, file: Path) -> Outcome:
    """Import a file for the only tenant, or make it."""
    async with house.storage.read() as uow:
        tenants = await uow.directory.tenants()
    target = await house.file_target(tenants[0].tenant_id) if tenants else None
    intake = Intake(
        house.read_report(file), new_id(), "file import", "operator", keeps_all=house.is_demo
    )
    importer = Importer(house.storage, house.clock, lambda: house.make_file_target(None))
    return await importer.take_in(intake, target)


async def ask(house: House, line: str) -> Any:
    """The facts of an answer, as the JSON that `ask --json` prints."""
    async with house.storage.read() as uow:
        tenant = (await uow.directory.tenants())[0]
    member = Member(tenant.tenant_id, "operator", MemberRole.OWNER)
    answer = await house.router().answer(member, line)
    assert card_json(answer.card)
    return as_json(answer.facts)
