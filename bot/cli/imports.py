"""`amzigo import`: a seller's own report file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import Now, Tenant, house_for, run
from core.errors import Incomplete, NoSuchFile

if TYPE_CHECKING:
    from core.intake import Outcome, Progress, Target

NAMED = 5
"""Lines named one by one; of more, the first and how many."""


def import_orders(
    file: Annotated[Path, typer.Argument(help="an All Orders report from Seller Central, or .gz")],
    tenant: Tenant = None,
    now: Now = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="exit 1 where anything had to be left out")
    ] = False,
) -> None:
    """Import an All Orders report of Seller Central.

    The file as you downloaded it, also gzipped. It is read on this machine; the same file twice
    changes nothing.
    """
    if not file.is_file():
        raise NoSuchFile(name=file.name)
    outcome = run(lambda: _take_in(file, tenant, now))
    sys.stdout.write("\n".join(told(file.name, outcome)) + "\n")
    if strict and (outcome.unreadable or outcome.too_old):
        raise Incomplete


async def _take_in(file: Path, tenant: str | None, now: str | None) -> "Outcome":
    from bot.chance import new_id
    from bot.long_life import long_life
    from core.imports import Importer
    from core.intake import Intake
    from core.replaced_import import refuse_connected
    from core.tenants import choose

    async with house_for(now) as house:
        report = house.read_report(file)
        async with house.storage.read() as uow:
            chosen = choose(await uow.directory.tenants(), tenant)
            if chosen is not None:
                scope = await uow.for_tenant(chosen.tenant_id)
                await refuse_connected(scope, chosen.name, report.channels)
        owner = chosen.tenant_id if chosen else None
        target = await house.file_target(owner) if owner else None
        intake = Intake(report, new_id(), "file import", "operator", keeps_all=house.is_demo)

        async def make() -> "Target":
            made = await house.make_file_target(owner)
            if owner is None:
                sys.stdout.write("There was no tenant yet, so I made “My import”.\n")
            return made

        importer = Importer(house.storage, house.clock, make)
        with long_life(), _progress() as progress:
            return await importer.take_in(intake, target, progress)


@contextmanager
def _progress() -> Iterator["Progress"]:
    """A bar on a screen; nothing in a pipe."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("Importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("rows", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def told(name: str, outcome: "Outcome") -> Iterator[str]:
    """What became of a file, in a few lines."""
    if not outcome.is_new:
        yield f"{name} was imported before: nothing new."
        return
    if not outcome.orders:
        yield f"{name} holds no orders: nothing new."
    else:
        stores = ", ".join(outcome.marketplaces) or "no Amazon store"
        yield (
            f"Imported {outcome.orders:,} orders ({outcome.changed:,} new or changed), "
            f"{outcome.rows:,} rows, from {stores}."
        )
        if outcome.as_of is not None:
            yield (
                f"Days {outcome.first_day} to {outcome.last_day}; "
                f"complete to {outcome.as_of.astimezone().isoformat(timespec='minutes')}."
            )
    if outcome.unreadable:
        lines = [f"line {bad.line}: {bad.reason}" for bad in outcome.unreadable]
        yield f"Left out {_rows(len(lines))} that could not be read: {_some(lines)}."
    if outcome.too_old:
        lines = [f"line {line}" for line in outcome.too_old]
        yield f"Left out {len(lines):,} orders older than 18 months: {_some(lines)}."


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _some(lines: list[str]) -> str:
    more = len(lines) - NAMED
    return "; ".join(lines[:NAMED]) + (f"; and {more:,} more" if more > 0 else "")
