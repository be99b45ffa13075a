"""Bad input gets one sentence, a non-zero exit, and nothing half-done."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import utc_now
from core.spapi.order_rows import COLUMNS
from tests.e2e.terminal import Terminal, is_one_sentence, report
from tests.edges.test_all_orders import line

PRODUCTION = {"AMZIGO_KEY_PASSPHRASE": "an invented passphrase"}


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that must be refused, each with a word of the refusal."""
    whole = gzip.compress(report(folder / "good.txt", *[line()] * 200).read_bytes())
    few = [column for column in COLUMNS if column not in ("sku", "item-price")]
    return {
        "nothing there": (folder / "missing.txt", "There is no file"),
        "empty": (write(folder / "empty.txt", b""), "first line is empty"),
        "a picture": (write(folder / "x.png", b"\x89PNG\r\n\x1a\n\0"), "not TABs"),
        "another table": (write(folder / "t.txt", b"a\tb\n1\t2\n"), "order report's columns"),
        "missing columns": (report(folder / "few.txt", columns=few), "sku, item-price"),
        "truncated": (write(folder / "cut.gz", whole[:200]), "ends too early"),
        "damaged": (write(folder / "bad.gz", whole[:-6] + b"abcdef"), "checksum"),
        "a bomb": (write(folder / "b.gz", gzip.compress(b"\t" * (8 << 20))), "expands more"),
        "unreadable": (report(folder / "rows.txt", "x\ty", "z"), "all 2 rows are unreadable"),
    }


NAMES = ["nothing there", "empty", "a picture", "another table", "missing columns", "truncated",
         "damaged", "a bomb", "unreadable"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_file_changes_nothing(filled: Terminal, tmp_path: Path, name: str) -> None:
    path, said = bad_files(tmp_path)[name]
    before = filled.content()
    refused = filled.run("import", str(path))
    assert (refused.code, refused.out) == (1, "")
    assert is_one_sentence(refused.err), refused.err
    assert said in refused.err
    assert filled.content() == before


@pytest.mark.parametrize("name", ["missing columns", "unreadable"])
def test_a_bad_first_file_makes_no_tenant(terminal: Terminal, tmp_path: Path, name: str) -> None:
    path, said = bad_files(tmp_path)[name]
    assert said in terminal.run("import", str(path)).err
    assert terminal.count("tenant") == terminal.count("seller_account") == 0


def test_a_header_alone_makes_nothing_and_is_no_mistake(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "header.txt"
    path.write_text("\t".join(COLUMNS) + "\n")
    done = terminal.run("import", str(path))
    assert (done.code, done.err) == (0, "")
    assert done.out == "header.txt holds no orders: nothing new.\n"
    assert terminal.count("tenant") == 0


def test_the_same_file_twice_is_nothing_new(filled: Terminal, tmp_path: Path) -> None:
    before = filled.content()
    again = filled.run("import", "--strict", str(tmp_path / "orders.txt"))
    assert (again.code, again.out) == (0, "orders.txt was imported before: nothing new.\n")
    assert filled.content() == before


def test_rows_that_cannot_be_read_are_counted_and_named_by_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    bad = [line(amazon_order_id=f"BAD-{n}", quantity="many") for n in range(7)]
    path = report(tmp_path / "some.txt", line(), "too short", *bad)
    done = terminal.run("import", str(path))
    assert done.code == 0
    assert "Imported 1 orders" in done.out
    assert "Left out 8 rows that could not be read: line 3: too few columns; line 4:" in done.out
    assert "and 3 more" in done.out
    assert terminal.count("quarantined_row") == 8


def test_strict_makes_what_was_left_out_an_error(terminal: Terminal, tmp_path: Path) -> None:
    path = report(tmp_path / "some.txt", line(), "too short")
    done = terminal.run("import", "--strict", str(path))
    assert done.code == 1
    assert "line 3: too few columns" in done.out
    assert is_one_sentence(done.err)
    assert terminal.count("order_head") == 1


def days_ago(days: int) -> str:
    return (utc_now() - timedelta(days=days)).isoformat(timespec="seconds")


def test_production_keeps_nothing_past_retention(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", PRODUCTION, now=None)
    old = {"purchase_date": days_ago(600), "last_updated_date": days_ago(590)}
    young = {"purchase_date": days_ago(3), "last_updated_date": days_ago(2)}
    all_old = report(tmp_path / "old.txt", line(**old))
    refused = terminal.run("import", str(all_old))
    assert (refused.code, refused.out) == (1, "")
    assert "older than 18 months" in refused.err
    assert terminal.count("tenant") == 0
    rows = [line(**young), line(amazon_order_id="OLD", **old)]
    done = terminal.run("import", str(report(tmp_path / "mixed.txt", *rows)))
    assert done.code == 0
    assert "Left out 1 orders older than 18 months: line 3." in done.out
    assert terminal.count("order_head") == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("stast 7d", "`stats`"),
        ("stats 2022-02-30", "“2022-02-30”"),
        ("stats 0001-01", "“0001-01”"),
        ("stats 7d for Amazon.mars", "Your marketplaces: Amazon.com."),
        ("stats 7d for NO-SUCH-SKU", "“NO-SUCH-SKU”"),
        ("stats by:week", "Try `product`, `day` or `marketplace`."),
    ],
)
def test_a_question_that_cannot_be_answered(filled: Terminal, question: str, said: str) -> None:
    refused = filled.run("ask", question)
    assert (refused.code, refused.out) == (1, "")
    assert is_one_sentence(refused.err), refused.err
    assert said in refused.err


def test_a_question_before_there_is_data(terminal: Terminal) -> None:
    refused = terminal.run("ask", "stats")
    assert refused.code == 1
    assert "amzigo import FILE" in refused.err


def test_a_tenant_that_is_not_there_is_answered_with_those_that_are(
    filled: Terminal, tmp_path: Path
) -> None:
    for words in (("ask", "--tenant", "Nobody", "stats"),
                  ("import", "--tenant", "Nobody", str(tmp_path / "orders.txt"))):  # fmt: skip
        refused = filled.run(*words)
        assert refused.code == 1
        assert "no tenant “Nobody” here. Existing: My import." in refused.err
    assert filled.run("ask", "--tenant", "my IMPORT", "stats").code == 0


@pytest.mark.parametrize("now", ["yesterday", "2026-11-15T06:00", "2026-13-01T00:00Z"])
def test_a_time_that_cannot_be_meant(filled: Terminal, now: str) -> None:
    filled.now = now
    refused = filled.run("ask", "stats")
    assert refused.code == 1
    assert "with its zone" in refused.err


def test_a_mistyped_path_is_no_matter_of_the_report(terminal: Terminal) -> None:
    refused = terminal.run("import", "nothere.txt")
    assert (refused.code, refused.err.strip()) == (
        1,
        "There is no file “nothere.txt”. Check the path.",
    )
