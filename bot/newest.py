"""Which drawing of a thing is its newest: an older one that had to wait is not drawn over it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _Drawings:
    """How many were begun since none went on, and how many go on."""

    begun: int = 0
    going: int = 0


class Newest:
    """The drawings that go on, one a process; a thing of which none goes on is forgotten."""

    def __init__(self) -> None:
        self._of: dict[Hashable, _Drawings] = {}

    @contextmanager
    def begun(self, what: Hashable) -> Iterator[Callable[[], bool]]:
        """A drawing from its beginning to its end; yields whether none was begun since."""
        drawings = self._of.setdefault(what, _Drawings())
        drawings.begun += 1
        drawings.going += 1
        mine = drawings.begun
        try:
            yield lambda: drawings.begun == mine
        finally:
            drawings.going -= 1
            if not drawings.going:
                del self._of[what]

    def __len__(self) -> int:
        """Of how many things drawings go on."""
        return len(self._of)
