"""Amazon's published models, read from the shared folder: what its operations take and give."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, eq=False)
class Spoken:
    """One operation as its model describes it; `path` is a template such as /a/{b}."""

    model: "Model"
    path: str
    method: str
    told: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Amazon's name of it."""
        return str(self.told["operationId"])

    @cached_property
    def parameters(self) -> tuple[Mapping[str, Any], ...]:
        """What a request may have: those of the path, then its own."""
        shared = self.model.read["paths"][self.path].get("parameters", ())
        own = self.told.get("parameters", ())
        return tuple(self.model.resolved(one) for one in (*shared, *own))

    def placed(self, place: str) -> dict[str, Mapping[str, Any]]:
        """The parameters that stand in the path, the query, a header or the body."""
        return {one["name"]: one for one in self.parameters if one["in"] == place}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path as a pattern with a group for each id."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]*)", self.path))

    @cached_property
    def sample_path(self) -> str:
        """A path of this operation, with an id of no meaning."""
        return re.sub(r"\{\w+\}", "x", self.path)


@dataclass(frozen=True, eq=False)
class Model:
    """One model: the name of its file, and what it says."""

    name: str
    read: Mapping[str, Any]

    def resolved(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the model, or what it refers to."""
        found: Any = told
        if "$ref" in told:
            found = self.read
            for step in told["$ref"].removeprefix("#/").split("/"):
                found = found[step]
        return dict(found)

    @cached_property
    def operations(self) -> tuple[Spoken, ...]:
        """Its operations, in its order."""
        return tuple(
            Spoken(self, path, method.upper(), item[method])
            for path, item in self.read["paths"].items()
            for method in METHODS
            if method in item
        )


@dataclass(frozen=True)
class Published:
    """All models of a folder."""

    models: tuple[Model, ...]

    def operations(self) -> Iterator[Spoken]:
        """The operations of all models."""
        for model in self.models:
            yield from model.operations

    def find(self, method: str, path: str) -> Spoken | None:
        """The operation that a request means."""
        for spoken in self.operations():
            if spoken.method == method and spoken.pattern.fullmatch(path):
                return spoken
        return None


def read_models(folder: Path) -> Published:
    """The Swagger 2.0 models among the files of a folder."""
    files = {path.stem: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    return Published(
        tuple(
            Model(name, read)
            for name, read in files.items()
            if isinstance(read, dict) and read.get("swagger") == "2.0"
        )
    )
