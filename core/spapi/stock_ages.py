"""Stock by age: Amazon tells the same units in wide bands and in narrow ones, never to be added."""

import re
from collections.abc import Iterable, Mapping

from core.ports.report_rows import AgeBand

_BAND = re.compile(r"inv-age-(\d{1,4})-(?:to-(\d{1,4})|plus)-days", re.ASCII)


def bands(columns: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    """The columns that are bands of age: first and last day, None where a band has no end."""
    found = {column: _BAND.fullmatch(column) for column in columns}
    return {
        column: (_first(match), int(match[2]) if match[2] else None)
        for column, match in found.items()
        if match
    }


def _first(match: re.Match[str]) -> int:
    """What Amazon calls 365 plus begins after the band that ends with day 365."""
    return 366 if match[1] == "365" and not match[2] else int(match[1])


def apart(units: Mapping[tuple[int, int | None], int]) -> tuple[AgeBand, ...]:
    """The narrowest bands that lie end to end from the first day on and reach furthest."""
    return _from(0, units)


def _from(first: int, units: Mapping[tuple[int, int | None], int]) -> tuple[AgeBand, ...]:
    best: tuple[AgeBand, ...] = ()
    for begin, last in sorted(units, key=lambda band: (band[1] is None, band[1] or 0)):
        if begin != first:
            continue
        here = AgeBand(begin, last, units[begin, last])
        if last is None:
            return (here,) if not best or best[-1].last is not None else best
        chain = (here, *_from(last + 1, units))
        if chain[-1].last is None:
            return chain
        if not best or chain[-1].last > (best[-1].last or 0):
            best = chain
    return best
