"""What a person sees of a text on Discord: a small reader of its Markdown, apart from our writer.

It reads less kindly than Discord: whatever could be more than letters counts as `signs`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category, combining, east_asian_width

from tests.edges.discord.rules import components

_STARTS = re.compile(r"\s*(#{1,3}\s|-#|[-+*]\s|>|\d+[.)])")
_SIGNS = (
    (re.compile(r"[*_~|`]"), "format"),
    (re.compile(r"[<@]"), "mention"),
    (re.compile(r"\["), "link"),
    (re.compile(r":(?=//)"), "address"),
    (re.compile(r":[\w+-]+:"), "emoji"),
)


@dataclass
class Reading:
    """What was read: the letters, and every sign that is more than one."""

    letters: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    mentioned: set[str] = field(default_factory=set)

    def read(self, content: str) -> None:
        """Read a text display."""
        if content.startswith("```\n") and content.endswith("\n```"):
            self._fence(content[4:-4])
            return
        for n, line in enumerate(content.split("\n")):
            rest = line
            if n == 0 and rest.startswith("## "):
                rest = rest.removeprefix("## ")
            rest = rest.removeprefix("-# ")
            if found := _STARTS.match(rest):
                self.signs.append(f"start {found[1]}")
            self._line(rest)

    def _fence(self, inside: str) -> None:
        if "```" in inside:
            self.signs.append("fence")
        if any(width(line) > 34 for line in inside.split("\n")):
            self.signs.append("too wide")
        self.letters.append(inside)

    def _line(self, line: str) -> None:
        at = 0
        while at < len(line):
            taken = self._token(line, at)
            at += taken

    def _token(self, line: str, at: int) -> int:
        """Read what begins here; returns how many characters it took."""
        rest = line[at:]
        if re.match(r"\\[^0-9A-Za-z\s]", rest):
            self.letters.append(rest[1])
            return 2
        if mention := re.match(r"<[@#]([0-9]{10,20})>", rest):
            self.mentioned.add(mention[1])
            return len(mention[0])
        if code := re.match(r"(`+)(.*?[^`])\1(?!`)", rest):
            self.letters.append(code[2])
            return len(code[0])
        if rest.startswith("**"):
            return 2
        for pattern, name in _SIGNS:
            if pattern.match(rest):
                self.signs.append(name)
        self.letters.append(rest[0])
        return 1


def width(line: str) -> int:
    """Columns of a line: wide letters take two, marks and signs without a form none."""
    return sum(
        0 if combining(c) or category(c) == "Cf" else 2 if east_asian_width(c) in "WF" else 1
        for c in line
    )


def read(message: Sequence[dict[str, Any]]) -> Reading:
    """All that is read of a message, the names of its files and the labels of its buttons last."""
    reading = Reading()
    for one in components(message):
        if one["type"] == 10:
            reading.read(one["content"])
        reading.letters += _names(one)
    reading.letters += [one["label"] for one in buttons(message)]
    return reading


def _names(component: dict[str, Any]) -> Iterator[str]:
    for item in component.get("items", ()):
        yield item["description"]
    if "file" in component:
        yield component["file"]["url"].removeprefix("attachment://")


def buttons(message: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons in order."""
    return [one for one in components(message) if one["type"] == 2]
