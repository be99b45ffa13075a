"""The installation itself: keys, schema, disk, times, tenants, interruption, company."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.clock import FixedClock
from core.errors import DiskFull
from core.imports import Importer
from core.intake import Intake, Target
from core.model import AccountId, TenantId
from core.ports.accounts import AccountRow
from core.ports.tenants import TenantRow
from core.spapi.all_orders import scan
from tests.e2e.terminal import Terminal, first_import, is_one_sentence, report
from tests.edges.test_all_orders import line
from tests.storages import ACCOUNT, NOW, SHOP, Opened, disagreements, opened_storage

PASSPHRASE = {"AMZIGO_KEY_PASSPHRASE": "an invented passphrase"}


def test_production_without_a_passphrase_makes_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", {}, now=None)
    refused = terminal.run("import", str(report(tmp_path / "orders.txt")))
    assert (refused.code, refused.out) == (1, "")
    assert "AMZIGO_KEY_PASSPHRASE" in refused.err
    assert is_one_sentence(refused.err)
    assert not terminal.folder.exists()


def test_the_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", PASSPHRASE, now=None)
    assert "no tenant “Any”" in terminal.run("ask", "--tenant", "Any", "stats").err
    terminal.env = {"AMZIGO_KEY_PASSPHRASE": "another one"}
    refused = terminal.run("ask", "--tenant", "Any", "stats")
    assert refused.code == 1
    assert "passphrase does not open it" in refused.err


def test_a_missing_key_file_is_named_and_no_new_one_is_made(filled: Terminal) -> None:
    before, key = filled.content(), filled.folder / "kek.key"
    key.rename(filled.folder / "elsewhere")
    for words in (("ask", "stats"), ("import", str(filled.folder.parent / "orders.txt"))):
        refused = filled.run(*words)
        assert (refused.code, refused.out) == (1, "")
        assert is_one_sentence(refused.err)
        assert str(key) in refused.err
    assert not key.exists()
    assert filled.content() == before


def test_a_key_file_of_another_key_store_is_refused(filled: Terminal, tmp_path: Path) -> None:
    other = Terminal(tmp_path / "other")
    other.run("ask", "stats")
    (other.folder / "kek.key").replace(filled.folder / "kek.key")
    refused = filled.run("ask", "stats")
    assert refused.code == 1
    assert is_one_sentence(refused.err)
    assert "does not fit this key store" in refused.err


def test_a_key_store_of_other_data_is_refused(filled: Terminal) -> None:
    for name in ("kek.key", "keys.db"):
        (filled.folder / name).unlink()
    refused = filled.run("ask", "stats")
    assert (refused.code, refused.out) == (1, "")
    assert is_one_sentence(refused.err)
    assert "Restore the key store" in refused.err


def test_a_database_of_a_newer_amzigo_is_left_alone(filled: Terminal, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled.folder / "amzigo.db")) as connection, connection:
        connection.execute("UPDATE data_version SET version_num = '9999'")
    before = filled.content()
    refused = filled.run("import", str(report(tmp_path / "more.txt", line(sku="NEW"))))
    assert refused.code == 1
    assert is_one_sentence(refused.err)
    assert "newer amzigo (9999)" in refused.err
    assert filled.content() == before


def test_another_time_is_for_demo_databases_alone(filled: Terminal, tmp_path: Path) -> None:
    real = Terminal(tmp_path / "real", PASSPHRASE)
    refused = real.run("import", str(tmp_path / "orders.txt"))
    assert refused.code == 1
    assert "--now works only in a demo database" in refused.err
    assert real.count("tenant") == 0
    filled.env = {"AMZIGO_ENV": "demo", "AMZIGO_LWA_URL": "https://api.amazon.com"}
    assert "--now works only in a demo" in filled.run("ask", "stats").err


def test_production_answers_for_a_named_tenant_and_records_it(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "data", PASSPHRASE, now=None)
    assert "no tenant “Shop”" in terminal.run("ask", "--tenant", "Shop", "stats").err
    young = "2099-01-01T00:00Z"
    rows = line(purchase_date=young, last_updated_date=young)
    assert terminal.run("import", str(report(tmp_path / "orders.txt", rows))).code == 0
    recorded = terminal.count("audit")
    refused = terminal.run("ask", "stats")
    assert refused.code == 1
    assert "--tenant" in refused.err
    assert terminal.count("audit") == recorded
    answered = terminal.run("ask", "--tenant", "My import", "stats 7d")
    assert (answered.code, answered.err) == (0, "")
    assert terminal.count("audit") == recorded + 1


def test_several_tenants_are_named_and_one_must_be_chosen(filled: Terminal, tmp_path: Path) -> None:
    async def second() -> None:
        path = filled.folder
        async with opened_storage(f"sqlite:///{path / 'amzigo.db'}", path) as opened:
            tenant = TenantId("t2")
            await opened.keys.create(tenant, NOW)
            async with opened.storage.write() as uow:
                await uow.directory.add(TenantRow(tenant, "Agency", "p2", "active", NOW))

    asyncio.run(second())
    for words in (("ask", "stats"), ("import", str(tmp_path / "orders.txt"))):
        refused = filled.run(*words)
        assert refused.code == 1
        assert "several tenants here (Agency, My import)" in refused.err
    agency = filled.run("import", "--tenant", "Agency", str(tmp_path / "orders.txt"))
    assert "Imported 1 orders" in agency.out
    assert filled.count("order_head") == 2


@pytest.mark.parametrize("name", ["with a blank", "50%25", "what?#&", "größe"])
def test_a_data_folder_of_any_name_works(tmp_path: Path, name: str) -> None:
    terminal = Terminal(tmp_path / name)
    assert terminal.run("import", str(report(tmp_path / "orders.txt"))).code == 0
    assert {path.name for path in terminal.folder.iterdir()} == {"amzigo.db", "keys.db", "kek.key"}
    assert terminal.run("ask", "stats 2026-11-01").code == 0


def test_a_database_address_with_a_blank_works(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/my data/amzigo file.db"
    terminal = Terminal(tmp_path / "data", {"AMZIGO_ENV": "demo", "AMZIGO_DATABASE_URL": url})
    assert terminal.run("import", str(report(tmp_path / "orders.txt"))).code == 0
    assert (tmp_path / "my data" / "amzigo file.db").exists()


def test_the_data_is_readable_for_its_owner_alone(tmp_path: Path) -> None:
    made = first_import(tmp_path)
    modes = {path.name: path.stat().st_mode & 0o077 for path in made.folder.iterdir()}
    assert modes == dict.fromkeys(modes, 0)


async def _second_account(opened: Opened) -> Target:
    row = AccountRow(AccountId("files"), "Files", "file", None, "active", None)
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).accounts.add(row)
    return Target(SHOP, row.account_id)


async def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path: Path) -> None:
    rows = [line(amazon_order_id=f"{n}", sku=f"S{n % 50}") for n in range(12_000)]
    big = scan(report(tmp_path / "big.txt", *rows))
    async with opened_storage(f"sqlite:///{tmp_path}/a.db", tmp_path) as opened:
        target = await _second_account(opened)
        small = Intake(scan(report(tmp_path / "small.txt")), "r1", "file import", "operator")
        importer = Importer(opened.storage, FixedClock(NOW), lambda: _second_account(opened))
        await importer.take_in(small, target)
        figures = "SELECT * FROM marketplace_day"
        before = await opened.rows(figures)

        @event.listens_for(opened.engine.sync_engine, "checkout")
        def _small_disk(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("PRAGMA max_page_count=900")

        with pytest.raises(DiskFull) as refused:
            await importer.take_in(Intake(big, "r2", "file import", "operator"), target)
        assert is_one_sentence(refused.value.message)
        assert await opened.rows(figures) == before
        assert await opened.rows("SELECT state FROM report ORDER BY report_id") == [
            ("done",), ("begun",),
        ]  # fmt: skip

        event.remove(opened.engine.sync_engine, "checkout", _small_disk)
        async with opened.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
        outcome = await importer.take_in(Intake(big, "r3", "file import", "operator"), target)
        assert outcome.orders == 12_000
        assert await opened.rows("SELECT count(*) FROM order_head") == [(12_001,)]
        assert await disagreements(opened, target.account) == []
        assert await disagreements(opened, ACCOUNT) == []


def test_ctrl_c_during_an_import_leaves_whole_orders_and_old_figures(
    filled: Terminal, tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    rows = [line(amazon_order_id=f"{n}", sku=f"S{m}") for n in range(30_000) for m in range(2)]
    path = report(tmp_path / "big.txt", *rows)
    before = filled.run("ask", "--json", "stats 2026-11-01").out
    given = {**plain_environment, "AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(filled.folder)}
    command = [sys.executable, "-m", "bot", "import", "--now", "2026-11-15T06:00Z", str(path)]
    with subprocess.Popen(command, env=given, stdout=-1, stderr=-1, text=True) as process:
        while filled.count("order_head") < 2:
            with suppress(subprocess.TimeoutExpired):  # leaves the processor to the import
                raise AssertionError(process.wait(0.01), *process.communicate())
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, (out, err)
    assert "Traceback" not in err
    assert filled.count("order_head") < 30_001
    assert filled.count("order_line") == 2 * (filled.count("order_head") - 1) + 1
    assert filled.run("ask", "--json", "stats 2026-11-01").out == before
    assert "Imported 30,000 orders" in filled.run("import", str(path)).out
    assert filled.count("order_head") == 30_001


def test_an_import_and_questions_go_together(
    filled: Terminal, tmp_path: Path, plain_environment: dict[str, str]
) -> None:
    rows = [line(amazon_order_id=f"{n}") for n in range(15_000)]
    path = report(tmp_path / "big.txt", *rows)
    given = {**plain_environment, "AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(filled.folder)}
    command = [sys.executable, "-m", "bot", "import", "--now", "2026-11-15T06:00Z", str(path)]
    before = filled.run("ask", "--json", "stats 2026-11-01").out
    answers = set()
    with subprocess.Popen(command, env=given, stdout=-1, stderr=-1, text=True) as process:
        while process.poll() is None:
            answers.add(filled.run("ask", "--json", "stats 2026-11-01").out)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, ""), out
    after = filled.run("ask", "--json", "stats 2026-11-01").out
    assert after != before
    assert answers <= {before, after}, "somebody saw half an import"
