"""One call of Amazon's SDK, as data, and what it may build on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.edges.sandbox.desk import NA

MODEL = "$model"
"""The field that names an argument's class to the driver, which cannot be imported here."""
PROCESSING = 60
"""Seconds that a report takes."""


@dataclass(frozen=True)
class Shop:
    """Of the invented shop: an order that may be asked for a review, and a product in it."""

    order: str
    asin: str
    sku: str


@dataclass
class Seen:
    """What rows may build on: the shop, and the answers of the rows before."""

    shop: Shop
    told: dict[str, Any] = field(default_factory=dict)


Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One call; `kind` is the class the SDK makes of the answer, "" where it raises.

    `wait` is how many seconds pass before it.
    """

    operation: str
    api: str
    kind: str
    arguments: Arguments | Callable[[Seen], Arguments] = field(default_factory=dict)
    status: int = 200
    key: str = NA
    step: str = ""
    wait: int = 0

    @property
    def name(self) -> str:
        """What others build on it by."""
        return self.step or self.operation

    @property
    def method(self) -> str:
        """The operation's name as the SDK writes it."""
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in self.operation)

    def given(self, seen: Seen) -> Arguments:
        """Its arguments."""
        return self.arguments(seen) if callable(self.arguments) else self.arguments
