"""A chart's geometry: where each line, tick and word stands; pure, the same for every medium."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from bot.card import Chart, Day, Mark, Series
from bot.figures import MINUS, Writing, clean, compact, cut, write
from bot.locale_signs import signs_of
from bot.signs import Signs
from core.policy.locales import DEFAULT

_CURRENCY_LETTERS = 3
_GLYPH = 0.6
"""Mean width of a letter of the bundled font, in ems; used to leave room, never to align."""


@dataclass(frozen=True, slots=True)
class Size:
    """A drawing's size and the size of its letters, in the drawing's own units."""

    width: int
    height: int
    letter: int


WIDE = Size(720, 300, 13)
NARROW = Size(328, 224, 12)


@dataclass(frozen=True, slots=True)
class Tick:
    """A word on an axis, at a place along it."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn thing: `kind` names its look; a path, or a dot at (x, y)."""

    kind: str
    path: str = ""
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend, at its place."""

    kind: str
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Note:
    """A mark's word and where it stands."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Everything a template needs to draw a chart, and nothing left to compute."""

    size: Size
    title: str
    alt: str
    left: float
    right: float
    zero: float
    rows: tuple[Tick, ...]
    columns: tuple[Tick, ...]
    shapes: tuple[Shape, ...]
    notes: tuple[Note, ...]
    keys: tuple[Key, ...]


