"""A whole report: damage is seen before anything is read, and each order comes once, whole."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.errors import AmzigoError, DamagedFile, FileTooLarge, MissingColumns, NotAReport
from core.marketplaces import by_id
from core.model import Order
from core.ports.orders import Chunk, Reading
from core.spapi.all_orders import AllOrders, scan
from core.spapi.flat_file import Limits
from core.spapi.order_rows import COLUMNS
from tests.amazon_cases import case
from tests.edges.spapi.test_order_rows import GOOD

READING = Reading(by_id("ATVPDKIKX0DER"), {}, None)


def line(columns: Sequence[str] = COLUMNS, **changes: str) -> str:
    fields = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    return "\t".join(fields[column] for column in columns)


def written(folder: Path, *lines: str, columns: Sequence[str] = COLUMNS, end: str = "\n") -> Path:
    path = folder / "report.txt"
    path.write_bytes((end.join(["\t".join(columns), *lines]) + end).encode())
    return path


def read(report: AllOrders) -> tuple[list[Order], list[Chunk]]:
    chunks = list(report.chunks(READING))
    return [order for chunk in chunks for order in chunk.orders], chunks


def skus(orders: list[Order]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for order in orders:
        assert order.order_id not in found, "an order came twice"
        found[order.order_id] = sorted(line.sku for line in order.lines)
    return found


def test_lines_that_stand_apart_make_one_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        line(amazon_order_id="A", sku="1"),
        line(amazon_order_id="B", sku="2"),
        line(amazon_order_id="A", sku="3"),
        line(amazon_order_id="C", sku="4"),
        line(amazon_order_id="A", sku="5"),
        line(amazon_order_id="B", sku="6"),
    )
    orders, chunks = read(scan(path))
    assert skus(orders) == {"A": ["1", "3", "5"], "B": ["2", "6"], "C": ["4"]}
    assert sum(chunk.rows for chunk in chunks) == 6


BY_ID_LAST = (*COLUMNS[1:], COLUMNS[0])


@case(14)
@pytest.mark.parametrize("columns", [COLUMNS, BY_ID_LAST], ids=["id first", "id last"])
@pytest.mark.parametrize("bad", ["short", "A\tshort", ""])
def test_a_row_too_short_to_read_does_not_tear_its_neighbours_apart(
    tmp_path: Path, columns: Sequence[str], bad: str
) -> None:
    rows = [line(columns, amazon_order_id="A", sku=sku) for sku in ("1", "2")]
    path = written(tmp_path, rows[0], bad, rows[1], columns=columns)
    orders, chunks = read(scan(path))
    assert skus(orders) == {"A": ["1", "2"]}
    unreadable = [one for chunk in chunks for one in chunk.unreadable]
    assert [(one.line, one.reason) for one in unreadable] == (
        [(3, "too few columns")] if bad else []
    )


def test_an_order_id_with_a_blank_around_it_is_the_same_order(tmp_path: Path) -> None:
    path = written(
        tmp_path, line(amazon_order_id="A ", sku="1"), line(amazon_order_id="A", sku="2")
    )
    assert skus(read(scan(path))[0]) == {"A": ["1", "2"]}


def test_an_unreadable_last_line_does_not_keep_an_order_back(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        line(amazon_order_id="A", sku="1"),
        line(amazon_order_id="B", sku="2"),
        line(amazon_order_id="A", quantity="many"),
    )
    orders, chunks = read(scan(path))
    assert skus(orders) == {"A": ["1"], "B": ["2"]}
    assert [one.line for chunk in chunks for one in chunk.unreadable] == [4]


@case(13)
def test_windows_line_ends_a_byte_order_mark_and_column_order_do_not_matter(
    tmp_path: Path,
) -> None:
    columns = ("unknown", *COLUMNS[::-1])
    path = written(tmp_path, "x\t" + line(COLUMNS[::-1]), columns=columns, end="\r\n")
    path.write_bytes(
        b"\xef\xbb\xbf" + path.read_bytes().replace(b"purchase-date", b"Purchase_Date")
    )
    orders, _ = read(scan(path))
    assert [(order.order_id, order.lines[0].price_minor) for order in orders] == [
        (GOOD["amazon-order-id"], 1990)
    ]


def test_a_header_alone_is_a_report_without_orders(tmp_path: Path) -> None:
    report = scan(written(tmp_path))
    assert (report.rows, list(report.chunks(READING))) == (0, [])


def refused(path: Path, limits: Limits | None = None) -> AmzigoError:
    with pytest.raises(AmzigoError) as why:
        scan(path, limits or Limits())
    assert path.name in why.value.message
    return why.value


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    for content in (b"", b"\n\n", b"%PDF-1.7\n", b"a\tb\tc\n1\t2\t3\n", b"\x89PNG\r\n\x1a\n\0\0"):
        path.write_bytes(content)
        assert isinstance(refused(path), NotAReport), content


def test_missing_columns_are_named(tmp_path: Path) -> None:
    kept = [column for column in COLUMNS if column not in ("sku", "quantity")]
    why = refused(written(tmp_path, columns=kept))
    assert isinstance(why, MissingColumns)
    assert "sku, quantity" in why.message


def test_damaged_gzip_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(written(tmp_path, *[line()] * 500).read_bytes())
    damages = {
        "cut off": whole[: len(whole) // 2],
        "without its length": whole[:-4],
        "altered": whole[:60] + bytes([whole[60] ^ 0xFF]) + whole[61:],
        "wrong checksum": whole[:-8] + b"\0\0\0\0" + whole[-4:],
        "something behind it": whole + b"not gzip",
    }
    path = tmp_path / "report.txt.gz"
    for damage, content in damages.items():
        path.write_bytes(content)
        assert isinstance(refused(path), DamagedFile), damage
    path.write_bytes(whole)
    assert scan(path).rows == 500


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(wire=100), "more than 0 MiB"),
        (Limits(expanded=1 << 20), "holds more than 1 MiB"),
        (Limits(ratio=20), "expands more than any real report"),
        (Limits(rows=10), "more than 10 rows"),
    ],
)
def test_a_file_beyond_a_limit_is_refused(tmp_path: Path, limits: Limits, said: str) -> None:
    path = tmp_path / "report.txt.gz"
    rows = [line(product_name="x" * 1500)] * 1200
    path.write_bytes(gzip.compress(written(tmp_path, *rows).read_bytes()))
    why = refused(path, limits)
    assert isinstance(why, FileTooLarge)
    assert said in why.message


def test_an_endless_line_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, line(product_name="x" * 5000))
    assert "longer" in refused(path, Limits(line=4000)).message


def test_what_cannot_be_read_from_the_disk_is_one_sentence() -> None:
    # It exists and is a file, and its first byte cannot be read: like a bad sector.
    why = refused(Path("/proc/self/mem"))
    assert isinstance(why, NotAReport)
    assert "cannot be read" in why.message
