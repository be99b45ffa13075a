"""Charts and pictures on Discord: a picture in a gallery, else a table."""

from collections.abc import Iterator

from bot import figures
from bot.adapters.chart_table import chart_table, told_chart
from bot.adapters.discord import pieces
from bot.adapters.discord.markdown import measure
from bot.adapters.discord.paper import Paper
from bot.adapters.discord.pieces import paragraph, piece, small, together
from bot.adapters.discord.tables import table_pieces
from bot.adapters.parts import Piece
from bot.adapters.rendered import File, Names
from bot.adapters.runs import Run, joined
from bot.card import Chart

_PNG = "image/png"


def chart_pieces(chart: Chart, paper: Paper, names: Names) -> Iterator[Piece]:
    """A chart as the picture that was drawn of it, else as a table; what it says in words too."""
    told = told_chart(chart, paper.writing)
    drawn = paper.pictures.get(chart)
    if drawn is None:
        words = small((Run(told),), paper.limits)
        yield from together([*table_pieces(chart_table(chart), paper, names), *words], paper.limits)
        return
    title = paragraph(joined([Run(figures.clean(chart.title), "strong")]), paper.limits)
    shown = picture_pieces(File(names.next("chart", ".png"), _PNG, drawn, told or "Chart"), paper)
    yield from together([*title, *shown], paper.limits)


def picture_pieces(file: File, paper: Paper) -> Iterator[Piece]:
    """A picture with its words for who cannot see it; longer ones than fit are written below."""
    limits = paper.limits
    alt = file.alt
    if measure(alt) > limits.alt:
        alt = figures.cut(alt, limits.alt // 2 - 1)
    named = File(file.name, file.media_type, file.content, alt)
    yield piece(pieces.gallery(file.name, alt), files=[named])
    if alt != file.alt:
        yield from small((Run(file.alt),), limits)
