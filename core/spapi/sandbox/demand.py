"""How many units buyers want: a rhythm of week and year, a few best sellers, launches."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import cos, exp, pi

from core.spapi.sandbox.dice import dice
from core.spapi.sandbox.products import Product

_WEEK = (1.06, 1.02, 0.98, 0.95, 0.92, 0.97, 1.10)  # Monday first: people buy on Sunday evening
_ZIPF = 0.85


@lru_cache(4096)
def season(day: date) -> float:
    """The year's rhythm around 1: quiet in spring, busy before Christmas, two sales in between."""
    december = cos(2 * pi * (day.timetuple().tm_yday - 340) / 365)
    factor = 0.95 + 0.16 * december
    if (day.month, day.day) in {(7, 11), (7, 12)}:
        return factor * 1.8
    if day.month == 11 and day.day >= 23:
        return factor * 1.45
    if day.month == 12 and day.day <= 18:
        return factor * 1.30
    return factor


def _poisson(mean: float, throw: float) -> int:
    chance = exp(-mean)
    total, count = chance, 0
    while throw > total and count < 500:
        count += 1
        chance *= mean / count
        total += chance
    return count


@dataclass(slots=True)
class Demand:
    """What buyers of one store want a day, whether or not it is in stock."""

    seed: str
    products: tuple[Product, ...]
    units_a_day: float
    anchor: date
    _days: dict[date, list[int]] = field(default_factory=dict)
    _weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        raw = [1 / (n + 2) ** _ZIPF for n in range(len(self.products))]
        self._weights = [self.units_a_day * w / sum(raw) for w in raw]

    def launched(self, index: int) -> date | None:
        """The day a product went on sale, None for "before the history begins"."""
        before = self.products[index].days_before
        return None if before is None else self.anchor - timedelta(days=before)

    def mean(self, index: int, day: date) -> float:
        """Units a day of one product around a day, without the week's rhythm."""
        launched = self.launched(index)
        if launched is None:
            return self._weights[index] * season(day)
        if day < launched:
            return 0.0
        ramp = min(1.0, 0.35 + (day - launched).days / 40)
        return self._weights[index] * season(day) * ramp

    def units(self, day: date) -> list[int]:
        """Units wanted on a day, in the order of the products."""
        if day not in self._days:
            rng = dice(self.seed, "demand", day)
            week = _WEEK[day.weekday()]
            self._days[day] = [
                _poisson(self.mean(n, day) * week, rng.random()) for n in range(len(self.products))
            ]
        return self._days[day]
