"""The engine: runs what a transaction deferred, after it was committed.

The domain tables are the truth and the engine is transport: losing every queued task loses
nothing, because the clock finds what is due again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work: `key` is unique among waiting tasks, `lane` runs one at a time."""

    name: str
    key: str
    lane: str
    args: Mapping[str, str] = field(default_factory=dict)
    priority: int = 0
    """Lower runs first."""


class Engine(Protocol):
    """Takes tasks once they are certain to be wanted."""

    def submit(self, task: Task) -> None:
        """Queue a task; one whose key is waiting already is dropped."""
        ...
