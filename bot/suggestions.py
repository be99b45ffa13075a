"""What may be offered while somebody types: products, stores and commands of their own tenant."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.commands.table import Suggests
from bot.commands.verbs import VERBS
from bot.handlers.asked import Member
from core import marketplaces
from core.errors import Refused
from core.model import Place, TenantId
from core.ports.storage import Storage

MOST = 25
"""As many as Discord shows."""


@dataclass(frozen=True, slots=True)
class Typing:
    """An argument that is being typed, where and by whom."""

    place: Place
    user: str
    verb: str
    argument: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would be typed, and how it is shown: others wrote it, and it may be long."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Suggester:
    """Offers a member what there is; a stranger, or a channel of nobody's, is offered nothing."""

    storage: Storage
    member: Callable[[Place, str], Awaitable[Member]]

    async def __call__(self, typing: Typing) -> Sequence[Suggestion]:
        """At most 25, the likeliest first."""
        kind = _suggests(typing)
        try:
            member = await self.member(typing.place, typing.user)
        except Refused:
            return ()
        if kind is Suggests.VERB:
            names = [one.name for one in VERBS if one.name.startswith(typing.text.casefold())]
            return [Suggestion(name, name) for name in names][:MOST]
        if kind is Suggests.STORE:
            return await self._stores(member.tenant, typing.text)
        return await self._products(member.tenant, typing.text) if kind else ()

    async def _products(self, tenant: TenantId, text: str) -> Sequence[Suggestion]:
        async with self.storage.read() as uow:
            found = await (await uow.for_tenant(tenant)).products.like(text.strip(), MOST)
        return [Suggestion(sku, f"{sku} · {title}" if title else sku) for sku, title in found]

    async def _stores(self, tenant: TenantId, text: str) -> Sequence[Suggestion]:
        async with self.storage.read() as uow:
            accounts = (await uow.for_tenant(tenant)).accounts
            ids = {
                row.marketplace_id
                for account in await accounts.all()
                for row in await accounts.marketplaces(account.account_id)
            }
        names = sorted(marketplaces.by_id(one).name for one in ids)
        wanted = text.strip().casefold()
        return [Suggestion(name, name) for name in names if wanted in name.casefold()][:MOST]


def _suggests(typing: Typing) -> Suggests | None:
    for verb in VERBS:
        for argument in verb.arguments:
            if (verb.name, argument.name) == (typing.verb, typing.argument):
                return argument.suggests
    return None
