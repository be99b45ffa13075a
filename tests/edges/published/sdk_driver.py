"""Amazon's own Python SDK behind a pipe: a line of JSON in for each call, a line of JSON out.

It runs in a process of its own: importing it configures the logging of everybody, and its default
configuration is one for all.
"""

import importlib
import json
import signal
import sys
from typing import Any

import spapi
from spapi.client import SPAPIClient

MODEL = "$model"
LIFE_SECONDS = 120
"""However long a server keeps it waiting: the SDK has no time limit of its own."""


class Driver:
    """The SDK in front of one server."""

    def __init__(self, server: str, client_id: str, client_secret: str) -> None:
        # Without a default, each object of a model makes a configuration, and each of these
        # leaves a logging handler behind.
        spapi.Configuration.set_default(spapi.Configuration())
        self._server = server
        self._client = (client_id, client_secret)
        self._wires: dict[str, Any] = {}

    def call(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Make one call: status, bytes as text, and what the SDK made of them."""
        api = getattr(spapi, asked["api"])(self._wire(asked["key"]))
        module = importlib.import_module(api.api_models_module)
        arguments = {name: _made(module, value) for name, value in asked["arguments"].items()}
        try:
            parsed = getattr(api, asked["method"])(**arguments)
        except spapi.ApiException as refused:
            return {"status": refused.status, "body": refused.body or ""}
        wire = api.api_client
        return {
            "status": wire.last_response.status,
            "body": wire.last_response.data,
            "kind": type(parsed).__name__,
            "again": wire.sanitize_for_serialization(parsed),
        }

    def _wire(self, key: str) -> Any:
        """A client with a refresh token, or with a scope for grantless operations."""
        if key not in self._wires:
            name = "refresh_token" if key.startswith("Atzr|") else "scope"
            config = spapi.SPAPIConfig(*self._client, region="NA", **{name: key})
            tokens = f"{self._server}/auth/o2/token"
            self._wires[key] = SPAPIClient(config, tokens, self._server).api_client
        return self._wires[key]


def _made(module: Any, value: Any) -> Any:
    """An argument; an object that names its model becomes one."""
    if isinstance(value, dict) and MODEL in value:
        fields = {name: _made(module, one) for name, one in value.items() if name != MODEL}
        return getattr(module, value[MODEL])(**fields)
    return value


def main() -> None:
    """Serve the pipe until it is closed."""
    signal.alarm(LIFE_SECONDS)
    driver = Driver(*sys.argv[1:4])
    for line in sys.stdin:
        try:
            told = driver.call(json.loads(line))
        except Exception as why:  # noqa: BLE001 -- the test says what the SDK could not parse
            told = {"fault": f"{type(why).__name__}: {why}"}
        sys.stdout.write(json.dumps(told, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
