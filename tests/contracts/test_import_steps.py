"""Any import step repeated, reordered, cut short or restated changes only what it restates."""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.clock import FixedClock
from core.errors import DiskFull
from core.imports import Importer
from core.intake import Intake, Target
from core.model import LeftOut, Period
from core.ports.orders import Chunk, Reading
from core.spapi.all_orders import AllOrders, scan
from core.spapi.order_rows import COLUMNS
from tests.databases import DATA_FILE, start
from tests.edges.spapi.test_order_rows import GOOD
from tests.storages import ACCOUNT, NOW, SHOP, Opened, disagreements, opened_storage

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
ORDERS, SKUS = "ABCD", ("S1", "S2", "S3")
MONTH = Period(date(2026, 10, 25), date(2026, 11, 14))

Row = tuple[str, int, str, str, str, str, int]
"""SKU, purchase day, order status, item status, currency, price, quantity."""

rows = st.tuples(
    st.sampled_from(SKUS),
    st.integers(0, 4),
    st.sampled_from(["Shipped", "Pending", "Cancelled"]),
    st.sampled_from(["Shipped", "Canceled"]),
    st.sampled_from(["USD", "EUR"]),
    st.sampled_from(["", "10.00", "2.50"]),
    st.integers(1, 3),
)
# What Amazon says of one order over time: its n-th state is n hours newer than the first.
histories = st.dictionaries(
    st.sampled_from(ORDERS), st.lists(st.lists(rows, min_size=1, max_size=3), max_size=3)
)


@dataclass(frozen=True)
class Step:
    """A file with some states of some orders, and after how many chunks it is cut short."""

    states: tuple[tuple[str, int], ...]
    fails_after: int | None


@st.composite
def stories(draw: st.DrawFn) -> tuple[dict[str, list[list[Row]]], list[Step]]:
    """Histories, and files that tell them in any order, some more than once, some cut short."""
    told = {order: states for order, states in draw(histories).items() if states}
    every = [(order, n) for order, states in told.items() for n in range(len(states))]
    steps = []
    if every:
        for _ in range(draw(st.integers(0, 4))):
            some = draw(st.lists(st.sampled_from(every), max_size=4, unique_by=lambda one: one[0]))
            steps.append(Step(tuple(some), draw(st.sampled_from([None, None, 0, 1]))))
    last = tuple((order, len(states) - 1) for order, states in told.items())
    steps.insert(draw(st.integers(0, len(steps))), Step(last, None))
    # Whatever was cut short is begun again at some time.
    steps += [replace(step, fails_after=None) for step in steps if step.fails_after is not None]
    return told, steps


def file_of(folder: Path, step: Step, told: dict[str, list[list[Row]]]) -> Path:
    lines = []
    for order, n in step.states:
        for sku, day, status, item_status, currency, price, quantity in told[order][n]:
            fields = {
                **GOOD,
                "amazon-order-id": order,
                "purchase-date": (START + timedelta(days=day)).isoformat(),
                "last-updated-date": (START + timedelta(days=5, hours=n)).isoformat(),
                "order-status": status,
                "item-status": item_status,
                "sku": sku,
                "currency": currency,
                "item-price": price,
                "quantity": str(quantity),
            }
            lines.append("\t".join(fields[column] for column in COLUMNS))
    path = folder / "report.txt"
    path.write_text("\n".join(["\t".join(COLUMNS), *lines]) + "\n")
    return path


@dataclass(frozen=True)
class CutShort:
    """A report, an order a chunk, whose source fails after some chunks."""

    report: AllOrders
    fails_after: int | None

    def __getattr__(self, name: str) -> object:
        return getattr(self.report, name)

    def chunks(self, reading: Reading) -> Iterator[Chunk]:
        """The report's orders one at a time, then the failure."""
        n = 0
        for chunk in self.report.chunks(reading):
            for order in chunk.orders:
                if n == self.fails_after:
                    raise DiskFull
                n += 1
                yield Chunk([order], rows=len(order.lines))
        if self.fails_after is not None:
            raise DiskFull


async def taken_in(opened: Opened, path: Path, step: Step, number: int) -> bool:
    report = CutShort(scan(path), step.fails_after)
    intake = Intake(report, f"r{number}", "file import", "operator", keeps_all=True)  # type: ignore[arg-type]
    target = Target(SHOP, ACCOUNT)

    async def never() -> Target:
        raise AssertionError("there is an account already")

    try:
        await Importer(opened.storage, FixedClock(NOW), never).take_in(intake, target)
    except DiskFull:
        return False
    return True


Figures = dict[tuple[str, str], list[int]]


async def figures(opened: Opened) -> tuple[Figures, dict[LeftOut, int]]:
    async with opened.storage.read() as uow:
        sales = (await uow.for_tenant(SHOP)).sales
        days, left = await sales.days(MONTH), await sales.left_out(MONTH)
    return {(row.currency, row.day.isoformat()): list(row[3:]) for row in days}, left


def counted(told: dict[str, list[list[Row]]]) -> tuple[Figures, dict[LeftOut, int]]:
    """What the last state of every order comes to."""
    found: Figures = {}
    left: dict[LeftOut, int] = {}
    for states in told.values():
        opened: dict[str, str] = {}
        for _, day, status, item_status, currency, price, quantity in states[-1]:
            on = (START + timedelta(days=day)).date().isoformat()
            if status == "Cancelled" or item_status == "Canceled":
                why = LeftOut.ORDER_CANCELLED if status == "Cancelled" else LeftOut.ITEM_CANCELLED
                left[why] = left.get(why, 0) + 1
                continue
            sums = found.setdefault((currency, on), [0, 0, 0, 0, 0])
            sums[1] += 1
            sums[2] += quantity
            sums[3] += int(float(price) * 100) if price else 0
            sums[4] += 0 if price else quantity
            opened[currency] = min(on, opened.get(currency, on))
        for currency, on in opened.items():
            found[currency, on][0] += 1
    return found, left


async def check_played(told: dict[str, list[list[Row]]], steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start(folder)
        async with opened_storage(f"sqlite:///{folder / DATA_FILE}", folder) as opened:
            for number, step in enumerate(steps):
                path = file_of(folder, step, told)
                before = await figures(opened)
                if not await taken_in(opened, path, step, number):
                    assert await figures(opened) == before, "half a file is seen"
            assert await figures(opened) == counted(told)
            assert await disagreements(opened) == []
            everything = await _tables(opened)
            assert await taken_in(opened, path, steps[-1], len(steps))
            assert await _tables(opened) == everything


async def _tables(opened: Opened) -> list[list[tuple[object, ...]]]:
    names = ("order_head", "order_line", "sales_day", "marketplace_day", "left_out_day", "product")
    return [sorted(await opened.rows(f"SELECT * FROM {name}"), key=repr) for name in names]  # noqa: S608


# Not shrunk: making a failing story short takes minutes, and the first one found is short enough.
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(stories())
def test_every_way_to_tell_a_history_ends_the_same(
    story: tuple[dict[str, list[list[Row]]], list[Step]],
) -> None:
    told, steps = story
    asyncio.run(check_played(told, steps))
