"""Charts as SVG for the page and as PNG for chats: one template, one drawing.

A PNG is made in a process of its own, since resvg holds the interpreter's lock while it draws.
"""

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

from markupsafe import Markup
from resvg_py import svg_to_bytes

from bot import words
from bot.card import Chart
from bot.plot import NARROW, WIDE, plot
from core.policy.locales import DEFAULT

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
_FAMILY = "DejaVu Sans"
_ZOOM = 1.25

# The page's own style sheet gives the same classes its colours, light and dark.
_LOOK = Markup(
    "text{font-family:'DejaVu Sans',sans-serif}"
    ".chart-paper{fill:#fff}"
    ".chart-word{fill:#5c5f62}.chart-note{fill:#1b1d1f;stroke:#fff;stroke-width:4;paint-order:stroke}"
    ".chart-grid{stroke:#e4e4e0;fill:none}.chart-zero{stroke:#a9aaa6;fill:none}"
    ".chart-line{stroke:#0b6b60;stroke-width:2;fill:none;stroke-linejoin:round}"
    ".chart-ghost{stroke:#9a9c99;stroke-width:1.5;fill:none;stroke-dasharray:4 3}"
    ".chart-area{fill:#0b6b60;fill-opacity:.1}.chart-bars{fill:#0b6b60}"
    ".chart-line-dot{fill:#0b6b60}.chart-ghost-dot{fill:#9a9c99}"
    ".chart-point{fill:#fff;stroke:#1b1d1f;stroke-width:2}"
    ".chart-rule{stroke:#1b1d1f;stroke-dasharray:2 3;fill:none}"
)


def svg(chart: Chart, locale: str = DEFAULT) -> Markup:
    """The chart as a picture file's text: its own colours, on white."""
    drawing = words.render(
        "chart.svg.j2", plot=plot(chart, WIDE, locale), look=_LOOK, variant="wide"
    )
    return Markup(drawing)  # noqa: S704 - the template escapes


def inline(chart: Chart, locale: str = DEFAULT) -> Markup:
    """The chart for a page: a wide and a narrow drawing, coloured by the page; it shows one."""
    sizes = (("wide", WIDE), ("narrow", NARROW))
    drawings = (
        words.render("chart.svg.j2", plot=plot(chart, size, locale), look="", variant=variant)
        for variant, size in sizes
    )
    return Markup("".join(drawings))  # noqa: S704 - the template escapes


def png(chart: Chart, locale: str = DEFAULT) -> bytes:
    """The chart as a PNG of 935 by 410 pixels; takes the interpreter's lock for some 30 ms."""
    return svg_to_bytes(
        svg_string=svg(chart, locale),
        zoom=_ZOOM,
        skip_system_fonts=True,
        font_files=[str(FONT)],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )


class Painter:
    """Draws PNGs in one process of its own; an asynchronous context manager."""

    def __init__(self) -> None:
        self._pool = self._new_pool()

    @staticmethod
    def _new_pool() -> ProcessPoolExecutor:
        # spawn: a fork would copy the event loop, the sockets and the locks of this process.
        return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._warm_up)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    def _warm_up(self) -> None:
        self._pool.submit(svg_to_bytes, "<svg xmlns='http://www.w3.org/2000/svg'/>").exception()

    async def process(self) -> int:
        """The id of the process that draws."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, os.getpid)

    async def png(self, chart: Chart, locale: str = DEFAULT) -> bytes:
        """The chart as a PNG; a process that died is replaced, once."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, png, chart, locale)
        except BrokenProcessPool:
            self._pool = self._new_pool()
            await asyncio.to_thread(self._warm_up)
            return await loop.run_in_executor(self._pool, png, chart, locale)
