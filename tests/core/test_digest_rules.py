"""What is usual, what moved: against figures worked out by hand."""

from core.day_figures import DayFigures, Verdict, mean, usual_band, verdict
from core.model import Money
from core.movers import movers
from core.ports.sales import ProductRow


def figures(revenue: int, unpriced: int = 0) -> DayFigures:
    """A day in US dollars."""
    return DayFigures(10, 12, Money(revenue, "USD"), unpriced)


MONDAYS = [figures(1000 + 100 * n) for n in range(8)]


def test_a_day_is_ordinary_inside_the_band_of_eight() -> None:
    band = usual_band(MONDAYS)
    assert band == (1000, 1700)
    assert verdict(figures(1000), band) is Verdict.ORDINARY
    assert verdict(figures(1701), band) is Verdict.BEST
    assert verdict(figures(999), band) is Verdict.LOWEST


def test_nothing_is_said_of_too_little_history() -> None:
    assert usual_band([*MONDAYS[:7], None]) is None
    assert verdict(figures(5), None) is None


def test_a_day_that_may_still_rise_is_not_called_low() -> None:
    assert verdict(figures(5, unpriced=2), usual_band(MONDAYS)) is None


def test_a_mean_needs_all_its_days() -> None:
    assert mean([figures(100), figures(101)]) == figures(101)  # 100.5, half up
    assert mean([figures(100), None]) is None


def row(sku: str, revenue: int) -> ProductRow:
    """A product's sum."""
    return ProductRow("ATVPDKIKX0DER", "USD", sku, 1, revenue)


def test_movers_are_two_each_way_by_what_they_added() -> None:
    day = [row("UP", 421_000), row("UP2", 50_000), row("UP3", 40_000), row("SAME", 1_000)]
    week = [row("UP", 7 * 283_000), row("SAME", 7_000), row("GONE", 7 * 90_500), row("D2", 700)]
    found = [(one.sku, one.revenue.minor, one.change.minor) for one in movers(day, week, "USD")]
    assert found == [
        ("UP", 421_000, 138_000),
        ("UP2", 50_000, 50_000),
        ("GONE", 0, -90_500),
        ("D2", 0, -100),
    ]
