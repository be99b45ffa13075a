"""A wipe on both databases: all of the tenant goes, all of the other stays, and it is proved."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, text

from core.certificate import Outcome, subject_commitment
from core.certificate_file import check
from core.errors import BadCertificate, SealBroken, TenantGone, WrongConfirmation
from core.ports.posts import PostRow
from core.ports.wipe import Stage
from core.revoke import Revoked, RevokeRequest, replay_tombstones
from storage.signing import signed_by
from storage.tables.audit import audit
from storage.tables.chat import post
from storage.tables.columns import DataClass, declared, tenant_key
from storage.tables.metadata import tenant_table
from storage.tables.registry import metadata
from storage.tables.revocations import revocation
from storage.vault import Vault
from storage.wipe import SqlWipe, tenant_tables
from tests.keystores import Crash
from tests.wipes import CONFIRMED, EACH, NAME, OTHER, SHOP, Office, office, sample, settle


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(database_url, tmp_path) as opened:
        await settle(opened)
        yield opened


def deleted(revoked: Revoked) -> dict[str, int]:
    tables = revoked.certificate.tables
    return {one.table: one.before for one in tables if one.outcome == Outcome.DELETED}


async def test_nothing_of_the_tenant_is_left_and_all_of_the_other(house: Office) -> None:
    mine, others = await house.dump(SHOP), await house.dump(OTHER)
    assert all(mine.values())
    revoked = await house.revoker().revoke(CONFIRMED)
    assert await house.rows_left(SHOP) == 0
    assert repr(await house.dump(OTHER)) == repr(others)
    assert deleted(revoked) == {table: len(rows) for table, rows in mine.items()}
    with pytest.raises(TenantGone):
        await house.keys.key(SHOP)


async def test_the_certificate_proves_it_and_nothing_else(house: Office) -> None:
    key_id = (await house.keys.key(SHOP)).key_id.hex()
    revoked = await house.revoker().revoke(CONFIRMED)
    signed = check(revoked.file, signed_by)
    certificate = signed.certificate
    assert certificate == revoked.certificate
    assert certificate.keys_destroyed == (key_id,)
    assert certificate.tenant == "pseudonym-a-shop"
    assert certificate.posts_deleted == EACH
    assert revoked.nonce is not None
    assert certificate.subject_commitment == subject_commitment(revoked.nonce, NAME)
    assert (certificate.times.key_copies_expire - certificate.times.key_destroyed).days == 14
    assert NAME.encode() not in revoked.file
    assert SHOP.encode() not in revoked.file.replace(b"pseudonym-a-shop", b"")
    where = revoked.file.index(b'"before":') + 9
    flipped = bytearray(revoked.file)
    flipped[where] ^= 1
    with pytest.raises(BadCertificate):
        check(bytes(flipped), signed_by)


async def test_the_audit_is_kept_under_the_pseudonym_and_still_checks(house: Office) -> None:
    revoked = await house.revoker().revoke(CONFIRMED)
    kept = {one.table: one for one in revoked.certificate.tables if one.outcome == Outcome.KEPT}
    assert (kept["audit"].before, kept["audit"].after) == (2, 2)
    assert "13 months" in kept["audit"].reason
    count, head = await house.rows.audit_head("pseudonym-a-shop")
    assert revoked.certificate.audit_head.count == count == 2
    assert revoked.certificate.audit_head.hash == head.hex()


async def test_what_was_sealed_does_not_open_with_another_key_store(
    house: Office, database_url: str, tmp_path: Path
) -> None:
    async with house.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        account = (await accounts.all())[0].account_id
        await accounts.seal_credential(account, "lwa", "Atzr|secret", house.clock())
        assert await accounts.credential(account, "lwa") == "Atzr|secret"
    async with office(database_url, tmp_path / "elsewhere") as copied:
        await copied.keys.create(SHOP, copied.clock())
        async with copied.storage.read() as uow:
            accounts = (await uow.for_tenant(SHOP)).accounts
            with pytest.raises(SealBroken):
                await accounts.credential(account, "lwa")
        other = Vault(await copied.keys.key(SHOP))
        async with copied.engine.connect() as connection, connection.begin():
            row = (await connection.execute(audit.select())).first()
        assert row is not None
        with pytest.raises(SealBroken):
            other.open_sealed("audit", "sealed", (1).to_bytes(8, "big"), bytes(row.sealed))


async def test_another_name_deletes_nothing(house: Office) -> None:
    before = await house.dump(SHOP)
    for typed in ("", "canary demo shop", "Canary  Demo shop", "Other shop", f"{NAME}s"):
        with pytest.raises(WrongConfirmation, match=r"was deleted\. Type `Canary Demo shop`"):
            await house.revoker().revoke(RevokeRequest(SHOP, typed, "U-owner"))
    assert await house.dump(SHOP) == before
    assert house.platform.erased == []


async def test_blanks_around_the_name_do_not_matter(house: Office) -> None:
    revoked = await house.revoker().revoke(RevokeRequest(SHOP, f"  {NAME}\n", "U-owner"))
    assert revoked.certificate.cert_id == "cert-1"


async def test_a_tenant_that_is_not_there_is_not_wiped(house: Office) -> None:
    with pytest.raises(TenantGone, match="nothing was deleted"):
        await house.revoker().revoke(RevokeRequest(type(SHOP)("c-shop"), NAME, "U-owner"))


async def test_two_confirmations_are_one_wipe(house: Office) -> None:
    revoker = house.revoker()
    first, second = await asyncio.gather(revoker.revoke(CONFIRMED), revoker.revoke(CONFIRMED))
    third = await house.revoker().revoke(CONFIRMED)
    assert first.file == second.file == third.file
    assert len(house.platform.erased) == len(set(house.platform.erased)) == EACH
    assert (await house.rows.audit_head("pseudonym-a-shop"))[0] == 2


async def test_two_processes_issue_one_certificate(house: Office) -> None:
    one, two = house.revoker(), house.revoker()
    first, second = await asyncio.gather(one.revoke(CONFIRMED), two.revoke(CONFIRMED))
    assert first.file == second.file == await house.records.certificate("cert-1")
    assert first.certificate.fault() is None
    assert deleted(first)["order_line"] == EACH


async def test_from_the_request_on_nothing_is_done_for_the_tenant(house: Office) -> None:
    def crash(stage: Stage) -> None:
        raise Crash

    with pytest.raises(Crash):
        await house.revoker(crash).revoke(CONFIRMED)
    for begin in (house.storage.read, house.storage.write):
        with pytest.raises(TenantGone, match="being deleted"):
            async with begin() as uow:
                await uow.for_tenant(SHOP)
    async with house.storage.read() as uow:
        await uow.for_tenant(OTHER)
    assert house.platform.erased == []


async def test_what_is_being_written_is_waited_for_and_counted(house: Office) -> None:
    reached: list[Stage] = []
    async with house.storage.write() as uow:
        scope = await uow.for_tenant(SHOP)
        wipe = asyncio.create_task(house.revoker(reached.append).revoke(CONFIRMED))
        while not (reached or await waits(house)):
            continue
        assert reached == []
        late = PostRow("local", "w", "c-a-shop", "late", "digest", house.clock())
        await scope.posts.add(late)
    revoked = await wipe
    assert deleted(revoked)["post"] == EACH + 1
    assert "late" in house.platform.erased


async def waits(house: Office) -> bool:
    """Whether the wipe waits for a lock; SQLite, which has one writer, is taken at its word."""
    if house.engine.dialect.name == "sqlite":
        return True
    async with house.engine.connect() as connection:
        held = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(await connection.scalar(text(held)))


async def test_posts_that_stay_are_listed(house: Office) -> None:
    rows = await house.rows.posts(SHOP)
    house.platform.stubborn = {rows[3].message_id: "the channel is archived"}
    revoked = await house.revoker().revoke(CONFIRMED)
    left = revoked.certificate.posts_left
    assert revoked.certificate.posts_deleted == EACH - 1
    assert [(one.channel, one.reason) for one in left] == [
        (rows[3].channel, "the channel is archived")
    ]
    assert "c-a-shop" in house.platform.cleared
    assert "c-b-shop" not in house.platform.cleared


async def test_a_table_that_nobody_thought_of_is_wiped_too(house: Office) -> None:
    tables = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(tables)
    info = declared(DataClass.NONPII, "try a new table")
    extra = tenant_table("extra", tenant_key(), Column("note", String(200), info=info))
    metadata.remove(extra)
    extra = extra.to_metadata(tables)
    async with house.engine.begin() as connection:
        await connection.run_sync(extra.create)
    await house.put({extra: [sample(extra, tenant, 1) for tenant in (SHOP, OTHER)]})
    rows = SqlWipe(house.engine, tables)
    assert "extra" in {table.name for table in tenant_tables(tables)}
    await rows.delete_rows(SHOP)
    counts = {one.table: one.rows for one in await rows.count(SHOP, "pseudonym-a-shop")}
    assert (counts["extra"], counts["tenant"]) == (0, 0)
    assert {one.table: one.rows for one in await rows.count(OTHER, "p")}["extra"] == 1


async def test_a_restored_backup_is_wiped_again(house: Office) -> None:
    backup, others = await house.dump(SHOP), await house.dump(OTHER)
    await house.revoker().revoke(CONFIRMED)
    await house.put(
        {
            table: [dict(zip(table.c.keys(), row, strict=True)) for row in backup[table.name]]
            for table in tenant_tables(metadata)
        }
    )
    assert await house.rows_left(SHOP) > 50
    assert await replay_tombstones(house.keys, house.rows) == 1
    assert await house.rows_left(SHOP) == 0
    assert await house.dump(OTHER) == others
    assert await replay_tombstones(house.keys, house.rows) == 0


async def test_the_certificate_is_kept_and_the_record_names_nobody(house: Office) -> None:
    revoked = await house.revoker().revoke(CONFIRMED)
    assert await house.records.certificate("cert-1") == revoked.file
    async with house.engine.connect() as connection, connection.begin():
        found = (await connection.execute(revocation.select())).one()
    progress = str(found.progress)
    assert found.tenant is None
    assert NAME not in progress
    assert json.loads(progress)["posts_deleted"] == EACH
    assert post.name in {count[0] for count in json.loads(progress)["before"]}


async def test_a_tenants_work_is_stopped_before_its_rows_go(house: Office) -> None:
    told: list[str] = []

    async def stop(tenant: str) -> None:
        told.append(tenant)

    revoker = house.revoker()
    revoker.stoppers.append(stop)
    await revoker.revoke(CONFIRMED)
    assert told == [SHOP]
