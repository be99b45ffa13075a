"""What the commands of the terminal share: a time on the command line, a house for one command."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from core.errors import BadArgument

if TYPE_CHECKING:
    from bot.wiring import House

Result = TypeVar("Result")
Now = Annotated[
    str | None,
    typer.Option("--now", metavar="TIME", help="pretend it is this time (demo only)"),
]
Tenant = Annotated[str | None, typer.Option("--tenant", help="whose data: a name or an id")]


def parse_now(text: str) -> datetime:
    """A moment from the command line, such as 2022-05-04T00:00Z."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        hint = "Write it like 2022-05-04T00:00Z, with its zone."
        raise BadArgument(value=text[:40], name="--now", hint=hint)
    return at


@asynccontextmanager
async def house_for(now: str | None) -> AsyncIterator["House"]:
    """The house for one command, at the present or at a time that a demo may pretend."""
    from bot.clock import FixedClock, utc_now
    from bot.settings import from_environment
    from bot.wiring import open_house, require_fixed_time_allowed

    clock = utc_now if now is None else FixedClock(parse_now(now))
    async with open_house(from_environment(), clock) as house:
        if now is not None:
            require_fixed_time_allowed(house)
        yield house


def run(work: Callable[[], Coroutine[None, None, Result]]) -> Result:
    """Run a command's work to its end."""
    return asyncio.run(work())
