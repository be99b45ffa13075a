"""Who becomes an owner, on both databases: once, in time, and nobody by being quick or patient."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from core.claims import INSTALLED, MANAGES, Claimant, ClaimFacts, Founder
from core.errors import HasOwner, NotAllowed, TooManyCodes, WrongCode
from core.model import MemberRole, Place, TenantId
from core.ports.tenants import ChannelRow, MemberKey
from core.purge import purge
from core.team import By, admit, dismiss
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

HERE = Place("slack", "T1", "C1")
GUILD = Place("discord", "4711", "42")
OWNER = Claimant(HERE, "U0OWNER", NOW)
BY = By(SHOP, OWNER.key, NOW)


class Desk:
    """A founder with numbered ids and codes."""

    def __init__(self, opened: Opened) -> None:
        numbers = count(1)
        self.opened, self.storage = opened, opened.storage
        self.founder = Founder(
            opened.storage,
            opened.keys,
            lambda: f"id-{next(numbers)}",
            lambda: f"CCCC{next(numbers):08}",
        )

    async def code(self, at: datetime = NOW, only_in: tuple[str, str] | None = None) -> str:
        """A code from the terminal."""
        return (await self.founder.operators_code(SHOP, at, only_in)).code

    async def owners(self, tenant: TenantId = SHOP) -> list[MemberKey]:
        """Who owns a tenant."""
        async with self.storage.read() as uow:
            members = await (await uow.for_tenant(tenant)).team.members()
        return [row[:3] for row in members if row.role is MemberRole.OWNER]

    async def tenants(self) -> list[str]:
        """The names of all tenants."""
        async with self.storage.read() as uow:
            return [row.name for row in await uow.directory.tenants()]

    async def speaks_for(self, place: Place) -> TenantId | None:
        """The tenant to which a channel is bound."""
        async with self.storage.read() as uow:
            bound = await uow.directory.bound(*place)
        return bound.tenant_id if bound and bound.exactly else None

    async def acts(self) -> list[str]:
        """What the audit holds."""
        return [row[0] for row in await self.opened.rows("SELECT verb FROM audit ORDER BY seq")]

    async def refused(self, claimant: Claimant, code: str) -> str:
        """What somebody is told whose code is no good."""
        with pytest.raises(WrongCode) as why:
            await self.founder.redeem(claimant, code)
        return why.value.message


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_storage(database_url, tmp_path) as opened:
        yield Desk(opened)


async def test_a_code_makes_an_owner_once_and_binds_the_channel(desk: Desk) -> None:
    code = await desk.code()
    facts = await desk.founder.redeem(OWNER, code.lower())
    assert facts == ClaimFacts("claim/1", SHOP, "Demo shop", speaks=True, is_bound=True)
    assert await desk.owners() == [OWNER.key]
    assert await desk.speaks_for(HERE) == SHOP
    assert await desk.acts() == ["claim.code", "team.claim", "channel.bind"]
    await desk.refused(replace(OWNER, user="U0SECOND"), code)
    assert await desk.owners() == [OWNER.key]


async def test_no_code_lies_anywhere_in_clear(desk: Desk) -> None:
    facts = await desk.founder.operators_code(SHOP, NOW)
    code = facts.code
    stored = str(await desk.opened.rows("SELECT * FROM claim_code"))
    stored += str(await desk.opened.rows("SELECT * FROM audit"))
    assert code not in stored
    assert code.replace("-", "") not in stored
    assert code not in repr(facts)


async def test_wrong_used_expired_foreign_and_a_dead_tenant_s_code_get_the_same_words(
    desk: Desk,
) -> None:
    foreign = await desk.code(only_in=("slack", "T2"))
    late = await desk.code(NOW - timedelta(hours=24))
    dead = (await desk.founder.operators_code(OTHER, NOW)).code
    await desk.opened.change("UPDATE tenant SET state = 'revoking' WHERE tenant_id = :t", t=OTHER)
    used = await desk.code()
    said = {
        await desk.refused(replace(OWNER, user=f"U{n}"), code)
        for n, code in enumerate(("AAAA-AAAA-AAAA", "", late, foreign, dead))
    }
    await desk.founder.redeem(OWNER, used)
    said.add(await desk.refused(replace(OWNER, user="U0ELSE"), used))
    assert len(said) == 1
    assert await desk.owners() == [OWNER.key]


async def test_a_code_for_one_workspace_is_good_there(desk: Desk) -> None:
    code = await desk.code(only_in=("slack", "T1"))
    assert (await desk.founder.redeem(OWNER, code)).tenant_id == SHOP


async def test_who_guesses_is_not_heard_for_an_hour_and_nobody_else_suffers(desk: Desk) -> None:
    code = await desk.code()
    for n in range(5):
        await desk.refused(OWNER, f"AAAA-AAAA-{n:04}")
    for minutes in (0, 30, 59):
        with pytest.raises(TooManyCodes):
            await desk.founder.redeem(replace(OWNER, at=NOW + timedelta(minutes=minutes)), code)
    assert await desk.owners() == []
    later = replace(OWNER, at=NOW + timedelta(hours=1))
    assert (await desk.founder.redeem(later, code)).tenant_id == SHOP
    assert await desk.opened.rows("SELECT * FROM claim_try") == []


async def test_another_person_s_guesses_count_for_themselves(desk: Desk) -> None:
    code = await desk.code()
    for who in (replace(OWNER, user="U0ELSE"), replace(OWNER, place=Place("slack", "T2", "C1"))):
        for n in range(5):
            await desk.refused(who, f"AAAA-AAAA-{n:04}")
    assert (await desk.founder.redeem(OWNER, code)).tenant_id == SHOP


async def test_guesses_at_once_are_counted_one_by_one(desk: Desk) -> None:
    tries = (desk.founder.redeem(OWNER, f"AAAA-AAAA-{n:04}") for n in range(12))
    kinds = [type(one) for one in await asyncio.gather(*tries, return_exceptions=True)]
    assert kinds.count(WrongCode) == 5
    assert kinds.count(TooManyCodes) == 7


async def test_of_two_who_type_a_code_at_once_one_owns_the_shop(desk: Desk) -> None:
    code = await desk.code()
    tries = (desk.founder.redeem(replace(OWNER, user=user), code) for user in ("U0A", "U0B"))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["ClaimFacts", "WrongCode"]
    assert len(await desk.owners()) == 1


async def test_of_two_codes_from_the_terminal_the_first_typed_ends_the_other(desk: Desk) -> None:
    codes = [await desk.code(), await desk.code()]
    tries = (
        desk.founder.redeem(replace(OWNER, user=f"U0{n}"), code) for n, code in enumerate(codes)
    )
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["ClaimFacts", "WrongCode"]
    assert len(await desk.owners()) == 1


async def test_the_terminal_makes_no_code_for_what_is_owned(desk: Desk) -> None:
    await desk.founder.redeem(OWNER, await desk.code())
    with pytest.raises(HasOwner, match="by a member on Slack"):
        await desk.code()


async def test_an_owner_lets_themselves_in_elsewhere_for_an_hour(desk: Desk) -> None:
    await desk.founder.redeem(OWNER, await desk.code())
    code = (await desk.founder.owners_code(BY)).code
    late = (await desk.founder.owners_code(BY)).code
    there = Claimant(GUILD, "77", NOW + timedelta(minutes=59))
    assert (await desk.founder.redeem(there, code)).tenant_id == SHOP
    assert sorted(await desk.owners()) == sorted([OWNER.key, there.key])
    assert await desk.speaks_for(GUILD) == SHOP
    await desk.refused(Claimant(GUILD, "78", NOW + timedelta(hours=1)), late)


async def test_an_owner_s_code_lets_one_in_also_of_two_at_once(desk: Desk) -> None:
    await desk.founder.redeem(OWNER, await desk.code())
    code = (await desk.founder.owners_code(BY)).code
    tries = (desk.founder.redeem(Claimant(GUILD, user, NOW), code) for user in ("77", "78"))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in results) == ["ClaimFacts", "WrongCode"]
    await desk.refused(Claimant(GUILD, "79", NOW), code)
    assert len(await desk.owners()) == 2


async def test_an_owner_s_code_ends_with_the_owner(desk: Desk) -> None:
    await desk.founder.redeem(OWNER, await desk.code())
    await admit(desk.storage, BY, "U0SECOND", MemberRole.OWNER)
    code = (await desk.founder.owners_code(BY)).code
    await dismiss(desk.storage, replace(BY, key=("slack", "T1", "U0SECOND")), OWNER.key)
    await desk.refused(Claimant(GUILD, "77", NOW), code)
    assert await desk.owners() == [("slack", "T1", "U0SECOND")]


async def test_nobody_but_an_owner_gives_codes_away(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await desk.founder.owners_code(BY)
    assert await desk.opened.rows("SELECT * FROM claim_code") == []


async def test_a_claim_leaves_another_shop_s_channel_alone(desk: Desk) -> None:
    async with desk.storage.write() as uow:
        await (await uow.for_tenant(OTHER)).team.bind(ChannelRow(*HERE, "general", "UTC"))
    facts = await desk.founder.redeem(OWNER, await desk.code())
    assert not facts.speaks
    assert await desk.speaks_for(HERE) == OTHER
    assert await desk.owners(OTHER) == []


async def test_who_manages_a_workspace_founds_one_shop_in_it(desk: Desk) -> None:
    first = Claimant(GUILD, "77", NOW)
    facts = await desk.founder.found(first, "Demo guild", MANAGES)
    assert facts is not None
    assert (facts.tenant, facts.speaks) == ("Demo guild", True)
    assert await desk.owners(facts.tenant_id) == [first.key]
    for who in (first, replace(first, user="78")):
        assert await desk.founder.found(who, "Demo guild", MANAGES) is None
    second = await desk.founder.found(
        replace(first, place=Place("discord", "4712", "43")), "Demo guild", MANAGES
    )
    assert second is not None
    assert second.tenant_id != facts.tenant_id
    assert (await desk.tenants()).count("Demo guild") == 2


async def test_of_two_who_found_at_once_one_does(desk: Desk) -> None:
    tries = [desk.founder.found(Claimant(GUILD, user, NOW), "Demo guild", MANAGES) for user in "12"]
    results = await asyncio.gather(*tries)
    assert [one is None for one in sorted(results, key=bool)] == [True, False]
    assert (await desk.tenants()).count("Demo guild") == 1


async def test_who_installs_again_changes_nothing(desk: Desk) -> None:
    installer = Claimant(Place("slack", "T1", ""), "U0INSTALLER", NOW)
    facts = await desk.founder.found(installer, "Demo workspace", INSTALLED)
    assert facts is not None
    assert not facts.speaks  # no channel was typed in
    for user in ("U0INSTALLER", "U0ELSE"):
        again = replace(installer, user=user)
        assert await desk.founder.found(again, "Demo workspace", INSTALLED) is None
    assert await desk.owners(facts.tenant_id) == [installer.key]


async def test_a_wiped_shop_owns_nothing_any_more(desk: Desk) -> None:
    who = Claimant(GUILD, "77", NOW)
    facts = await desk.founder.found(who, "Demo guild", MANAGES)
    assert facts is not None
    await desk.opened.change(
        "UPDATE tenant SET state = 'revoking' WHERE tenant_id = :t", t=facts.tenant_id
    )
    assert await desk.founder.found(who, "Demo guild", MANAGES) is not None


async def test_the_shops_that_nobody_owns_are_known(desk: Desk) -> None:
    async with desk.storage.read() as uow:
        before = [row.tenant_id for row in await uow.directory.ownerless()]
    await desk.founder.redeem(OWNER, await desk.code())
    async with desk.storage.read() as uow:
        after = [row.tenant_id for row in await uow.directory.ownerless()]
        owned = [await uow.directory.is_owned("slack", team) for team in ("T1", "T2")]
    assert (before, after) == ([SHOP, OTHER], [OTHER])
    assert owned == [True, False]


async def test_expired_codes_are_purged(desk: Desk) -> None:
    await desk.code(NOW - timedelta(hours=25))
    await desk.code()
    await purge(desk.storage, NOW)
    assert len(await desk.opened.rows("SELECT 1 FROM claim_code")) == 1
