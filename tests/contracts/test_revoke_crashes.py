"""A wipe that is cut short anywhere ends as one that is not, with the same certificate id."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select

from core.errors import AmzigoError, SetupError, TenantGone
from core.keys import WipeStep
from core.model import TenantId
from core.ports.wipe import Revocation, Stage
from core.revoke import Revoked, resume_unfinished
from storage.repositories.revocations import SqlRevocations
from storage.tables.orders import order_line
from storage.wipe import SqlWipe
from tests.keystores import Crash
from tests.wipes import CONFIRMED, EACH, OTHER, SHOP, Office, office, settle

Crashing = Callable[[Office], Awaitable[object]]


class Forgetful:
    """Records that die before they note a stage: what it was for has happened already."""

    def __init__(self, records: SqlRevocations, dies_at: Stage) -> None:
        self._records = records
        self._dies_at = dies_at
        self.request = records.request
        self.find = records.find
        self.unfinished = records.unfinished
        self.certificate = records.certificate
        self.forget_nonces = records.forget_nonces

    async def advance(self, kept: Revocation, to: Stage, progress: Mapping[str, Any]) -> Revocation:
        if to == self._dies_at:
            raise Crash
        return await self._records.advance(kept, to, progress)

    async def certify(self, kept: Revocation, file: bytes, at: datetime) -> Revocation:
        if self._dies_at == Stage.CERTIFIED:
            raise Crash
        return await self._records.certify(kept, file, at)


def after(stage: Stage) -> Crashing:
    def crash(reached: Stage) -> None:
        if reached == stage:
            raise Crash

    return lambda house: house.revoker(crash).revoke(CONFIRMED)


def before_noting(stage: Stage) -> Crashing:
    return lambda house: house.revoker(records=Forgetful(house.records, stage)).revoke(CONFIRMED)


def among_the_posts() -> Crashing:
    def wipe(house: Office) -> Awaitable[object]:
        house.platform.crash_after = EACH // 2
        return house.revoker().revoke(CONFIRMED)

    return wipe


STAGES = list(Stage)
CRASHES = {
    **{f"after {stage}": after(stage) for stage in STAGES},
    **{f"before {stage} is noted": before_noting(stage) for stage in STAGES[1:]},
    "among the posts": among_the_posts(),
}


async def interrupted(url: str, folder: Path, crash: Crashing) -> list[str]:
    """A wipe that dies; returns what the other shop has."""
    async with office(url, folder) as house:
        await settle(house)
        others = await house.dump(OTHER)
        with pytest.raises(Crash):
            await crash(house)
    return [repr(others)]


async def resumed(url: str, folder: Path) -> tuple[list[Revoked | AmzigoError], Revoked, list[str]]:
    """What a restart makes of it, what a second request gets, and what the other shop has."""
    async with office(url, folder) as house:
        ends = await resume_unfinished(house.revoker())
        again = await house.revoker().revoke(CONFIRMED)
        assert await house.rows_left(SHOP) == 0
        with pytest.raises(TenantGone):
            await house.keys.key(SHOP)
        return ends, again, [repr(await house.dump(OTHER))]


@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES.keys())
async def test_a_restart_finishes_it(sqlite_url: str, tmp_path: Path, crash: Crashing) -> None:
    others = await interrupted(sqlite_url, tmp_path, crash)
    ends, again, others_after = await resumed(sqlite_url, tmp_path)
    assert others_after == others
    assert again.certificate.cert_id == "cert-1"
    assert again.certificate.fault() is None
    assert {one.table: one.before for one in again.certificate.tables}["order_line"] == EACH
    assert [end.file for end in ends if isinstance(end, Revoked)] in ([again.file], [])


@pytest.mark.parametrize("stage", [Stage.POSTS_DELETED, Stage.KEY_DESTROYED])
async def test_a_restart_finishes_it_on_postgresql(
    pg_url: str, tmp_path: Path, stage: Stage
) -> None:
    others = await interrupted(pg_url, tmp_path, before_noting(stage))
    _, again, others_after = await resumed(pg_url, tmp_path)
    assert others_after == others
    assert again.certificate.cert_id == "cert-1"


@pytest.mark.parametrize("step", list(WipeStep))
async def test_a_crash_in_the_key_store_is_finished_too(
    sqlite_url: str, tmp_path: Path, step: WipeStep
) -> None:
    def crash(reached: WipeStep) -> None:
        if reached == step:
            raise Crash

    async with office(sqlite_url, tmp_path, crash) as house:
        await settle(house)
        with pytest.raises(Crash):
            await house.revoker().revoke(CONFIRMED)
    ends, again, _ = await resumed(sqlite_url, tmp_path)
    assert again.certificate.cert_id == "cert-1"
    assert len(ends) == 1


async def test_a_crash_between_two_batches_is_finished_too(sqlite_url: str, tmp_path: Path) -> None:
    await interrupted(sqlite_url, tmp_path, after(Stage.POSTS_DELETED))
    async with office(sqlite_url, tmp_path) as house, house.engine.begin() as connection:
        some = delete(order_line).where(order_line.c.tenant_id == SHOP, order_line.c.nth < 4)
        await connection.execute(some)
    _, again, _ = await resumed(sqlite_url, tmp_path)
    assert {one.table: one.before for one in again.certificate.tables}["order_line"] == EACH


async def test_a_wipe_that_cannot_be_finished_yet_stops_no_start(
    sqlite_url: str, tmp_path: Path
) -> None:
    await interrupted(sqlite_url, tmp_path, after(Stage.KEY_DESTROYED))
    async with office(sqlite_url, tmp_path) as house:
        async with house.engine.connect() as reader:
            await reader.execute(select(order_line))
            event.listen(house.engine.sync_engine, "connect", _impatient)
            ends = await resume_unfinished(house.revoker())
            assert isinstance(ends[0], SetupError)
            assert "again by myself" in ends[0].message
        assert await house.records.certificate("cert-1") is None
        assert isinstance((await resume_unfinished(house.revoker()))[0], Revoked)


class Stuck(SqlWipe):
    """Rows that do not go."""

    async def delete_rows(self, tenant: TenantId) -> None:
        return None


async def test_the_key_stays_while_a_row_is_left(sqlite_url: str, tmp_path: Path) -> None:
    async with office(sqlite_url, tmp_path) as house:
        await settle(house)
        stuck = replace(house.revoker(), rows=Stuck(house.engine))
        with pytest.raises(SetupError, match=r"rows of \w+ are still there"):
            await stuck.revoke(CONFIRMED)
        assert (await house.keys.key(SHOP)).tenant == SHOP
        assert await house.records.certificate("cert-1") is None
        again = await house.revoker().revoke(CONFIRMED)
        assert again.certificate.cert_id == "cert-1"


async def test_a_clock_that_is_set_back_hinders_no_certificate(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with office(sqlite_url, tmp_path) as house:
        await settle(house)

        def set_back(_stage: Stage) -> None:
            house.clock.now -= timedelta(hours=1)

        revoked = await house.revoker(set_back).revoke(CONFIRMED)
        assert revoked.certificate.times.in_order()


def _impatient(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10")
    cursor.close()


async def test_the_nonce_is_forgotten_in_time(sqlite_url: str, tmp_path: Path) -> None:
    async with office(sqlite_url, tmp_path) as house:
        await settle(house)
        assert (await house.revoker().revoke(CONFIRMED)).nonce is not None
        house.clock.now += timedelta(days=14)
        await resume_unfinished(house.revoker())
        assert (await house.revoker().revoke(CONFIRMED)).nonce is None


async def test_a_second_request_resumes_as_well(sqlite_url: str, tmp_path: Path) -> None:
    await interrupted(sqlite_url, tmp_path, after(Stage.ROWS_DELETED))
    async with office(sqlite_url, tmp_path) as house:
        assert (await house.revoker().revoke(CONFIRMED)).certificate.cert_id == "cert-1"
        assert await resume_unfinished(house.revoker()) == []
