"""What the Slack adapter keeps, on both databases: requests, installations, pieces of messages."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from core.ports.installations import Installation
from core.ports.message_pieces import Piece
from storage.installation import open_database
from storage.repositories.installations import SqlInstallations
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.seen import SqlSeenRequests
from tests.memory_keys import MemoryKeyStore

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SHORT = timedelta(seconds=1)
SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(hours=12)
HERE = Installation(
    "A1", "", "T1", "B1", "U1", ("commands", "chat:write"), "U9", NOW, "xoxb-1", "xoxe-1", LATER
)
ORG = replace(HERE, enterprise_id="E1", team_id="", token="xoxb-org")


@dataclass(frozen=True)
class Kept:
    engine: AsyncEngine
    seen: SqlSeenRequests
    installations: SqlInstallations
    pieces: SqlMessagePieces


@pytest.fixture
async def kept(database_url: str) -> AsyncIterator[Kept]:
    async with open_database(database_url, "demo") as (engine, _):
        keys = MemoryKeyStore()
        yield Kept(
            engine,
            SqlSeenRequests(engine),
            SqlInstallations(engine, keys, lambda: NOW),
            SqlMessagePieces(engine),
        )


async def test_of_many_at_once_one_is_the_first(kept: Kept) -> None:
    memories = [kept.seen, *(SqlSeenRequests(kept.engine) for _ in range(4))]
    took = await asyncio.gather(*(m.first(b"d" * 32, NOW, LATER) for m in memories))
    assert sorted(took) == [False] * 4 + [True]
    assert await kept.seen.first(b"e" * 32, NOW, LATER)


async def test_requests_are_forgotten_when_they_are_stale_anyway(kept: Kept) -> None:
    for number in range(3):
        await kept.seen.first(bytes([number]) * 32, NOW, SOON)
    await kept.seen.first(b"x" * 32, SOON + timedelta(minutes=1), LATER)
    async with kept.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM seen_request")) == 1


async def test_an_installation_comes_back_as_it_was_kept(kept: Kept) -> None:
    await kept.installations.save(HERE)
    assert await kept.installations.find("", "T1") == HERE
    assert await kept.installations.find("", "T2") is None
    assert "xox" not in repr(HERE)


async def test_tokens_lie_sealed_to_their_place(kept: Kept) -> None:
    await kept.installations.save(HERE)
    await kept.installations.save(replace(HERE, team_id="T2", token="xoxb-2"))
    async with kept.engine.begin() as connection:
        rows = (await connection.execute(text("SELECT * FROM slack_installation"))).mappings().all()
        assert not any(
            b"xox" in bytes(str(value), "utf-8") for row in rows for value in row.values()
        )
        steal = "UPDATE slack_installation SET token = (SELECT token FROM slack_installation"
        await connection.execute(text(f"{steal} WHERE team_id = 'T2') WHERE team_id = 'T1'"))
    with pytest.raises(Exception, match="altered"):
        await kept.installations.find("", "T1")


async def test_all_installations_are_listed_the_oldest_first(kept: Kept) -> None:
    assert await kept.installations.all() == []
    await kept.installations.save(replace(HERE, team_id="T2", installed_at=NOW + SHORT))
    await kept.installations.save(ORG)
    assert [(one.team_id, one.token) for one in await kept.installations.all()] == [
        ("", "xoxb-org"),
        ("T2", "xoxb-1"),
    ]


async def test_a_workspace_of_an_organisation_is_served_by_its_installation(kept: Kept) -> None:
    await kept.installations.save(ORG)
    assert await kept.installations.find("", "T7") is None
    assert await kept.installations.find("E1", "T7") == ORG
    assert await kept.installations.find("", "T7") == ORG, "seen there before"
    await kept.installations.save(replace(HERE, enterprise_id="E1", team_id="T7"))
    found = await kept.installations.find("E1", "T7")
    assert found is not None
    assert found.team_id == "T7", "its own comes first"


async def test_a_removal_counts_from_its_own_time(kept: Kept) -> None:
    await kept.installations.save(HERE)
    assert not await kept.installations.remove("A1", "", "T1", NOW - timedelta(seconds=1))
    assert not await kept.installations.remove("A2", "", "T1", NOW)
    assert await kept.installations.remove("A1", "", "T1", NOW)
    assert await kept.installations.find("", "T1") is None


async def test_a_claim_is_one_processs_until_it_is_over(kept: Kept) -> None:
    await kept.installations.save(HERE)
    claims = [kept.installations.claim(HERE, NOW, SOON) for _ in range(5)]
    assert sorted(await asyncio.gather(*claims)) == [False] * 4 + [True]
    assert await kept.installations.claim(HERE, SOON, LATER)
    after = replace(HERE, token="xoxb-new", expires_at=LATER + timedelta(hours=12))
    assert await kept.installations.rotated(HERE, after)
    assert await kept.installations.find("", "T1") == after
    assert not await kept.installations.claim(HERE, LATER, LATER), "of a token that is gone"
    assert not await kept.installations.rotated(HERE, HERE)


async def test_what_expires_is_found_unless_it_is_broken_or_never_does(kept: Kept) -> None:
    forever = replace(HERE, team_id="T2", refresh_token=None, expires_at=None)
    broken = replace(HERE, team_id="T3", broken=True)
    for one in (HERE, forever, broken):
        await kept.installations.save(one)
    assert await kept.installations.expiring(LATER) == []
    assert await kept.installations.expiring(LATER + timedelta(seconds=1)) == [HERE]


async def test_pieces_are_kept_until_they_are_gone(kept: Kept) -> None:
    post = Piece("T1", "C1", "F1", "1.1", NOW)
    private = Piece("T1", "C1", "F2", "", SOON)
    for one in (post, private, post, Piece("T1", "C2", "F3", "", LATER)):
        await kept.pieces.add(one)
    assert await kept.pieces.of("T1", "C1") == [post, private]
    assert await kept.pieces.private(LATER) == [private]
    await kept.pieces.remove(private)
    assert await kept.pieces.of("T1", "C1") == [post]


async def test_pieces_in_a_conversation_belong_to_a_channel(kept: Kept) -> None:
    """Two people's conversations may hold messages of one id."""
    told = [Piece("T1", "C1", "1.1", "1.1", NOW, direct) for direct in ("D1", "D2")]
    for one in told:
        await kept.pieces.add(one)
    assert await kept.pieces.of("T1", "C1") == told
    await kept.pieces.remove(told[0])
    assert await kept.pieces.of("T1", "C1") == [told[1]]


