"""One card being drawn for Slack: each node as pieces of a message.

Times are written in the card's own zone and not as `<!date^…>`: Slack would show those in each
reader's zone, against the small print of the card.
"""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot import figures
from bot.adapters.parts import Piece
from bot.adapters.rendered import File, Names, ending
from bot.adapters.runs import Run, field_runs, runs, strengthened, text_of, title_runs
from bot.adapters.slack import blocks
from bot.adapters.slack.buttons import button_rows
from bot.adapters.slack.mrkdwn import measure
from bot.adapters.slack.paper import Paper
from bot.adapters.slack.pictures import chart_pieces, native_charts
from bot.adapters.slack.pieces import note, paragraph, piece, small
from bot.adapters.slack.tables import table_pieces
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
    Table,
    Text,
    Title,
)


class Drawing:
    """The rows of buttons and the charts not yet drawn, and the names of files that are."""

    def __init__(self, card: Card, refs: Sequence[str], paper: Paper) -> None:
        self._card = card
        self._paper = paper
        self._rows = iter(button_rows(card, refs, paper.limits) if refs else [])
        self._names = Names()
        self._charts = native_charts(card, paper.limits, paper.writing)
        tables = [node for node in card.nodes if isinstance(node, Table)]
        # Several tables look alike: one that Slack draws itself would stand out among them.
        self._is_alone = len(tables) <= paper.limits.tables

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
                yield from note(line, paper)
            case Fields():
                yield from paragraph(field_runs(node, paper.writing), paper.limits)
            case Table():
                yield from table_pieces(node, paper, self._names, native=self._is_alone)
            case Chart():
                yield from chart_pieces(node, paper, self._names, own=self._is_own(node))
            case Image() | Attachment():
                yield from self._file(node)
            case Divider():
                yield piece(blocks.divider())
            case Actions():
                yield from next(self._rows, ())
            case _:
                assert_never(node)

    def _is_own(self, chart: Chart) -> bool:
        own = chart in self._charts
        if own:
            self._charts.remove(chart)
        return own

    def _title(self, title: Title) -> Iterator[Piece]:
        line = title_runs(title, self._paper.writing)
        said = text_of(line).strip()
        if any(run.mention for run in line) or measure(said) > self._paper.limits.header:
            yield from paragraph(strengthened(line), self._paper.limits)
        elif said:
            yield piece(blocks.header(said))
        yield from note(title.note, self._paper)

    def _file(self, node: Image | Attachment) -> Iterator[Piece]:
        if isinstance(node, Image):
            alt = figures.clean(node.alt) or "Picture"
            file = File(self._names.next("picture", ".png"), "image/png", node.png, alt)
            said = f"Picture {file.name}: {alt}"
        else:
            called = figures.clean(node.name)
            name = self._names.new(called, ending(called))
            file = File(name, node.media_type, node.content, called)
            said = f"File {name}" if name == called else f"File {name}: {called}"
        first, *rest = small(said, self._paper.limits)
        yield piece(*first.bodies, files=[file])
        yield from rest
