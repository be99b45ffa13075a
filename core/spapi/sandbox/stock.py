"""A product's stock in one store, day by day: sales, reorders, late suppliers, empty shelves."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from core.spapi.sandbox.demand import Demand
from core.spapi.sandbox.dice import share

_QUIET = 190  # days before the anchor in which a scripted product places no orders of its own
_WAKE = 3  # days after the anchor from which it orders again
_DELIVERIES = (120, 80, 40)  # days before the anchor on which its deliveries arrive instead
_SPARE_DAYS = 4.0  # how long one delivery outlasts the next one's arrival


class Story(StrEnum):
    """What a scripted product looks like on the anchor day."""

    RUNS_LOW = "runs_low"
    RUNS_VERY_LOW = "runs_very_low"
    LOW_WITH_INBOUND = "low_with_inbound"
    OUT_NOW = "out_now"


_DAYS_LEFT = {Story.RUNS_LOW: 10.0, Story.RUNS_VERY_LOW: 6.0, Story.LOW_WITH_INBOUND: 12.0}
_OUT_FOR = 4


@dataclass(frozen=True, slots=True)
class Shipment:
    """Units on their way to Amazon: created, then shipped, then received, then sellable."""

    units: int
    created: date
    shipped: date
    receiving: date
    arrives: date


@dataclass(frozen=True, slots=True)
class StockDay:
    """A product's stock at the end of a day; `opening` and `sold` tell how it came about."""

    day: date
    opening: int
    received: int
    sold: int
    sellable: int
    working: int
    shipped: int
    receiving: int


@dataclass(slots=True)
class StockPath:
    """One product in one store; days are computed in order and kept."""

    demand: Demand
    index: int
    first: date
    story: Story | None = None
    shipments: list[Shipment] = field(default_factory=list)
    _moves: list[tuple[int, int, int]] = field(default_factory=list)
    _due: dict[date, int] = field(default_factory=dict)
    _coming: int = 0
    _sellable: int = 0

    def __post_init__(self) -> None:
        start = self.demand.launched(self.index) or self.first
        cover = 130 if self.demand.launched(self.index) else 30 + 50 * self._share("start")
        units = max(6, round(self.demand.mean(self.index, start) * cover))
        self._send(units, max(start, self.first), 30)

    def on(self, day: date) -> StockDay:
        """The stock of one day on or after the first."""
        received, opening, sold = self._move(day)
        return StockDay(
            day,
            opening,
            received,
            sold,
            opening - sold,
            self._inbound(day, "created", "shipped"),
            self._inbound(day, "shipped", "receiving"),
            self._inbound(day, "receiving", "arrives"),
        )

    def sold(self, day: date) -> int:
        """Units sold on a day."""
        return self._move(day)[2]

    def ages(self, day: date) -> list[tuple[int, int]]:
        """How old the sellable stock is at the end of a day: (days, units), the youngest first.

        Units leave in the order in which they came.
        """
        _, opening, sold = self._move(day)
        left, ages, came = opening - sold, [], day
        while left > 0 and came >= self.first:
            units = min(left, self._move(came)[0])
            if units:
                ages.append(((day - came).days, units))
            left -= units
            came -= timedelta(days=1)
        return ages

    def _move(self, day: date) -> tuple[int, int, int]:
        """Received, opening and sold; known up to the anchor at least, as the script needs it."""
        place = max(day, self.demand.anchor) - self.first
        while len(self._moves) <= place.days:
            self._step(self.first + timedelta(days=len(self._moves)))
        return self._moves[(day - self.first).days]

    def _step(self, day: date) -> None:
        if self.story and (self.demand.anchor - day).days in _DELIVERIES:
            self._script(day, self.story)
        received = self._due.pop(day, 0)
        self._coming -= received
        opening = self._sellable + received
        sold = min(self.demand.units(day)[self.index], opening)
        self._sellable = opening - sold
        self._moves.append((received, opening, sold))
        self._reorder(day)

    def _inbound(self, day: date, since: str, until: str) -> int:
        return sum(s.units for s in self.shipments if getattr(s, since) <= day < getattr(s, until))

    def _reorder(self, day: date) -> None:
        anchor = self.demand.anchor
        if self.story and -_QUIET <= (day - anchor).days < _WAKE:
            return
        mean = self.demand.mean(self.index, day)
        if mean == 0 or self._sellable + self._coming > mean * 45:
            return
        late = 24 if self._share("late", day) < 0.16 else 0
        lead = 26 + round(12 * self._share("lead", day)) + late
        self._send(max(12, round(mean * 55 / 6) * 6), day + timedelta(days=lead), lead)

    def _script(self, day: date, story: Story) -> None:
        """A delivery today; the last one leads exactly to the stock that the story wants."""
        anchor = self.demand.anchor
        last = (anchor - day).days == _DELIVERIES[-1]
        mean = self.demand.mean(self.index, anchor)
        days = _DELIVERIES[-1] - (_OUT_FOR if last and story is Story.OUT_NOW else 0)
        needed = sum(self.demand.units(day + timedelta(days=n))[self.index] for n in range(days))
        needed += round(mean * (_DAYS_LEFT.get(story, 0.0) if last else _SPARE_DAYS))
        self._send(max(0, needed - self._sellable), day, 36)
        if last and story is Story.LOW_WITH_INBOUND:
            self._send(round(mean * 40), anchor + timedelta(days=17), 32)
        if last and story is Story.OUT_NOW:
            self._send(round(mean * 40), anchor + timedelta(days=5), 34)

    def _send(self, units: int, arrives: date, lead: int) -> None:
        back = (lead, lead - 8, 6, 0)  # a boat for most of it, six days at Amazon's dock
        created, shipped, receiving, there = (arrives - timedelta(days=n) for n in back)
        self.shipments.append(Shipment(units, created, shipped, receiving, there))
        self._due[arrives] = self._due.get(arrives, 0) + units
        self._coming += units

    def _share(self, *words: object) -> float:
        product = self.demand.products[self.index]
        return share(self.demand.seed, product.sku, *words)
