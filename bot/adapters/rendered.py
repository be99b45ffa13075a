"""What goes with a rendered message on any platform: its files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

_LONGEST = 60
SIGNS = {"": "", "done": "✓ ", "needs_you": "! ", "nothing": "– "}
"""What stands before a title, by its state."""


@dataclass(frozen=True, slots=True)
class File:
    """A file beside a message; `name` is safe in an address, `alt` says what it shows."""

    name: str
    media_type: str
    content: bytes
    alt: str


class Names:
    """The names of a card's files: plain letters, no two alike."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, name: str, ending: str) -> str:
        """A name of its own: "Top by revenue" as top-by-revenue.csv; `ending` has its dot.

        It holds only letters that no platform writes differently in an address.
        """
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(ending)).strip("-")
        stem = stem[:_LONGEST].rstrip("-") or "file"
        names = (f"{stem}{'' if n == 1 else f'-{n}'}{ending}" for n in count(1))
        return self._take(names)

    def next(self, kind: str, ending: str) -> str:
        """The next of a kind: chart-1.png, chart-2.png."""
        return self._take(f"{kind}-{n}{ending}" for n in count(1))

    def _take(self, names: Iterator[str]) -> str:
        found = next(one for one in names if one not in self._taken)
        self._taken.add(found)
        return found


def ending(name: str) -> str:
    """A file name's ending with its dot, if it is a plain one."""
    found = re.search(r"\.[a-z0-9]{1,8}\Z", name.lower())
    return found[0] if found else ""
