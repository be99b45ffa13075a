"""`amzigo claim`: a code with which somebody in chat becomes the first owner of a tenant."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.connect import Owner, new_name, owner_meant
from bot.cli.session import house_for, run

if TYPE_CHECKING:
    from bot.wiring import House
    from core.claims import CodeFacts
    from core.model import TenantId
    from core.ports.installations import Installation

SEVERAL = "Say for which shop: amzigo claim --tenant NAME prints a code to type there."


Recover = Annotated[
    bool,
    typer.Option("--recover", help="its owners are gone: by Amazon's authorization of the shop"),
]
SellerId = Annotated[
    str | None,
    typer.Option("--seller-id", metavar="ID", help="with --recover: its merchant token (A1B2…)"),
]


def claim(tenant: Owner = None, recover: Recover = False, seller: SellerId = None) -> None:
    """Print a code that makes a tenant's first owner.

    Whoever types it in Slack or Discord owns the tenant in that workspace. It works once, for 24
    hours. A tenant that has an owner gets none: its owners let others in. Where they are gone,
    --recover asks for a refresh token of the shop; the owners are told, and a day later the code
    works, unless one of them stops it.
    """
    if recover:
        from bot.cli.recover import recover as begin

        begin(tenant, seller)
        return

    async def work() -> "CodeFacts":
        async with house_for(None) as house:
            meant = await _meant(house, tenant)
            return await house.founder().operators_code(meant, house.clock())

    facts = run(work)
    said = f"A code for “{facts.tenant}”. Type in Slack or Discord, where amzigo shall answer:"
    sys.stdout.write("\n".join((said, *_told(facts))) + "\n")


async def _meant(house: "House", name: str | None) -> "TenantId":
    """The tenant that is meant; the first is made by itself, a further one if it is asked for."""
    async with house.storage.read() as uow:
        found = owner_meant(await uow.directory.tenants(), name)
    # Not even in a demo does the page's visitor own it: whoever has the code will.
    return found.tenant_id if found else await house.create_tenant(new_name(name))


async def first_code(house: "House", own: "Installation") -> list[str]:
    """What is told at the start where nobody owns a shop in one's own Slack workspace: a code."""
    where = ("slack", own.team_id)
    async with house.storage.read() as uow:
        if await uow.directory.is_owned(*where):
            return []
        free = [row.tenant_id for row in await uow.directory.ownerless()]
    said = f"Nobody owns a shop in the Slack workspace “{own.name or own.team_id}” yet."
    if len(free) > 1:
        return [said, SEVERAL]
    tenant = free[0] if free else await _made(house, own.name)
    facts = await house.founder().operators_code(tenant, house.clock(), where)
    asked = f"Type there, in the channel where amzigo shall answer, for “{facts.tenant}”:"
    return [said, asked, *_told(facts)]


async def _made(house: "House", name: str) -> "TenantId":
    from core.tenants import called

    return await house.create_tenant(called(name))


def _told(facts: "CodeFacts") -> Iterator[str]:
    yield f"  /amzigo claim {facts.code}"
    until = f"{facts.expires_at:%d %b %H:%M} UTC"
    yield f"Whoever types it becomes the shop's owner there. It works once, until {until}."
