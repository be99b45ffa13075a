"""Other reports: in any encoding and language, each row read or counted, nothing of the buyer."""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.local import html
from bot.card import Card, Text, Untrusted
from core.errors import FileTooLarge, MissingColumns, NotAReport
from core.ports import report_rows as tables
from core.ports.report_rows import Table, TablePage
from core.spapi.flat_file import Limits
from core.spapi.report_dates import day_of
from core.spapi.report_tables import LAYOUTS
from core.spapi.table import Source, read
from tests.amazon_cases import case
from tests.edges.sandbox.desk import CA, DE, JP, US

UK, SE, FR = "A1F83G8C2ARO7P", "A2NODRKZP88ZB9", "A13V1IB3VIYZZH"
ORDER = "123-1234567-1234567"
FEEDBACK = "Date\tRating\tComments\tYour Response\tOrder ID\tRater Email"
Row = TypeVar("Row")


def given_file(folder: Path, raw: bytes, store: str = US, told: str | None = None) -> Source:
    """A report that was downloaded."""
    file = folder / "report.txt"
    file.write_bytes(raw)
    return Source(file, store, told)


def page(source: Source, kind: Table[Row]) -> TablePage[Row]:
    """What is read of it."""
    return read(source, LAYOUTS[kind.report_type])


def table(*rows: str, end: str = "\r\n") -> str:
    """Lines as a file."""
    return "".join(f"{row}{end}" for row in rows)


@case(13)
@pytest.mark.parametrize(
    ("codec", "told", "store", "recorded"),
    [
        ("utf-8", None, DE, "utf-8"),
        ("utf-8-sig", None, DE, "utf-8-sig"),
        ("utf-16", None, DE, "utf-16"),
        ("cp1252", None, DE, "cp1252"),
        ("cp1252", "cp1252", JP, "cp1252"),
        ("utf-8", "cp1252", DE, "utf-8"),
    ],
)
def test_titles_in_the_encodings_that_really_come(
    tmp_path: Path, codec: str, told: str | None, store: str, recorded: str
) -> None:
    row = f'11/01/26\t5\tØl – schön, 6" Maß\t\t{ORDER}\tsomeone@example.com'
    day = "11.01.26" if store == DE else "26/01/11"
    raw = table(FEEDBACK, row.replace("11/01/26", day)).encode(codec)
    found = page(given_file(tmp_path, raw, store, told), tables.FEEDBACK)
    assert [one.comment for one in found.rows] == ['Øl – schön, 6" Maß']
    assert found.encoding == recorded


@case(13)
@pytest.mark.parametrize(
    ("codec", "told", "store"),
    [("cp932", "cp932", JP), ("cp932", None, JP), ("utf-8", "cp932", JP), ("cp932", "cp932", US)],
)
def test_japanese_titles_also_where_they_are_mislabelled(
    tmp_path: Path, codec: str, told: str | None, store: str
) -> None:
    raw = table(FEEDBACK, f"26/11/05\t5\t商品です\t\t{ORDER}\t").encode(codec)
    source = given_file(tmp_path, raw.replace(b"26/11/05", b"2026/11/05"), store, told)
    found = page(source, tables.FEEDBACK)
    assert [one.comment for one in found.rows] == ["商品です"]
    assert found.encoding == codec


@case(13)
def test_letters_that_two_encodings_read_are_read_as_declared(tmp_path: Path) -> None:
    raw = table(FEEDBACK, f"26/11/05\t5\tÅÅ\t\t{ORDER}\t").encode("cp1252")
    said = page(given_file(tmp_path, raw, JP, "cp1252"), tables.FEEDBACK)
    unsaid = page(given_file(tmp_path, raw, JP), tables.FEEDBACK)
    assert [said.rows[0].comment, unsaid.rows[0].comment] == ["ÅÅ", "ﾅﾅ"]


@case(15)
@pytest.mark.parametrize(
    ("store", "day", "header"),
    [
        (US, "11/05/26", FEEDBACK),
        (CA, "05/11/26", FEEDBACK),
        (UK, "05/11/26", FEEDBACK.replace("Your Response", "Response")),
        (DE, "05.11.26", "Datum\tBewertung\tKommentare\tIhre Antwort\tBestellnummer\tE-Mail"),
        (FR, "05/11/26", "Date\tÉvaluation\tCommentaires\tRéponse\tCommande\tE-mail"),
        (SE, "2026-11-05", "Datum\tBetyg\tKommentarer\tSvar\tBeställning\tE-post"),
        (JP, "26/11/05", "日付\t評価\tコメント\t返信\t注文番号\tメール"),
    ],
)
def test_feedback_in_each_stores_language_and_dates(
    tmp_path: Path, store: str, day: str, header: str
) -> None:
    codec = "cp932" if store == JP else "utf-8"
    row = f"{day}\t2\tslow\tsorry\t{ORDER}\tsomeone@example.com"
    found = page(given_file(tmp_path, table(header, row).encode(codec), store), tables.FEEDBACK)
    (one,) = found.rows
    assert (one.day, one.rating, one.comment) == (date(2026, 11, 5), 2, "slow")
    assert (one.response, one.order_id) == ("sorry", ORDER)
    assert "example.com" not in repr(found)


