"""Discord's own OpenAPI document, as far as it says what a request may hold."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = "urn:discord"


class Specification:
    """Says what is wrong with a request's JSON; each schema is compiled once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        self._compiled: dict[str, Draft202012Validator] = {}

    def faults(self, method: str, path: str, payload: Any) -> Iterator[str]:
        """The gravest fault of a payload sent to a path (as the document writes it)."""
        found = best_match(self._validator(method, path).iter_errors(_as_spec(payload)))
        if found is not None:
            where = "/".join(map(str, found.absolute_path)) or "the whole"
            yield f"{where}: {found.message[:200]}"

    def _validator(self, method: str, path: str) -> Draft202012Validator:
        pointer = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method.lower()}"
        pointer += "/requestBody/content/application~1json/schema"
        if pointer not in self._compiled:
            self._compiled[pointer] = Draft202012Validator(
                {"$ref": DOCUMENT + pointer}, registry=self._registry
            )
        return self._compiled[pointer]


@cache
def specification(folder: Path) -> Specification:
    """The document in the shared folder."""
    text = (folder / "chat-specs" / "discord-openapi.json").read_text()
    return Specification(json.loads(text))


def _as_spec(payload: Any) -> Any:
    """Ids of attachments as text: the document wants it, the platform takes numbers too."""
    if isinstance(payload, Mapping):
        changed = {key: _as_spec(value) for key, value in payload.items()}
        if isinstance(payload.get("attachments"), list):
            changed["attachments"] = [
                {**_as_spec(one), **({"id": str(one["id"])} if "id" in one else {})}
                for one in payload["attachments"]
            ]
        return changed
    if isinstance(payload, list):
        return [_as_spec(one) for one in payload]
    return payload