async def test_pieces_go_with_their_workspace_and_with_their_posts(kept: Kept) -> None:
    old, new = Piece("T1", "C1", "F1", "1.1", NOW), Piece("T1", "C1", "F2", "1.1", SOON)
    other = Piece("T2", "C1", "F3", "", SOON)
    for one in (old, new, other):
        await kept.pieces.add(one)
    await kept.pieces.purge(SOON.replace(year=2027, month=12))
    assert await kept.pieces.of("T1", "C1") == [new]
    await kept.pieces.forget("T1")
    assert await kept.pieces.of("T1", "C1") == []
    assert await kept.pieces.of("T2", "C1") == [other]


async def test_a_workspace_that_joined_an_organisation_is_removed_as_itself(kept: Kept) -> None:
    await kept.installations.save(HERE)
    await kept.installations.save(ORG)
    assert await kept.installations.remove("A1", "E1", "T1", NOW)
    assert await kept.installations.all() == [ORG]
    assert not await kept.installations.remove("A1", "E2", "", NOW)
    assert await kept.installations.remove("A1", "E1", "", NOW)


async def test_workspaces_of_an_organisation_are_known_until_they_are_forgotten(
    kept: Kept,
) -> None:
    await kept.installations.save(ORG)
    for team in ("T8", "T7"):
        await kept.installations.find("E1", team)
    assert await kept.installations.teams("E1") == ["T7", "T8"]
    await kept.installations.forget_team("T7")
    assert await kept.installations.teams("E1") == ["T8"]
    assert await kept.installations.teams("E2") == []