@case(15)
def test_columns_in_another_order_beside_columns_that_are_no_more(tmp_path: Path) -> None:
    header = "Deprecated column\torder_id\tCOMMENTS\tRating\tDeprecated column\tDate"
    raw = table(header, f"?\t{ORDER}\tfine\t5\t?\t11/05/26").encode()
    (one,) = page(given_file(tmp_path, raw), tables.FEEDBACK).rows
    assert one == (date(2026, 11, 5), 5, "fine", "", ORDER)


@case(15)
def test_a_column_that_is_no_more_has_no_place_in_a_foreign_header(tmp_path: Path) -> None:
    header = "Datum\tBewertung\tKommentare\tAntwort\tDeprecated column\tBestellnummer\tE-Mail"
    raw = table(header, f"05.11.26\t2\tlahm\t\t?\t{ORDER}\tx@example.com").encode()
    found = page(given_file(tmp_path, raw, DE), tables.FEEDBACK)
    assert found.rows == ((date(2026, 11, 5), 2, "lahm", "", ORDER),)


@pytest.mark.parametrize(
    ("text", "store", "day"),
    [
        ("11/25/2026", US, date(2026, 11, 25)),
        ("25/11/2026", US, date(2026, 11, 25)),
        ("11/25/2026", DE, date(2026, 11, 25)),
        ("05/11/2026", JP, date(2026, 11, 5)),
        ("5. Nov 2026", DE, None),
        ("31/02/2026", DE, None),
        ("13/13/2026", US, None),
        ("", US, None),
    ],
)
def test_days_with_the_year_last(text: str, store: str, day: date | None) -> None:
    try:
        assert day_of(text, store) == day
    except ValueError:
        assert day is None


def test_another_table_of_six_columns_is_not_feedback(tmp_path: Path) -> None:
    raw = table("a\tb\tc\td\te\tf", "1\t2\t3\t4\t5\t6").encode()
    with pytest.raises(NotAReport, match="none of its rows"):
        page(given_file(tmp_path, raw), tables.FEEDBACK)


@case(14)
def test_stray_quotes_and_ragged_rows_are_no_reason_to_lose_the_rest(tmp_path: Path) -> None:
    good = f'11/05/26\t5\t6" pan, "small\t\t{ORDER}\t'
    short, split = "11/05/26\t5\tbroken off", f"in two\t\t{ORDER}\t"
    longer = f"{good}\textra\textra"
    raw = table(FEEDBACK, good, short, split, "", longer).encode()
    found = page(given_file(tmp_path, raw.replace(b"pan", b"p\ran")), tables.FEEDBACK)
    assert [one.comment for one in found.rows] == ['6" p an, "small'] * 2
    assert found.unreadable == 2


@case(44)
def test_what_a_buyer_wrote_stays_text_and_mentions_nobody(tmp_path: Path) -> None:
    evil = "<!channel> @everyone <script>alert(1)</script> \u202egnirts [x](http://x.example)"
    raw = table(FEEDBACK, f"11/05/26\t1\t{evil}\t\t{ORDER}\t").encode()
    (one,) = page(given_file(tmp_path, raw), tables.FEEDBACK).rows
    assert "\u202e" not in one.comment
    shown = html.body(Card("feedback", (Text((Untrusted(one.comment, 200),)),))).html
    assert "&lt;!channel&gt;" in shown
    assert "<script" not in shown
    assert "href" not in shown


def test_returns_to_amazon(tmp_path: Path) -> None:
    header = (
        "return-date\torder-id\tsku\tasin\tfnsku\tproduct-name\tquantity\t"
        "fulfillment-center-id\tdetailed-disposition\treason\tstatus\tlicense-plate-number\t"
        "customer-comments"
    )
    head = f"2026-11-05T08:00:00+00:00\t{ORDER}\tKT-1\tB1\tX1\tKettle\t2\tABC1\tSELLABLE"
    row = f"{head}\tDEFECTIVE\tx\tLPN1\t@here no"
    found = page(given_file(tmp_path, table(header, row).encode()), tables.FBA_RETURNS)
    day = date(2026, 11, 5)
    assert found.rows == ((day, ORDER, "KT-1", "B1", 2, "DEFECTIVE", "SELLABLE", "@here no"),)
    assert "LPN1" not in repr(found)


