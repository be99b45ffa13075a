"""Discord's Markdown as HTML: a reader of its own, so that what is drawn is what was written.

What else Discord would bring to life than the name of a person or a channel (a link,
an emoji, a call to all) is marked, for nothing we send may.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from bot.preview.people import shown

Kind = Literal["heading", "small", "text", "fence"]
_TOKEN = re.compile(
    r"\\(?P<letter>[^0-9A-Za-z\s])"
    r"|(?P<ticks>`+)(?P<code>.*?[^`])(?P=ticks)(?!`)"
    r"|(?P<bold>\*\*)"
    r"|<@(?P<person>\d+)>"
    r"|<#(?P<channel>\d+)>"
    r"|(?P<alive><[@#/:t][^>]*>|@everyone|@here|https?://\S*|:[\w+-]+:)"
)
_STARTS: tuple[tuple[str, Kind], ...] = (("## ", "heading"), ("-# ", "small"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text display, or a whole fence."""

    kind: Kind
    html: Markup


def lines(content: str) -> Iterator[Line]:
    """The lines of a text display; blank ones stay."""
    for n, part in enumerate(
        re.split(r"^```\n(.*?)\n```$", content, flags=re.MULTILINE | re.DOTALL)
    ):
        if n % 2:
            yield Line("fence", escape(part))
        elif part.strip("\n"):
            yield from map(_line, part.strip("\n").split("\n"))


def _line(raw: str) -> Line:
    for start, kind in _STARTS:
        if raw.startswith(start):
            return Line(kind, _inline(raw.removeprefix(start)))
    return Line("text", _inline(raw))


def _inline(raw: str) -> Markup:
    """A line's signs as HTML; what opens and does not close ends with the line."""
    found, at, is_bold = Markup(), 0, False
    for token in _TOKEN.finditer(raw):
        found += escape(raw[at : token.start()])
        at = token.end()
        if token["bold"]:
            is_bold = not is_bold
            found += Markup("<b>") if is_bold else Markup("</b>")
        else:
            found += _token(token)
    found += escape(raw[at:])
    return found + Markup("</b>") if is_bold else found


def _token(token: re.Match[str]) -> Markup:
    if token["letter"]:
        return escape(token["letter"])
    if token["person"]:
        return Markup('<span class="mention">@{}</span>').format(shown(token["person"]))
    if token["channel"]:
        return Markup('<span class="mention">#{}</span>').format(shown(token["channel"]))
    if token["alive"]:
        return Markup('<mark class="alive">{}</mark>').format(token["alive"])
    code = token["code"]
    inside = code[1:-1] if code.startswith(" ") and code.endswith(" ") else code
    return Markup("<code>{}</code>").format(inside)
