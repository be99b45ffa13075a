"""Discord's own OpenAPI document, as far as it says what a request may hold."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

DOCUMENT = "urn:discord"

Schema = Mapping[str, Any]


class Specification:
    """Says what is wrong with a request's JSON; each schema is compiled once.

    Of several forms that say their `type`, only the one that a payload names is looked at: twenty
    times as quick as trying all, and it says what is wrong with what was meant.
    """

    def __init__(self, document: Schema) -> None:
        self._document = document
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
        self._compiled: dict[str, Any] = {}
        self._named: dict[str, dict[Any, Schema]] = {}
        told = {key: self._by_type(key) for key in ("oneOf", "anyOf")}
        self._kind = extend(Draft202012Validator, told)  # type: ignore[no-untyped-call]

    def faults(self, method: str, path: str, payload: Any) -> Iterator[str]:
        """The gravest fault of a payload sent to a path (as the document writes it)."""
        found = best_match(self._validator(method, path).iter_errors(_as_spec(payload)))
        if found is not None:
            where = "/".join(map(str, found.absolute_path)) or "the whole"
            yield f"{where}: {found.message[:200]}"

    def _validator(self, method: str, path: str) -> Any:
        pointer = f"#/paths/{path.replace('~', '~0').replace('/', '~1')}/{method.lower()}"
        pointer += "/requestBody/content/application~1json/schema"
        if pointer not in self._compiled:
            whole = {"$ref": DOCUMENT + pointer}
            self._compiled[pointer] = self._kind(whole, registry=self._registry)
        return self._compiled[pointer]

    def _by_type(self, keyword: str) -> Any:
        usual = Draft202012Validator.VALIDATORS[keyword]

        def look(
            validator: Any, forms: Sequence[Schema], instance: Any, schema: Schema
        ) -> Iterator[ValidationError]:
            kind = instance.get("type") if isinstance(instance, Mapping) else None
            named = self._forms(forms) if kind is not None else {}
            if kind in named:
                yield from validator.descend(instance, named[kind])
            else:
                yield from usual(validator, forms, instance, schema)

        return look

    def _forms(self, forms: Sequence[Schema]) -> dict[Any, Schema]:
        """The forms by the type that each names; nothing where two of them name the same."""
        key = json.dumps(forms, sort_keys=True)
        if key not in self._named:
            pairs = [(kind, form) for form in forms for kind in self._types(form)]
            found = dict(pairs)
            self._named[key] = found if len(found) == len(pairs) else {}
        return self._named[key]

    def _types(self, form: Schema) -> Sequence[Any]:
        name = str(form.get("$ref", "")).rpartition("/")[2]
        schema = self._document["components"]["schemas"].get(name, form)
        kind = schema.get("properties", {}).get("type", {})
        return [kind["const"]] if "const" in kind else list(kind.get("enum", []))


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
