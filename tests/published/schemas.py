"""Whether an answer or a request is one that Amazon's models allow; faults are told in words."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft4Validator, FormatChecker
from jsonschema.protocols import Validator

from tests.published.models import Model, Spoken

FORMATS = FormatChecker(formats=())
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SHAPE = ("type", "format", "enum", "items", "minItems", "maxItems", "uniqueItems", "pattern")
_SIZES = ("minimum", "maximum", "minLength", "maxLength")


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(text: object) -> bool:
    """RFC 3339: a zone is not optional."""
    if isinstance(text, str):
        datetime.fromisoformat(text.upper())
    return not isinstance(text, str) or _INSTANT.fullmatch(text) is not None


@FORMATS.checks("date", raises=ValueError)
def _is_day(text: object) -> bool:
    return not isinstance(text, str) or bool(date.fromisoformat(text))


@dataclass(frozen=True)
class Sent:
    """A request as it went over the wire; `query` in its order."""

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    body: bytes


def answer_faults(spoken: Spoken, status: int, body: bytes, *, strict: bool = False) -> list[str]:
    """What an answer has that the operation's response schema does not allow.

    Strictly, a field that the schema does not name is a fault, too.
    """
    response = spoken.told["responses"].get(str(status))
    if response is None:
        return [f"status {status} is not in the model"]
    if "schema" not in response:
        return ["a body where the model has none"] if body.strip() not in (b"", b"{}") else []
    if status == 204 and not body:
        return []
    try:
        read = json.loads(body)
    except ValueError:
        return ["not JSON"]
    return _faults(spoken.model, response["schema"], read, strict=strict)


def request_faults(spoken: Spoken, sent: Sent) -> list[str]:
    """What a request has that the operation's parameters do not allow, or lacks."""
    match = spoken.pattern.fullmatch(sent.path)
    if match is None or sent.method != spoken.method:
        return [f"{sent.method} {sent.path} is not {spoken.method} {spoken.path}"]
    return [
        *(
            f"{name} in the path: {fault}"
            for name, told in spoken.placed("path").items()
            for fault in _value_faults(spoken.model, told, [unquote(match[name])])
        ),
        *_query_faults(spoken, sent),
        *_body_faults(spoken, sent.body),
    ]


def _query_faults(spoken: Spoken, sent: Sent) -> Iterator[str]:
    known = spoken.placed("query")
    given: dict[str, list[str]] = {}
    for name, text in sent.query:
        given.setdefault(name, []).append(text)
    for name in given.keys() - known.keys():
        yield f"the query has {name}, which the model does not know"
    for name, told in known.items():
        if name in given:
            for fault in _value_faults(spoken.model, told, given[name]):
                yield f"{name} in the query: {fault}"
        elif told.get("required"):
            yield f"the query lacks {name}"


def _body_faults(spoken: Spoken, body: bytes) -> Iterator[str]:
    wanted = next(iter(spoken.placed("body").values()), None)
    if wanted is None or not body:
        if wanted is not None and wanted.get("required"):
            yield "the body is missing"
        elif body:
            yield "there is a body, and the model has none"
        return
    try:
        read = json.loads(body)
    except ValueError:
        yield "the body is not JSON"
        return
    for fault in _faults(spoken.model, wanted["schema"], read, strict=True):
        yield f"body: {fault}"


def _value_faults(model: Model, told: Mapping[str, Any], texts: list[str]) -> list[str]:
    """The faults of a parameter that is written as text; only an array may be repeated."""
    schema = {name: told[name] for name in (*_SHAPE, *_SIZES) if name in told}
    if told["type"] == "array":
        if told.get("collectionFormat", "csv") == "csv" and len(texts) > 1:
            return ["repeated, and not separated by commas"]
        kind = told["items"].get("type", "string")
        return _faults(model, schema, [_value(kind, v) for text in texts for v in text.split(",")])
    if len(texts) > 1:
        return ["repeated"]
    if not texts[0]:
        return ["empty"]
    return _faults(model, schema, _value(told["type"], texts[0]))


def _value(kind: str, text: str) -> object:
    """A text as the type that it should have; left as it is where it is none."""
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in ("integer", "number") and _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _faults(
    model: Model, schema: Mapping[str, Any], read: Any, *, strict: bool = False
) -> list[str]:
    found = _validator(model, json.dumps(schema), strict).iter_errors(read)
    return sorted(
        f"{'/'.join(map(str, fault.absolute_path)) or 'the whole'}: {fault.message[:200]}"
        for fault in found
    )


@cache
def _validator(model: Model, schema: str, strict: bool) -> Validator:
    definitions = model.read.get("definitions", {})
    if strict:
        parts = set(_combined(definitions))
        definitions = {
            name: told if name in parts else _closed(told) for name, told in definitions.items()
        }
    # In a list of its own: what stands beside a reference does not count.
    return Draft4Validator(
        {"allOf": [json.loads(schema)], "definitions": definitions}, format_checker=FORMATS
    )


def _combined(told: object) -> Iterator[str]:
    """The definitions that others are put together from: they name only some of the fields."""
    if isinstance(told, dict):
        for part in told.get("allOf", ()):
            yield str(part.get("$ref", "")).removeprefix("#/definitions/")
        for value in told.values():
            yield from _combined(value)
    elif isinstance(told, list):
        for value in told:
            yield from _combined(value)


def _closed(told: Mapping[str, Any]) -> dict[str, Any]:
    """A definition that allows no field which it does not name."""
    is_open = "properties" not in told or "allOf" in told or "additionalProperties" in told
    return dict(told) if is_open else {**told, "additionalProperties": False}
