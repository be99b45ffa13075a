"""What every memory of the local page does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.local.messages import Body, Entry, File, Messages, MessagesInMemory
from core.model import Place
from tests.local_pages import opened_messages

AT = datetime(2026, 11, 24, 16, 14, tzinfo=UTC)
HERE = Place("local", "local", "sales")
THERE = Place("local", "local", "reviews")
FILE = File("key-1", "a.csv", "text/csv", b"x\n\x00")


@pytest.fixture
async def in_memory() -> MessagesInMemory:
    """The one kept in memory."""
    return MessagesInMemory()


@pytest.fixture
async def in_sqlite(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Messages]:
    """The stored one, in a file."""
    async with opened_messages(sqlite_url, tmp_path, HERE, THERE) as opened:
        yield opened.messages


@pytest.fixture
async def in_postgresql(pg_url: str, tmp_path: Path) -> AsyncIterator[Messages]:
    """The stored one, on a server."""
    async with opened_messages(pg_url, tmp_path, HERE, THERE) as opened:
        yield opened.messages


@pytest.fixture(params=["in_memory", "in_sqlite", "in_postgresql"])
def messages(request: pytest.FixtureRequest) -> Messages:
    """Each memory there is."""
    memory: Messages = request.getfixturevalue(request.param)
    return memory


def entry(html: str, *, private: bool = False) -> Entry:
    """A message of the bot."""
    return Entry("amzigo", AT, private, Body(f"summary of {html}", html, (FILE,)))


async def test_messages_come_back_oldest_first_and_as_they_were(messages: Messages) -> None:
    first = await messages.add(HERE, entry("one"))
    second = await messages.add(HERE, entry("two", private=True))
    await messages.add(THERE, entry("elsewhere"))
    kept = await messages.recent(HERE, 10)
    last = await messages.recent(HERE, 1)
    assert [message.id for message in kept] == [first, second]
    assert [message.entry for message in kept] == [entry("one"), entry("two", private=True)]
    assert kept[0].revision < kept[1].revision
    assert [message.id for message in last] == [second]


async def test_an_update_keeps_the_place_and_counts_as_a_change(messages: Messages) -> None:
    first = await messages.add(HERE, entry("one", private=True))
    await messages.add(HERE, entry("two"))
    seen = (await messages.recent(HERE, 10))[-1].revision
    assert await messages.update(HERE, first, Body("new", "new"))
    changed = await messages.changed(HERE, seen)
    kept = await messages.recent(HERE, 10)
    assert [(m.id, m.entry.body.html, m.entry.private) for m in changed] == [(first, "new", True)]
    assert [m.entry.body.html for m in kept] == ["new", "two"]


async def test_a_deletion_empties_the_message_and_is_told_once(messages: Messages) -> None:
    gone = await messages.add(HERE, entry("one"))
    assert await messages.file(HERE, "key-1") == FILE
    assert await messages.delete(HERE, gone)
    assert not await messages.delete(HERE, gone)
    assert not await messages.update(HERE, gone, Body("", ""))
    (told,) = await messages.changed(HERE, 0)
    assert await messages.recent(HERE, 10) == []
    assert await messages.file(HERE, "key-1") is None
    assert (told.id, told.deleted, told.entry.body) == (gone, True, Body("", ""))


async def test_changes_come_by_revision(messages: Messages) -> None:
    first = await messages.add(HERE, entry("one"))
    second = await messages.add(HERE, entry("two"))
    await messages.update(HERE, first, Body("", "one again"))
    changed = await messages.changed(HERE, 0)
    assert await messages.changed(HERE, changed[-1].revision) == []
    assert [message.id for message in changed] == [second, first]


async def test_another_place_s_messages_cannot_be_reached(messages: Messages) -> None:
    there = await messages.add(THERE, entry("one"))
    assert not await messages.update(HERE, there, Body("", "changed"))
    assert not await messages.delete(HERE, there)
    assert await messages.file(HERE, "key-1") is None
    (kept,) = await messages.recent(THERE, 10)
    assert kept.entry == entry("one")
