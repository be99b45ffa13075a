"""The sandbox's own routes for what sellers and Amazon change behind an app's back."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.spapi.sandbox.loopback import Handler, guarded
from core.spapi.sandbox.operations import OPERATIONS
from core.spapi.sandbox.quirks import Quirk
from core.spapi.sandbox.sandbox import Sandbox


def routes(sandbox: Sandbox) -> list[Route]:
    """All of them, each for callers on this machine only."""
    table: list[tuple[str, str, Handler]] = [
        ("GET", "quirks", _quirks),
        ("POST", "quirks", _set_quirks),
        ("GET", "roles", _roles),
        ("POST", "roles", _set_roles),
        ("GET", "messages", _messages),
        ("POST", "plans", _plans),
    ]
    return [
        Route(f"/sandbox/{name}", guarded(sandbox, handler), methods=[method])
        for method, name, handler in table
    ]


async def _quirks(sandbox: Sandbox, _: Request) -> Response:
    return JSONResponse({quirk: quirk in sandbox.quirks for quirk in Quirk})


async def _set_quirks(sandbox: Sandbox, request: Request) -> Response:
    asked = {Quirk(name): bool(on) for name, on in (await request.json()).items()}
    for quirk, on in asked.items():
        (sandbox.quirks.add if on else sandbox.quirks.discard)(quirk)
    return await _quirks(sandbox, request)


async def _roles(sandbox: Sandbox, request: Request) -> Response:
    seller = _known(sandbox, request.query_params["seller"])
    return JSONResponse({"seller": seller, "granted": sorted(sandbox.roles.granted(seller))})


async def _set_roles(sandbox: Sandbox, request: Request) -> Response:
    asked = await request.json()
    seller = _known(sandbox, asked["seller"])
    sandbox.roles.set(seller, list(asked["removed"]))
    return JSONResponse({"seller": seller, "granted": sorted(sandbox.roles.granted(seller))})


async def _messages(sandbox: Sandbox, request: Request) -> Response:
    return JSONResponse({"messages": sandbox.queue.read(request.query_params.get("type"))})


async def _plans(sandbox: Sandbox, request: Request) -> Response:
    asked = await request.json()
    found = [one for one in OPERATIONS if one.name == asked["operation"] and one.rate]
    if not found:
        raise ValueError(f"no plan for {asked['operation']!r}")
    rate = asked["rate"]
    sandbox.plans.change(found[0], None if rate is None else str(rate), sandbox.clock.now())
    return JSONResponse({"operation": found[0].name, "rate": sandbox.plans.rate(found[0])})


def _known(sandbox: Sandbox, seller: str) -> str:
    if not sandbox.tokens.knows(seller):
        raise ValueError(f"no seller {seller!r}")
    return seller
