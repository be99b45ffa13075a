"""Messages that survive their process, on both databases: kept, limited, sealed, and wiped."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update

from bot.adapters.local.channels import DELETED, LocalChannels
from bot.adapters.local.messages import Body, Entry, File
from bot.adapters.local.stored_messages import StoredMessages
from core.model import Place
from core.ports.local_messages import KEPT
from storage.tables.chat import local_file, local_message, local_revision
from storage.tables.tenants import channel, tenant
from tests.local_pages import SHOP, ZONE, OpenedMessages, opened_messages

AT = datetime(2026, 11, 24, 16, 14, tzinfo=UTC)
HERE = Place("local", "local", "sales")
OTHER = Place("local", "local", "other")
NOBODYS = Place("local", "local", "nobody")
FILE = File("key-1", "a.csv", "text/csv", b"a canary in a file")


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[OpenedMessages]:
    async with opened_messages(database_url, tmp_path, HERE) as opened:
        yield opened


def entry(html: str, *files: File) -> Entry:
    return Entry("amzigo", AT, private=False, body=Body(f"summary of {html}", html, files))


async def wipe(opened: OpenedMessages) -> None:
    """What a revoke leaves of the first tenant."""
    tables = (local_message, local_file, local_revision, channel, tenant)
    await opened.change(*(delete(table).where(table.c.tenant_id == SHOP) for table in tables))


async def test_messages_survive_their_process(
    opened: OpenedMessages, database_url: str, tmp_path: Path
) -> None:
    await opened.messages.add(HERE, entry("one", FILE))
    async with opened_messages(database_url, tmp_path, HERE) as again:
        (kept,) = await again.messages.recent(HERE, 10)
        assert kept.entry == entry("one", FILE)
        assert await again.messages.file(HERE, "key-1") == FILE


async def test_processes_number_their_changes_as_one(opened: OpenedMessages) -> None:
    there = StoredMessages(opened.storage)
    first = await opened.messages.add(HERE, entry("one"))
    second = await there.add(HERE, entry("two"))
    assert await opened.messages.delete(HERE, second)
    third = await there.add(HERE, entry("three"))
    changed = await opened.messages.changed(HERE, 0)
    assert [message.id for message in changed] == [first, second, third]
    assert [message.revision for message in changed] == sorted({m.revision for m in changed})


async def test_a_message_is_read_by_nobody_without_the_tenant_s_key(
    opened: OpenedMessages,
) -> None:
    await opened.messages.add(HERE, entry("a canary in a message", FILE))
    kept = await opened.rows("SELECT sealed FROM local_message")
    files = await opened.rows("SELECT sealed FROM local_file")
    assert len(kept) == len(files) == 1
    assert b"canary" not in bytes(kept[0][0]) + bytes(files[0][0])


async def test_what_a_deleted_message_said_is_removed(opened: OpenedMessages) -> None:
    gone = await opened.messages.add(HERE, entry("one", FILE))
    changed = await opened.messages.add(HERE, entry("two", FILE))
    await opened.messages.delete(HERE, gone)
    await opened.messages.update(HERE, changed, Body("", "new"))
    assert await opened.rows("SELECT 1 FROM local_message WHERE sealed IS NOT NULL") == [(1,)]
    assert await opened.rows("SELECT 1 FROM local_file") == []


async def test_a_channel_keeps_the_newest(opened: OpenedMessages) -> None:
    """The rows are filled in behind our back: a thousand calls would take seconds."""
    await opened.messages.add(OTHER, entry("elsewhere"))
    await opened.messages.add(HERE, entry("oldest", FILE))
    await opened.messages.add(HERE, entry("second"))
    rows = [
        {
            "tenant_id": SHOP,
            "channel": "sales",
            "number": number,
            "revision": number,
            "author": "amzigo",
            "at": AT,
            "private": False,
        }
        for number in range(3, KEPT + 1)
    ]
    await opened.change(
        insert(local_message).values(rows), update(local_revision).values(revision=KEPT)
    )
    newest = await opened.messages.add(HERE, entry("newest"))
    kept = await opened.messages.recent(HERE, 2 * KEPT)
    assert [message.entry.body.html for message in kept] == ["second", "newest"]
    assert newest == str(KEPT + 1)
    assert await opened.rows("SELECT 1 FROM local_file") == []
    assert len(await opened.messages.recent(OTHER, 10)) == 1


async def test_a_wiped_channel_shows_nothing_but_what_comes_after(opened: OpenedMessages) -> None:
    await opened.messages.add(HERE, entry("the shop's", FILE))
    await wipe(opened)
    assert await opened.messages.recent(HERE, 10) == []
    assert await opened.messages.file(HERE, "key-1") is None
    certificate = File("key-2", "certificate.json", "application/json", b"{}")
    last = await opened.messages.add(HERE, entry("deleted", certificate))
    (kept,) = await opened.messages.recent(HERE, 10)
    assert (kept.id, kept.entry) == (last, entry("deleted", certificate))
    assert await opened.messages.file(HERE, "key-2") == certificate
    assert await opened.messages.update(HERE, last, Body("", "deleted for good"))
    assert await opened.messages.delete(HERE, last)


async def test_open_pages_are_told_what_a_wipe_took(opened: OpenedMessages) -> None:
    one = await opened.messages.add(HERE, entry("one"))
    two = await opened.messages.add(HERE, entry("two"))
    seen = (await opened.messages.changed(HERE, 0))[-1].revision
    await wipe(opened)
    last = await opened.messages.add(HERE, entry("deleted"))
    told = await opened.messages.changed(HERE, seen)
    assert [(message.id, message.deleted) for message in told] == [
        (one, True),
        (two, True),
        (last, False),
    ]
    assert [message.entry.body.html for message in told] == ["", "", "deleted"]


async def test_what_is_said_where_nobody_owns_the_channel_is_nobody_s_row(
    opened: OpenedMessages,
) -> None:
    """Not even the row of the tenant that is the only one left in the workspace."""
    await wipe(opened)
    await opened.messages.add(HERE, entry("deleted"))
    await opened.messages.add(NOBODYS, entry("lost"))
    assert await opened.rows("SELECT 1 FROM local_message") == []
    assert await opened.messages.recent(OTHER, 10) == []


async def test_a_wipe_that_has_begun_finds_its_posts_deleted(opened: OpenedMessages) -> None:
    """Its rows cannot be reached any more, and go with the others."""
    post = await opened.messages.add(HERE, entry("one"))
    await opened.change(delete(tenant).where(tenant.c.tenant_id == SHOP))
    assert await opened.messages.delete(HERE, post)
    assert not await opened.messages.delete(NOBODYS, post)


async def test_a_listed_channel_stays_for_the_life_of_the_process(opened: OpenedMessages) -> None:
    channels = LocalChannels(opened.storage)
    assert [(one.id, one.topic) for one in await channels()] == [
        ("sales", "Demo shop"),
        ("other", "Other shop"),
    ]
    await wipe(opened)
    assert [(one.id, one.topic) for one in await channels()] == [
        ("other", "Other shop"),
        ("sales", DELETED),
    ]
    assert {one.zone for one in await channels()} == {ZONE}
    assert [one.id for one in await LocalChannels(opened.storage)()] == ["other"]
