"""One card being drawn for Discord: each node as pieces of a message.

Times are written in the card's own zone and not as `<t:…>`: Discord would show those in each
reader's zone, against the small print of the card.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot import figures
from bot.adapters.discord import pieces
from bot.adapters.discord.buttons import button_rows
from bot.adapters.discord.markdown import heading, size
from bot.adapters.discord.paper import Paper
from bot.adapters.discord.pictures import chart_pieces, picture_pieces
from bot.adapters.discord.pieces import paragraph, piece, small, together
from bot.adapters.discord.tables import table_pieces
from bot.adapters.parts import Piece
from bot.adapters.rendered import File, Names, ending
from bot.adapters.runs import Run, field_runs, runs, strengthened, title_runs
from bot.card import (
    Actions,
    Attachment,
    Card,
    Chart,
    Context,
    Divider,
    Fields,
    Image,
    Node,
    Number,
    Table,
    Text,
    Title,
)

_HEADING = 200
"""Letters of a head; a longer one is a strong paragraph."""


class Drawing:
    """The rows of buttons not yet drawn, and the names of files that are."""

    def __init__(self, card: Card, refs: Sequence[str], paper: Paper) -> None:
        self._card = card
        self._paper = paper
        self._rows = iter(button_rows(card, refs, paper.limits) if refs else [])
        self._names = Names()

    def pieces(self) -> list[Piece]:
        """All nodes in order, without references no buttons; where nothing is, the summary."""
        found = [one for node in self._card.nodes for one in self._node(node)]
        said = figures.clean(self._card.summary).strip() or "–"
        return found or list(paragraph((Run(said),), self._paper.limits))

    def _node(self, node: Node) -> Iterator[Piece]:
        paper = self._paper
        match node:
            case Title():
                yield from self._title(node)
            case Text(line):
                yield from paragraph(runs(line, paper.writing), paper.limits)
            case Context(line):
                yield from small(runs(line, paper.writing), paper.limits)
            case Fields():
                yield from paragraph(field_runs(node, paper.writing), paper.limits)
            case Table():
                yield from table_pieces(node, paper, self._names)
            case Chart():
                yield from chart_pieces(node, paper, self._names)
            case Image(png, alt):
                name = self._names.next("picture", ".png")
                shown = File(name, "image/png", png, figures.clean(alt) or "Picture")
                yield from together(picture_pieces(shown, paper), paper.limits)
            case Attachment():
                yield from self._file(node)
            case Divider():
                yield piece(pieces.divider())
            case Actions():
                yield from next(self._rows, ())
            case _:
                assert_never(node)

    def _title(self, title: Title) -> Iterator[Piece]:
        limits = self._paper.limits
        line = title_runs(title, self._paper.writing)
        note = small(runs(title.note, self._paper.writing), limits)
        if not line:
            yield from note
        elif sum(map(size, line)) > _HEADING:
            yield from paragraph(strengthened(line), limits)
            yield from note
        else:
            yield from together([piece(pieces.text(heading(line))), *note], limits)

    def _file(self, node: Attachment) -> Iterator[Piece]:
        called, limits = figures.clean(node.name), self._paper.limits
        if len(node.content) > limits.upload:
            taken = Number(len(node.content), ("byte", "bytes"))
            said = ("The file ", called, " is too large for Discord (", taken, ").")
            yield from small(runs(said, self._paper.writing), limits)
            return
        name = self._names.new(called, ending(called))
        file = File(name, node.media_type, node.content, figures.cut(called, limits.alt // 2 - 1))
        told = small(() if name == called else (Run(called),), limits)
        yield from together([*told, piece(pieces.file(name), files=[file])], limits)
