"""Reports of stock: units by age, never twice; recommendations of one country, never of others."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from core.ports import report_rows as tables
from core.ports.report_rows import AgeBand
from tests.amazon_cases import case
from tests.edges.sandbox.desk import CA, DE, US
from tests.edges.spapi.test_report_tables import UK, given_file, page, table

AGES = {
    "0-to-90": 60,
    "91-to-180": 20,
    "181-to-270": 10,
    "271-to-365": 5,
    "365-plus": 5,
    "0-to-30": 30,
    "31-to-60": 20,
    "61-to-90": 10,
    "181-to-330": 13,
    "331-to-365": 2,
    "366-to-455": 3,
    "456-plus": 2,
}


def planned(folder: Path, ages: dict[str, int | str], available: int = 100) -> tables.PlanningRow:
    """The row of a product whose stock has these ages."""
    names = [f"inv-age-{name}-days" for name in ages]
    header = "\t".join(["snapshot-date", "sku", "available", "inbound-quantity", *names])
    row = "\t".join(["2026-11-05", "KT-1", str(available), "7", *map(str, ages.values())])
    (found,) = page(given_file(folder, table(header, row).encode()), tables.PLANNING).rows
    return found


@case(36)
@pytest.mark.parametrize(
    "left",
    [
        set(AGES),
        set(AGES) - {"366-to-455", "456-plus"},
        set(list(AGES)[:5]),
        set(AGES) - {"61-to-90"},
    ],
)
def test_bands_of_age_never_count_a_unit_twice(tmp_path: Path, left: set[str]) -> None:
    row = planned(tmp_path, {name: units for name, units in AGES.items() if name in left})
    assert sum(band.units for band in row.ages) == row.available == 100
    firsts, lasts = [band.first for band in row.ages], [band.last for band in row.ages]
    assert firsts[1:] == [last + 1 for last in lasts[:-1] if last is not None]
    assert lasts[-1] is None


@case(36)
def test_a_band_that_is_not_said_is_not_guessed(tmp_path: Path) -> None:
    blank: dict[str, int | str] = {**AGES, "0-to-30": "", "366-to-455": ""}
    row = planned(tmp_path, blank)
    assert row.ages[0] == AgeBand(0, 90, 60)
    assert sum(band.units for band in row.ages) == 100
    assert (row.inbound, row.days_of_supply) == (7, None)
    assert planned(tmp_path, {}).ages == ()


RESTOCK = (
    "Country\tProduct Name\tMerchant SKU\tASIN\tUnits Sold Last 30 Days\tInbound\tAvailable\t"
    "Days of Supply at Amazon Fulfillment Network\tAlert\tRecommended replenishment qty\t"
    "Recommended ship date\tRecommended action"
)


def restock_row(country: str, day: str = "11/05/2026", available: int = 40) -> str:
    """A product in a country."""
    return f"{country}\tKettle\tKT-1\tB1\t30\t5\t{available}\t45+\treorder_now\t20\t{day}\tship"


@case(36)
@pytest.mark.parametrize(
    ("store", "country", "day"),
    [
        (US, "US", "11/05/2026"),
        (UK, "GB", "05/11/2026"),
        (UK, "UK", "05/11/2026"),
        (DE, "de", "05/11/2026"),
        (CA, "CA", "11/05/2026"),
        (US, "", "11/05/2026"),
    ],
)
def test_only_the_stores_own_country_is_read(
    tmp_path: Path, store: str, country: str, day: str
) -> None:
    others = [restock_row(one, day, 7) for one in ("FR", "MX")]
    raw = table(RESTOCK, *others, restock_row(country, day)).encode()
    found = page(given_file(tmp_path, raw, store), tables.RESTOCK)
    assert [row.available for row in found.rows] == [40]
    assert (found.elsewhere, found.unreadable) == (2, 0)
    assert found.rows[0].ship_by == date(2026, 11, 5)
    assert (found.rows[0].sold_in_30_days, found.rows[0].recommended) == (30, 20)


def test_a_report_of_commas_may_quote_its_values(tmp_path: Path) -> None:
    out = io.StringIO()
    line = restock_row("US").replace("Kettle", 'Kettle, "red"').split("\t")
    csv.writer(out).writerows([RESTOCK.split("\t"), line])
    (row,) = page(given_file(tmp_path, out.getvalue().encode()), tables.RESTOCK).rows
    assert row.title == 'Kettle, "red"'