def steps(low: float, high: float, wanted: int = 4, *, whole: bool = False) -> list[float]:
    """Round values around `low` to `high`, in some `wanted` steps of 1, 2, 2.5 or 5.

    `whole` steps are at least 1: there is no quarter of an order.
    """
    high = high if high > low else low + 1.0
    span = max(high - low, float(wanted)) if whole else high - low
    power = 10.0 ** math.floor(math.log10(span / wanted))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if span / (m * power) <= wanted + 0.001)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [n * step for n in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The drawing area, and the two scales over it."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    count: int

    def x(self, n: float) -> float:
        """The middle of the n-th label's place."""
        return round(self.left + (n + 0.5) * (self.right - self.left) / max(self.count, 1), 1)

    def y(self, value: float) -> float:
        """The height of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.bottom - share * (self.bottom - self.top), 1)


def plot(chart: Chart, size: Size, locale: str = DEFAULT) -> Plot:
    """The geometry of a chart at a size; labels and values are matched by their order."""
    signs = signs_of(locale)
    keys, keys_height = _keys(chart.series, size)
    values = [v for one in chart.series for v in one.values if v is not None]
    counts = all(value == int(value) for value in values)
    marks = steps(min([0.0, *values]), max([0.0, *values]), whole=counts)
    words = [_value(v, chart.unit, signs) for v in marks]
    frame = _Frame(
        left=round(max(map(len, words)) * size.letter * _GLYPH + 10, 1),
        right=size.width - 8,
        top=round(keys_height + size.letter * (2.4 if chart.marks else 1.0), 1),
        bottom=round(size.height - size.letter * 1.9, 1),
        low=marks[0],
        high=marks[-1],
        count=len(chart.labels),
    )
    return Plot(
        size=size,
        title=clean(chart.title),
        alt=clean(chart.alt),
        left=frame.left,
        right=frame.right,
        zero=frame.y(0),
        rows=tuple(Tick(frame.y(v), w) for v, w in zip(marks, words, strict=True)),
        columns=tuple(_columns(chart.labels, frame, size, locale)),
        shapes=(*_series_shapes(chart.series, frame), *_mark_shapes(chart, frame)),
        notes=tuple(_notes(chart, frame, size)),
        keys=keys,
    )


def _value(value: float, unit: str, signs: Signs) -> str:
    exact = Decimal(repr(value))
    figure = compact(exact) if abs(value) >= 1 and value == int(value) else f"{abs(value):g}"
    short = figure.removesuffix(".0k") + "k" if figure.endswith(".0k") else figure
    plain, mark = short.replace(".00M", "M"), MINUS if value < 0 else ""
    if len(unit) == _CURRENCY_LETTERS and unit.isupper():
        return signs.amount(plain, unit, mark)
    return mark + signs.figure(plain)


def _keys(series: Sequence[Series], size: Size) -> tuple[tuple[Key, ...], float]:
    line = size.letter * 1.6
    x, y = 0.0, round(size.letter * 1.1, 1)
    keys = []
    for one in series:
        text = cut(clean(one.name), 40)
        width = 24 + len(text) * size.letter * _GLYPH + 16
        if x and x + width > size.width:
            x, y = 0.0, round(y + line, 1)
        keys.append(Key(one.style, text, round(x, 1), y))
        x += width
    return tuple(keys), y + 4 if keys else 0.0


def _columns(labels: Sequence[date], frame: _Frame, size: Size, locale: str) -> Iterator[Tick]:
    if not labels:
        return
    width = 6 * size.letter * _GLYPH
    room = max(1, int((frame.right - frame.left) / (width * 1.5)))
    step = max(1, math.ceil((len(labels) - 1) / room))
    if len(labels) > 7:
        step = math.ceil(step / 7) * 7
    for n in range(len(labels) - 1, -1, -step):
        x = frame.x(n)
        anchor = "middle"
        if x + width / 2 > size.width:
            x, anchor = frame.right, "end"
        if x - width / 2 >= frame.left - width / 2:
            yield Tick(x, write(Day(labels[n], "short"), Writing(labels[n].year, locale)), anchor)


def _series_shapes(series: Sequence[Series], frame: _Frame) -> Iterator[Shape]:
    back_to_front = {"ghost": 0, "bars": 1, "area": 2, "line": 3}
    for one in sorted(series, key=lambda one: back_to_front[one.style]):
        yield from _shapes(one, frame)


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    pairs = list(enumerate(values))
    for known, run in groupby(pairs, key=lambda pair: pair[1] is not None):
        if known:
            yield [(n, v) for n, v in run if v is not None]


def _shapes(series: Series, frame: _Frame) -> Iterator[Shape]:
    if series.style == "bars":
        yield Shape("bars", "".join(_bars(series.values, frame)))
        return
    stroke = "ghost" if series.style == "ghost" else "line"
    for run in _runs(series.values):
        points = [f"{frame.x(n):g} {frame.y(v):g}" for n, v in run]
        if len(run) == 1:
            yield Shape(f"{stroke}-dot", x=frame.x(run[0][0]), y=frame.y(run[0][1]))
            continue
        if series.style == "area":
            ends = f"{frame.x(run[-1][0]):g} {frame.y(0):g}L{frame.x(run[0][0]):g} {frame.y(0):g}"
            yield Shape("area", f"M{'L'.join(points)}L{ends}Z")
        yield Shape(stroke, f"M{'L'.join(points)}")


def _bars(values: Sequence[float | None], frame: _Frame) -> Iterator[str]:
    width = max(1.0, round((frame.right - frame.left) / max(frame.count, 1) * 0.7, 1))
    for n, value in enumerate(values):
        if value:
            x, zero, top = frame.x(n) - width / 2, frame.y(0), frame.y(value)
            yield f"M{x:g} {zero:g}V{top:g}h{width:g}V{zero:g}Z"


def _placed(chart: Chart) -> Iterator[tuple[Mark, int]]:
    places = {day.isoformat(): n for n, day in enumerate(chart.labels)}
    for mark in chart.marks:
        if mark.label in places:
            yield mark, places[mark.label]


def _height(chart: Chart, n: int) -> float | None:
    front = [one for one in chart.series if one.style != "ghost"]
    return next((one.values[n] for one in front if one.values[n] is not None), None)


def _mark_shapes(chart: Chart, frame: _Frame) -> Iterator[Shape]:
    for mark, n in _placed(chart):
        value = _height(chart, n)
        if mark.style == "rule":
            yield Shape("rule", f"M{frame.x(n):g} {frame.top:g}V{frame.bottom:g}")
        elif value is not None:
            yield Shape("point", x=frame.x(n), y=frame.y(value))


def _notes(chart: Chart, frame: _Frame, size: Size) -> list[Note]:
    notes: list[Note] = []
    for mark, n in _placed(chart):
        text = cut(clean(mark.text), 40)
        if not text:
            continue
        value = None if mark.style == "rule" else _height(chart, n)
        y = frame.top - 5 if value is None else frame.y(value) - size.letter * 0.7
        x, anchor = _beside(frame.x(n), len(text) * size.letter * _GLYPH / 2, frame)
        tries = [
            Note(text, x, round(y + shift * size.letter, 1), anchor) for shift in (0, -1.25, 2.1)
        ]
        notes.append(next((t for t in tries if _free(t, notes, size)), tries[-1]))
    return notes


def _beside(x: float, half: float, frame: _Frame) -> tuple[float, str]:
    if x + half > frame.right:
        return frame.right, "end"
    if x - half < frame.left:
        return max(frame.left, x - 4), "start"
    return x, "middle"


def _free(note: Note, others: Sequence[Note], size: Size) -> bool:
    def ends(one: Note) -> tuple[float, float]:
        width = len(one.text) * size.letter * _GLYPH
        start = one.x - {"start": 0.0, "middle": width / 2, "end": width}[one.anchor]
        return start, start + width

    start, end = ends(note)
    return note.y > size.letter and not any(
        abs(note.y - other.y) < size.letter * 1.2
        and start < ends(other)[1]
        and ends(other)[0] < end
        for other in others
    )
