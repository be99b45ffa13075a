"""`amzigo sandbox --static DIR`: Amazon's own static cases, in a mode of its own."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from bot.cli.session import parse_now
from bot.clock import utc_now
from core.errors import BadArgument
from core.spapi.sandbox.settings import SandboxSettings
from core.spapi.sandbox.static_app import build_static_app
from core.spapi.sandbox.static_cases import NoModels, read_operations

if TYPE_CHECKING:
    from bot.cli.sandbox import SandboxOptions

_UNFIT = ("shop", "faults", "state")
"""Options that mean nothing here."""


def static_sandbox(folder: Path, options: "SandboxOptions") -> Starlette:
    """The app that serves a folder of Amazon's models; raises BadArgument."""
    for name in _UNFIT:
        value = getattr(options, name)
        if value != getattr(type(options)(), name):
            hint = "It goes with --port, --throttle and --now only."
            raise BadArgument(value=value, name="--static", hint=hint)
    try:
        operations = read_operations(folder)
    except NoModels as why:
        hint = f"I need a folder of Amazon's published models, but {why}."
        raise BadArgument(value=folder, name="--static", hint=hint) from why
    now = None if options.now is None else parse_now(options.now)
    settings = SandboxSettings(utc_now, secrets.token_bytes, throttle=options.throttle, now=now)
    return build_static_app(settings, operations)
