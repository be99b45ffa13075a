"""`amzigo connect --self`: a seller's own app, by the refresh token that Amazon's console shows."""

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import house_for, run
from core.errors import BadArgument, BadSetting, NotConnected, TokenRefused

if TYPE_CHECKING:
    from bot.wiring import House
    from core.connect import Connection, Connector, Found, Wanted
    from core.ports.amazon import Amazon
    from core.ports.tenants import TenantRow

TOKEN = "AMZIGO_REFRESH_TOKEN"  # noqa: S105 -- the name of a setting
REGIONS = ("NA", "EU", "FE")
FIRST = "My shop"
NEW = "new:"
MAKE_IT = f" Use the name of your shop as listed; “{NEW}NAME” makes a further, separate shop."
_TOKEN = re.compile(r"[!-~]{10,4096}")
_SELLER = re.compile(r"[A-Z0-9]{6,32}")

Region = Annotated[
    str | None, typer.Option("--region", metavar="NA|EU|FE", help="where it sells; else found out")
]
Seller = Annotated[
    str | None,
    typer.Option(
        "--seller-id",
        metavar="ID|NAME",
        help="its merchant token (A1B2…), or the name of the account here that it renews",
    ),
]
Owner = Annotated[
    str | None,
    typer.Option(
        "--tenant",
        metavar="NAME|new:NAME",
        help="whose shop: a name or an id, or new:NAME to make a further tenant",
    ),
]


def connect(
    own: Annotated[bool, typer.Option("--self", help="by the token of your own app")] = False,
    tenant: Owner = None,
    region: Region = None,
    seller: Seller = None,
    replace_import: Annotated[
        bool, typer.Option("--replace-import", help="delete the import of just these stores")
    ] = False,
) -> None:
    """Connect a shop by the refresh token of your own app at Amazon.

    In the developer console press “Authorize app” and copy the token. It is asked for, hidden, or
    read from AMZIGO_REFRESH_TOKEN. Run it again with a new token to renew an authorization.
    The first tenant is made by itself; a further one takes --tenant new:NAME.
    """
    from core.connect import Wanted

    if not own:
        raise NotConnected("Connecting by Amazon's consent page is not built yet; use --self.")
    places, named = _regions(region), (seller or "").strip()
    told = named if _SELLER.fullmatch(named) else None
    renews = named if named and told is None else None
    wanted = Wanted(token_given(), places, told, renews, replace_import)
    done = run(lambda: _connect(tenant, wanted))
    sys.stdout.write("\n".join(_told(done)) + "\n")


async def _connect(name: str | None, wanted: "Wanted") -> "Connection":
    from bot.amazon_wiring import open_amazon

    async with house_for(None) as house:
        async with house.storage.read() as uow:
            tenants = await uow.directory.tenants()
        # Without an owner one is made, once Amazon took the token.
        owner = owner_meant(tenants, name)
        async with open_amazon(house, wanted.token) as amazon:
            work = connector(house, amazon)
            found = await work.look(wanted, owner.pseudonym if owner else None)
            if owner is None:
                await work.refuse_known(wanted, found)
                owner = await _made(house, name, wanted, found)
            return await work.connect(owner, wanted, found)


def owner_meant(tenants: "Sequence[TenantRow]", name: str | None) -> "TenantRow | None":
    """Whose shop it is; None where a tenant is to be made: the first, or one that was asked for."""
    from core.tenants import choose

    if not (name or "").startswith(NEW):
        return choose(tenants, name, MAKE_IT) if tenants else None
    wanted = new_name(name)
    if wanted.casefold() in {row.name.casefold() for row in tenants}:
        hint = f"There is a tenant of that name already; leave “{NEW}” out."
        raise BadArgument(value=wanted[:40], name="--tenant", hint=hint)
    return None


def new_name(name: str | None) -> str:
    return (name or "").removeprefix(NEW).strip()[:100] or FIRST


async def _made(house: "House", name: str | None, wanted: "Wanted", found: "Found") -> "TenantRow":
    from core.errors import NoSuchAccount

    if wanted.renews is not None:
        raise NoSuchAccount(name=wanted.renews[:40], region=found.region, existing="none")
    called = new_name(name)
    place = re.sub(r"[^a-z0-9]+", "-", called.casefold()).strip("-") or "shop"
    tenant = await house.make_tenant(called, place)
    sys.stdout.write(f"I made the tenant “{called}”.\n")
    async with house.storage.read() as uow:
        return await (await uow.for_tenant(tenant)).team.tenant()


def connector(house: "House", amazon: "Amazon") -> "Connector":
    """What connects a shop by its token."""
    from bot.chance import new_id
    from core.authorization import Watch
    from core.connect import Connector
    from storage.account_wipe import SqlAccountWipe

    app = house.settings.lwa_client_id
    watch, rows = Watch(house.storage, house.clock, app), SqlAccountWipe(house.engine)
    return Connector(house.storage, amazon, watch, rows, house.clock, new_id)


def _regions(region: str | None) -> tuple[str, ...]:
    if region is None:
        return REGIONS
    if region.upper() not in REGIONS:
        raise BadArgument(value=region[:20], name="--region", hint="It is NA, EU or FE.")
    return (region.upper(),)


def token_given() -> str:
    """The refresh token, from the environment or from the keyboard, unseen."""
    from bot.settings import from_environment

    settings = from_environment()
    if not settings.lwa_client_id or not settings.lwa_client_secret:
        reason = "it and AMZIGO_LWA_CLIENT_SECRET name your own app at Amazon; set both"
        raise BadSetting(name="AMZIGO_LWA_CLIENT_ID", reason=reason)
    given = settings.refresh_token
    if given is None:
        if not sys.stdin.isatty():
            reason = "it is not set, and there is no terminal to ask for the refresh token"
            raise BadSetting(name=TOKEN, reason=reason)
        given = str(typer.prompt("Refresh token (hidden)", hide_input=True))
    if not _TOKEN.fullmatch(given.strip()):
        raise TokenRefused
    return given.strip()


def _told(done: "Connection") -> Iterator[str]:
    """What became of it, a line a store, and what to do next."""
    from core.marketplaces import by_id

    what = "Connected" if done.is_new else "Renewed the authorization of"
    yield f"{what} “{done.name}” ({done.region}) for the tenant “{done.tenant}”."
    if done.removed_import:
        yield "The imported orders of these stores were deleted; Amazon's own take their place."
    for store in done.stores:
        name = by_id(store.marketplace_id).name
        yield f"  {name}: {store.currency}, days in {store.zone}"
    if done.features:
        yield f"Switched on: {', '.join(done.features)}. `amzigo all` reads what is new."
    else:
        yield "No feature is on, so nothing is read yet. Switch one on, then let it run:"
        yield f'  amzigo ask --tenant {shlex.quote(done.tenant)} "access on:sales"'
        yield "  amzigo all"
