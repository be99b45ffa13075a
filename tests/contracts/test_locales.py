"""The locale of a channel and of a tenant, on both databases: set, inherited, refused."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import BadArgument, NotAllowed, NotBound
from core.locales import set_locale
from core.model import MemberRole, Place
from core.policy.locales import DEFAULT, OFFERED, offered
from core.ports.tenants import ChannelRow
from core.team import By
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

BERLIN, PARIS = Place("slack", "T1", "C-berlin"), Place("slack", "T1", "C-paris")
THEIRS, UNBOUND = Place("slack", "T2", "C-berlin"), Place("slack", "T1", "C-new")
OWNER, VIEWER = (By(SHOP, ("slack", "T1", user), NOW) for user in ("owner", "viewer"))


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            for tenant, place in ((SHOP, BERLIN), (SHOP, PARIS), (OTHER, THEIRS)):
                row = ChannelRow(*place, place[2], "UTC")
                await (await uow.for_tenant(tenant)).team.bind(row)
            team = (await uow.for_tenant(SHOP)).team
            await team.admit(OWNER.key, MemberRole.OWNER, NOW)
            await team.admit(VIEWER.key, MemberRole.VIEWER, NOW)
        yield opened


async def written(opened: Opened) -> list[str]:
    """How figures are written in Berlin, Paris, an unbound channel, and at the other tenant's."""
    async with opened.storage.read() as uow:
        team = (await uow.for_tenant(SHOP)).team
        found = [await team.locale(place) for place in (BERLIN, PARIS, UNBOUND)]
        return [*found, await (await uow.for_tenant(OTHER)).team.locale(THEIRS)]


async def test_a_channel_s_own_locale_comes_before_the_tenant_s(opened: Opened) -> None:
    assert await written(opened) == [DEFAULT] * 4
    assert await set_locale(opened.storage, OWNER, None, "fr_FR") == "fr"
    assert await written(opened) == ["fr", "fr", "fr", "en"]
    assert await set_locale(opened.storage, OWNER, BERLIN, "de") == "de"
    assert await written(opened) == ["de", "fr", "fr", "en"]
    await set_locale(opened.storage, OWNER, None, None)
    assert await written(opened) == ["de", "en", "en", "en"]
    await set_locale(opened.storage, OWNER, BERLIN, None)
    assert await written(opened) == [DEFAULT] * 4


async def test_rows_say_what_was_chosen(opened: Opened) -> None:
    await set_locale(opened.storage, OWNER, None, "pt-BR")
    await set_locale(opened.storage, OWNER, PARIS, "fr-CA")
    async with opened.storage.read() as uow:
        tenants = {row.tenant_id: row.locale for row in await uow.directory.tenants()}
        rows = await (await uow.for_tenant(SHOP)).team.channels()
    assert tenants == {SHOP: "pt-BR", OTHER: None}
    assert {row.channel: row.locale for row in rows} == {"C-berlin": None, "C-paris": "fr-CA"}


@pytest.mark.parametrize("said", ["xx", "", "de_XX", "de-", "🜁", "en" * 99, "ar"])
async def test_a_locale_that_is_not_offered_is_refused_when_it_is_set(
    opened: Opened, said: str
) -> None:
    await set_locale(opened.storage, OWNER, BERLIN, "de")
    with pytest.raises(BadArgument, match=r"does not fit `locale`\. Choose one of en, de, "):
        await set_locale(opened.storage, OWNER, BERLIN, said)
    assert await written(opened) == ["de", "en", "en", "en"]


@pytest.mark.parametrize("place", [THEIRS, UNBOUND])
async def test_a_channel_that_is_not_the_tenant_s_own_is_refused(
    opened: Opened, place: Place
) -> None:
    with pytest.raises(NotBound):
        await set_locale(opened.storage, OWNER, place, "de")
    assert await written(opened) == [DEFAULT] * 4
    assert await opened.rows("SELECT count(*) FROM audit") == [(0,)]


async def test_who_is_no_owner_is_refused(opened: Opened) -> None:
    with pytest.raises(NotAllowed):
        await set_locale(opened.storage, VIEWER, BERLIN, "de")
    assert await written(opened) == [DEFAULT] * 4


async def test_a_choice_is_audited(opened: Opened) -> None:
    await set_locale(opened.storage, OWNER, BERLIN, "de")
    assert await opened.rows("SELECT verb FROM audit") == [("locale.set",)]


@pytest.mark.parametrize(
    ("said", "locale"),
    [("DE", "de"), (" de_DE ", "de"), ("en-US", "en"), ("en_in", "en-IN"), ("zh", "zh-CN")],
)
def test_a_locale_may_be_said_as_platforms_say_it(said: str, locale: str) -> None:
    assert offered(said) == locale


def test_every_offered_locale_is_known_by_its_own_name() -> None:
    assert [offered(one) for one in OFFERED] == list(OFFERED)
