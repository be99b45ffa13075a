"""Amazon's static sandbox cases, as its models hold them, and the requests that they are for."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.published.models import Published, Spoken
from tests.published.schemas import Sent, answer_faults


@dataclass(frozen=True)
class Case:
    """One case: what it names, and what Amazon answers; no answer is None."""

    spoken: Spoken
    status: int
    number: int
    named: Mapping[str, Any]
    answer: object

    @property
    def title(self) -> str:
        """Which it is, in words that do not change with the others."""
        return f"{self.spoken.model.name} {self.spoken.name} {self.status} #{self.number}"

    @property
    def body(self) -> bytes:
        """The answer's bytes; a 204 has none."""
        silent = self.answer is None or self.status == 204
        return b"" if silent else json.dumps(self.answer).encode()

    def faults(self) -> list[str]:
        """Why Amazon's own schema rejects it."""
        return answer_faults(self.spoken, self.status, self.body)

    def request(self) -> Sent:
        """A request that has what the case names, and something for whatever else is required."""
        spoken, named = self.spoken, self.named
        path = re.sub(
            r"\{(\w+)\}",
            lambda match: quote(_text(named.get(match[1], "placeholder")), safe=""),
            spoken.path,
        )
        query = [
            (name, _text(named.get(name, _placeholder(told))))
            for name, told in spoken.placed("query").items()
            if name in named or told.get("required")
        ]
        body = json.dumps(named.get("body", {})).encode() if spoken.placed("body") else b""
        return Sent(spoken.method, path, query, body)


def cases(published: Published) -> Iterator[Case]:
    """Every case of every model, in its order."""
    for spoken in published.operations():
        for status, response in spoken.told["responses"].items():
            told = response.get("x-amzn-api-sandbox", {}).get("static", ())
            for number, one in enumerate(told, start=1):
                given = one.get("request", {}).get("parameters", {})
                named = {name: value["value"] for name, value in given.items()}
                yield Case(spoken, int(status), number, named, one.get("response"))


def _placeholder(told: Mapping[str, Any]) -> object:
    """A value that no case names."""
    allowed = told.get("enum") or told.get("items", {}).get("enum")
    return allowed[0] if allowed else "placeholder"


def _text(value: object) -> str:
    """A value as the SP-API reads it in a path or a query."""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
