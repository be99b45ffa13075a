"""Reading the inventory report: by column name, whatever else the file brings."""

from pathlib import Path

import pytest

from core.errors import FileTooLarge, MissingColumns, NotAReport
from core.ports.amazon import StockPage, StockRow
from core.spapi.flat_file import Limits
from core.spapi.inventory_report import REQUIRED, read
from core.spapi.table import Source
from tests.edges.sandbox.desk import JP, US

HEADER = (
    "sku\tfnsku\tasin\tproduct-name\tyour-price\tafn-listing-exists\tafn-fulfillable-quantity\t"
    "afn-reserved-quantity\tafn-inbound-working-quantity\tafn-inbound-shipped-quantity\t"
    "afn-inbound-receiving-quantity"
)
ROW = "KT-1\tX1\tB000000001\tKettle\t19.99\tYes\t40\t3\t1\t20\t300"
KETTLE = StockRow("KT-1", "B000000001", "Kettle", 40, 321, 3)


def stock(folder: Path, *lines: str, codec: str = "utf-8", japanese: bool = False) -> StockPage:
    """What is read of these lines."""
    file = folder / "stock.txt"
    file.write_bytes("".join(f"{line}\r\n" for line in lines).encode(codec))
    return read(Source(file, JP if japanese else US))


def test_a_row_by_its_columns(tmp_path: Path) -> None:
    assert stock(tmp_path, HEADER, ROW) == StockPage((KETTLE,), 0)


def test_columns_in_another_order_and_spelling(tmp_path: Path) -> None:
    names, cells = HEADER.upper().replace("-", "_").split("\t"), ROW.split("\t")
    header, row = "\t".join(["Deprecated column", *names[::-1]]), "\t".join(["?", *cells[::-1]])
    assert stock(tmp_path, header, row).rows == (KETTLE,)


def test_personal_and_unknown_columns_are_not_read(tmp_path: Path) -> None:
    found = stock(tmp_path, f"{HEADER}\tbuyer-email", f"{ROW}\tsomeone@example.com")
    assert found.rows == (KETTLE,)
    assert "example" not in repr(found)


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("\t40\t", "\t\t"),
        ROW.replace("\t40\t", "\t-4\t"),
        ROW.replace("\t40\t", "\t4.5\t"),
        ROW.replace("\t40\t", "\t٤٠\t"),
        ROW.replace("\t40\t", "\t1234567890\t"),
        ROW.replace("\t20\t", "\tmany\t"),
        ROW.replace("KT-1", ""),
        ROW.replace("KT-1", "K" * 65),
        ROW.replace("KT-1", "K\0"),
        "KT-1\tX1",
    ],
)
def test_a_row_that_cannot_be_read_is_counted_and_left_out(tmp_path: Path, row: str) -> None:
    other = ROW.replace("KT-1", "KT-2")
    found = stock(tmp_path, HEADER, row, other)
    assert ([one.sku for one in found.rows], found.unreadable) == (["KT-2"], 1)


def test_nothing_said_of_what_is_on_its_way_is_nothing(tmp_path: Path) -> None:
    row = ROW.replace("\t3\t1\t20\t300", "\t\t\t\t")
    assert stock(tmp_path, HEADER, row).rows == (KETTLE._replace(inbound=0, reserved=0),)


def test_what_the_seller_ships_is_not_amazons_stock(tmp_path: Path) -> None:
    assert stock(tmp_path, HEADER, ROW.replace("Yes", "No")) == StockPage(())


def test_a_listing_shared_by_stores_is_one_stock(tmp_path: Path) -> None:
    header = f"{HEADER}\tstore"
    assert stock(tmp_path, header, f"{ROW}\tUS", f"{ROW}\tCA").rows == (KETTLE,)


@pytest.mark.parametrize(
    ("title", "codec", "japanese"),
    [
        ("Crêpe-Pfanne", "utf-8", False),
        ("Crêpe-Pfanne", "utf-8-sig", False),
        ("Crêpe-Pfanne", "cp1252", False),
        ("竹製まな板", "cp932", True),
        ("竹製まな板", "utf-8", True),
        ('6" Pan, "small"', "utf-8", False),
    ],
)
def test_titles_in_every_encoding(tmp_path: Path, title: str, codec: str, japanese: bool) -> None:
    row = ROW.replace("Kettle", title)
    found = stock(tmp_path, HEADER, row, "", codec=codec, japanese=japanese)
    assert [one.title for one in found.rows] == [title]


def test_no_rows_and_no_bytes_are_no_stock(tmp_path: Path) -> None:
    assert stock(tmp_path, HEADER) == StockPage(())
    assert stock(tmp_path) == StockPage(())


@pytest.mark.parametrize("column", REQUIRED)
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    with pytest.raises(MissingColumns, match=column):
        stock(tmp_path, HEADER.replace(column, "other"), ROW)


def test_another_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAReport):
        stock(tmp_path, "amazon-order-id\tpurchase-date", "x\ty")


def test_a_report_of_endless_rows_is_refused(tmp_path: Path) -> None:
    stock(tmp_path, HEADER, ROW, ROW, ROW)
    with pytest.raises(FileTooLarge):
        read(Source(tmp_path / "stock.txt", US), Limits(rows=2))
