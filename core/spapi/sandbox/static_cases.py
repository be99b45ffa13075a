"""Amazon's static sandbox cases, read from a folder of its published models; none is kept here.

A case stands inside a response of a model, under `x-amzn-api-sandbox.static`, or, in older models,
as a list under `x-amazon-spds-sandbox-behaviors`. It says which parameters a request must have;
those that it does not name may be anything. Where several cases fit, the one that names most wins.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_METHODS = ("get", "put", "post", "delete", "patch")
_KEY, _OLDER_KEY = "x-amzn-api-sandbox", "x-amazon-spds-sandbox-behaviors"


class NoModels(Exception):
    """Why a folder cannot be served: a sentence's end, to be put after its name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One parameter of a case: where it stands (path, query, header, body) and its value."""

    place: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class StaticCase:
    """A request pattern and what is answered to it; `body` is empty where Amazon sends none."""

    wanted: tuple[Wanted, ...]
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class StaticOperation:
    """One operation of a model, with its cases, those that name most parameters first."""

    model: str
    name: str
    method: str
    path: re.Pattern[str]
    media_type: str
    cases: tuple[StaticCase, ...]


def read_operations(folder: Path) -> tuple[StaticOperation, ...]:
    """Every operation of every model in a folder or below it, plain paths first.

    Raises NoModels.
    """
    if not folder.is_dir():
        raise NoModels("it is not a folder")
    found = [row for path in sorted(folder.rglob("*.json")) for row in _operations(path)]
    if not any(operation.cases for operation in found):
        raise NoModels("none of its .json files is a model with static sandbox cases")
    return tuple(sorted(found, key=lambda operation: operation.path.groups))


def _operations(path: Path) -> list[StaticOperation]:
    try:
        model = json.loads(path.read_bytes())
        if not isinstance(model, dict) or model.get("swagger") != "2.0":
            return []
        return [
            _operation(path.stem, model, template, method)
            for template, item in model["paths"].items()
            for method in _METHODS
            if method in item
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as why:
        raise NoModels(f"{path.name} in it cannot be read as a model") from why


def _operation(name: str, model: Mapping[str, Any], template: str, method: str) -> StaticOperation:
    item = model["paths"][template]
    spoken = item[method]
    declared = [*item.get("parameters", ()), *spoken.get("parameters", ())]
    places = {one["name"]: one["in"] for one in (_resolved(model, p) for p in declared)}
    cases = [
        _case(places, int(status), told)
        for status, response in spoken["responses"].items()
        if status.isdecimal()
        for told in _told(response)
    ]
    media = spoken.get("produces") or model.get("produces") or ["application/json"]
    return StaticOperation(
        name,
        spoken.get("operationId", "unknown"),
        method.upper(),
        _pattern(template),
        media[0],
        tuple(sorted(cases, key=lambda case: -len(case.wanted))),
    )


def _resolved(model: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = parameter
    if "$ref" in parameter:
        found = model
        for step in parameter["$ref"].removeprefix("#/").split("/"):
            found = found[step]
    return dict(found)


def _told(response: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = response.get(_KEY, {}).get("static") or response.get(_OLDER_KEY) or []
    return list(told)


def _case(places: Mapping[str, str], status: int, told: Mapping[str, Any]) -> StaticCase:
    named = told.get("request", {}).get("parameters", {})
    wanted = tuple(
        # A body is called so whatever the model declares it as.
        Wanted("body" if name == "body" else places.get(name, "query"), name, given["value"])
        for name, given in named.items()
    )
    silent = status == 204 or "response" not in told
    body = b"" if silent else json.dumps(told["response"], ensure_ascii=False).encode()
    return StaticCase(wanted, status, body)


def _pattern(template: str) -> re.Pattern[str]:
    """A path; an id in it may be empty, since a case of Amazon's asks for one that is."""
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]*)", re.escape(template)))
