"""The orders of one store on one day, made from the units that were sold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from core.spapi.sandbox.dice import dice
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.order_ids import order_id
from core.spapi.sandbox.orders import Fate, Kind, Line, Order
from core.spapi.sandbox.products import Product

# Share of a day's orders by local hour: few at night, most in the evening.
_HOURS = (2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9, 10, 9, 7, 4)
_CANCELLED, _TWO, _OTHER, _ITEM_CANCELLED = 0.035, 0.11, 0.07, 0.012
_NON_AMAZON, _REPLACEMENT, _RETURNED, _BUSINESS, _DISCOUNT = 0.02, 0.008, 0.045, 0.06, 0.08


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: Kind
    lines: tuple[Line, ...]
    cancelled: bool = False

    @property
    def merchant(self) -> bool:
        return self.lines[0].product.merchant


@dataclass(slots=True)
class OrderDay:
    """One store's day: what it sold, and the throws that make orders of it."""

    seed: str
    marketplace: Marketplace
    day: date
    sold: list[tuple[Product, int]]
    first_number: int = 0

    def orders(self) -> list[Order]:
        """All orders purchased on that local day, in the order of their purchase."""
        rng = dice(self.seed, "orders", self.day)
        drafts = list(self._drafts(rng))
        moments = sorted(self._moment(rng) for _ in drafts)
        return [
            self._order(rng, draft, moment, number)
            for number, (draft, moment) in enumerate(
                zip(drafts, moments, strict=True), self.first_number
            )
        ]

    def _drafts(self, rng: Random) -> Iterator[_Draft]:
        pool = [product for product, units in self.sold for _ in range(units)]
        rng.shuffle(pool)
        drafts = []
        while pool:
            drafts.append(self._draft(rng, pool))
        for _ in range(sum(rng.random() < _CANCELLED for _ in drafts)):
            product = rng.choice(drafts).lines[0].product
            lines = (self._line(rng, product, 1),)
            drafts.append(_Draft(Kind.SALE, lines, cancelled=True))
        rng.shuffle(drafts)
        yield from drafts

    def _draft(self, rng: Random, pool: list[Product]) -> _Draft:
        product = pool.pop()
        quantity = 1
        if rng.random() < _TWO and product in pool:
            pool.remove(product)
            quantity = 2
        lines = [self._line(rng, product, quantity)]
        if product.merchant:
            return _Draft(Kind.SALE, tuple(lines))
        if rng.random() < _OTHER and pool and not pool[-1].merchant:
            lines.append(self._line(rng, pool.pop(), 1))
        throw = rng.random()
        if throw < _REPLACEMENT:
            free = tuple(Line(line.product, line.quantity, 0) for line in lines)
            return _Draft(Kind.REPLACEMENT, free)
        if throw < _REPLACEMENT + _NON_AMAZON:
            return _Draft(Kind.NON_AMAZON, tuple(lines))
        if rng.random() < _ITEM_CANCELLED:
            lines.append(Line(lines[0].product, 1, lines[0].price, cancelled=True))
        return _Draft(Kind.SALE, tuple(lines))

    def _line(self, rng: Random, product: Product, quantity: int) -> Line:
        price = product.price_in(self.marketplace.currency) * quantity
        discount = price // 10 if rng.random() < _DISCOUNT else 0
        return Line(product, quantity, price, discount)

    def _moment(self, rng: Random) -> datetime:
        hour = rng.choices(range(24), _HOURS)[0]
        clock = time(hour, rng.randrange(60), rng.randrange(60))
        return self._utc(self.day, clock)

    def _utc(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.marketplace.zone).astimezone(UTC)

    def _order(self, rng: Random, draft: _Draft, moment: datetime, number: int) -> Order:
        elsewhere = draft.kind is Kind.NON_AMAZON
        return Order(
            order_id(self.marketplace.id, self.day, number, elsewhere),
            self.marketplace,
            draft.kind,
            draft.merchant,
            draft.lines,
            self._fate(rng, draft, moment),
            business=rng.random() < _BUSINESS and draft.kind is Kind.SALE,
        )

    def _fate(self, rng: Random, draft: _Draft, moment: datetime) -> Fate:
        """Priced within hours, shipped on the next local day, delivered some days later."""
        priced = moment + timedelta(minutes=20 + rng.random() ** 2 * 160)
        if draft.cancelled:
            gone = moment + timedelta(minutes=6 + rng.random() * 500)
            return Fate(moment, _whole(priced), cancelled=_whole(gone))
        wait = rng.choice((1, 1, 2, 3)) if draft.merchant else 1
        shipped = self._utc(self.day + timedelta(days=wait), time(4 + rng.randrange(16)))
        shipped += timedelta(seconds=rng.randrange(3600))
        travel = (2 + rng.random() * 5) if draft.merchant else (0.7 + rng.random() ** 2 * 4)
        delivered = shipped + timedelta(days=travel)
        returned = None
        if draft.kind is Kind.SALE and rng.random() < _RETURNED:
            returned = _whole(delivered + timedelta(days=2 + rng.random() * 20))
        return Fate(moment, _whole(min(priced, shipped)), shipped, _whole(delivered), returned)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
