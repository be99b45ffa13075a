"""The sandbox as one ASGI app: Login with Amazon and the SP-API of all regions at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

from core.spapi.sandbox import control, switches
from core.spapi.sandbox.gate import Gate
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
"""Those that Amazon's operations use."""


def served_by(sandbox: Sandbox, routes: list[Route]) -> Starlette:
    """An app of these routes; `app.state.sandbox` is the Sandbox, which ends with it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        sandbox.state.close()

    app = Starlette(lifespan=lifespan, routes=routes)
    app.state.sandbox = sandbox
    return app


def build_app(settings: SandboxSettings) -> Starlette:
    """The app; `app.state.sandbox` is the Sandbox behind it. Raises BadOrderFile."""
    sandbox = Sandbox(settings)
    gate = Gate(sandbox)
    routes = [
        *control.routes(sandbox),
        *switches.routes(sandbox),
        Route("/auth/o2/token", gate.token, methods=["POST"]),
        Route("/documents/{document_id}", gate.document, methods=["GET"]),
        Route("/{path:path}", gate.api, methods=METHODS),
    ]
    return served_by(sandbox, routes)
