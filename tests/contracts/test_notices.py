"""Which notifications were heard, on both databases."""

from datetime import timedelta
from pathlib import Path

from core.model import AccountId, TenantId
from core.purge import purge
from tests.amazon_cases import case
from tests.storages import ACCOUNT, NOW, OTHER, SECOND, SHOP, opened_storage


@case(30)
async def test_a_notification_is_known_again_for_30_days_and_by_its_account_only(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:

        async def note(tenant: TenantId = SHOP, account: AccountId = ACCOUNT) -> bool:
            async with opened.storage.write() as uow:
                return await (await uow.for_tenant(tenant)).notices.note(account, "n-1", NOW)

        assert [await note(), await note()] == [True, False]
        assert [await note(OTHER), await note(SHOP, SECOND)] == [True, True]
        await purge(opened.storage, NOW + timedelta(days=30))
        assert not await note()
        await purge(opened.storage, NOW + timedelta(days=30, seconds=1))
        assert await note()