@pytest.mark.parametrize("day", ["05-Nov-2026", "2026-11-05", "2026-11-05T10:00:00Z", "05/11/2026"])
def test_returns_to_the_seller(tmp_path: Path, day: str) -> None:
    header = (
        "Order ID\tOrder date\tReturn request date\tReturn request status\tTracking ID\tASIN\t"
        "Merchant SKU\tReturn quantity\tReturn Reason"
    )
    row = f"{ORDER}\t01-Nov-2026\t{day}\tApproved\tTRACK1\tB1\tKT-1\t1\tCR-DEFECTIVE"
    found = page(given_file(tmp_path, table(header, row).encode(), UK), tables.SELLER_RETURNS)
    assert found.rows[0].day == date(2026, 11, 5)
    assert found.rows[0][1:7] == (ORDER, "KT-1", "B1", 1, "CR-DEFECTIVE", "Approved")
    assert "TRACK1" not in repr(found)


def test_shipments_and_when_they_arrive(tmp_path: Path) -> None:
    header = (
        "amazon-order-id\tshipment-id\tshipment-item-id\tpurchase-date\tshipment-date\t"
        "buyer-email\tsku\tquantity-shipped\tship-city\tcarrier\ttracking-number\t"
        "estimated-arrival-date\tsales-channel"
    )
    head = f"{ORDER}\tS1\tI1\t2026-11-01T10:00:00+00:00\t2026-11-02T10:00:00-08:00"
    row = (
        f"{head}\tx@example.com\tKT-1\t2\tSalem\tUPS\tTRACK1\t2026-11-05T20:00:00+00:00\tamazon.com"
    )
    open_ = row.replace("2026-11-05T20:00:00+00:00", "")
    bad = row.replace("2026-11-02T10:00:00-08:00", "soon")
    found = page(given_file(tmp_path, table(header, row, open_, bad).encode()), tables.SHIPMENTS)
    assert [one.arrives_at for one in found.rows] == [datetime(2026, 11, 5, 20, tzinfo=UTC), None]
    assert found.rows[0].shipped_at == datetime(2026, 11, 2, 18, tzinfo=UTC)
    assert found.unreadable == 1
    assert not [word for word in ("example", "Salem", "TRACK1") if word in repr(found)]


@pytest.mark.parametrize("kind", list(LAYOUTS))
def test_nothing_and_a_header_alone_are_no_rows_and_a_lacking_column_is_named(
    tmp_path: Path, kind: str
) -> None:
    layout = LAYOUTS[kind]
    header = "\t".join(layout.required)
    assert read(given_file(tmp_path, b""), layout) == TablePage(())
    assert read(given_file(tmp_path, table(header).encode()), layout) == TablePage(())
    lacking = "\t".join([*layout.required[1:], *("x" * 9)])
    with pytest.raises((MissingColumns, NotAReport)):
        read(given_file(tmp_path, table(lacking).encode()), layout)


def test_a_report_of_endless_rows_is_refused(tmp_path: Path) -> None:
    row = f"11/05/26\t5\tx\t\t{ORDER}\t"
    source = given_file(tmp_path, table(FEEDBACK, row, row, row).encode())
    with pytest.raises(FileTooLarge):
        read(source, LAYOUTS[tables.FEEDBACK.report_type], Limits(rows=2))


@case(14)
@pytest.mark.parametrize("kind", list(LAYOUTS))
@given(st.lists(st.lists(st.text(max_size=9) | st.sampled_from(["1", ORDER, "2026-11-05"]))))
@settings(max_examples=30, deadline=None)
def test_whatever_a_row_holds_it_is_read_or_counted(kind: str, rows: list[list[str]]) -> None:
    layout = LAYOUTS[kind]
    lines = ["\t".join(cells).replace("\n", " ") for cells in rows]
    with TemporaryDirectory() as folder:
        raw = table("\t".join(layout.required), *lines).encode("utf-8", "replace")
        found = read(given_file(Path(folder), raw), layout)
    told = len([line for line in lines if line.encode("utf-8", "replace").strip()])
    assert len(found.rows) + found.unreadable + found.elsewhere == told
