"""What is made of Login with Amazon's answers: accounts pause and go on, or everything freezes.

A refusal of one account's grant pauses that account; a refusal of the application, or of many
accounts at once, is our own fault as far as anybody can tell: nothing is called, nobody is wiped.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from core.amazon_errors import AmazonError
from core.callers import caller_for
from core.errors import GateClosed, TenantGone
from core.model import AccountId, TenantId
from core.policy.authorization import (
    AT_ONCE,
    ENDED,
    SPAN,
    AccountState,
    Authorization,
    accepted,
    are_many,
    refused,
    withheld,
)
from core.ports.amazon import Caller
from core.ports.audit import Act
from core.ports.authorizations import Freeze, FreezeReason, Login
from core.ports.clock import Clock
from core.ports.storage import Storage, TenantScope, UnitOfWork

SELF = "amzigo"
PROBE = timedelta(minutes=15)
"""How often one account tries while everything is frozen."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
LATER = timedelta(minutes=15)
"""When a check is repeated that Amazon did not answer."""

WHY = {
    FreezeReason.APP_REJECTED: "Amazon rejects this installation's own credentials",
    FreezeReason.MANY_LOST: "Amazon refuses many authorizations at once",
}

log = logging.getLogger("amzigo.authorization")


@dataclass(frozen=True, slots=True)
class Watch:
    """Keeps what Login says (the port is core.ports.authorizations.GrantWatch)."""

    storage: Storage
    clock: Clock
    client_id: str | None
    """The application's: a token is good only for the one that it was given to."""

    async def permit(self, caller: Caller) -> None:
        """Raise GateClosed where the account is paused, or everything is frozen."""
        async with self.storage.read() as uow:
            frozen = await uow.authorization_work.frozen()
            authorizations = (await uow.for_tenant(caller.tenant)).authorizations
            kept = await authorizations.one(caller.account)
        if frozen is not None:
            raise GateClosed(reason=f"{WHY[frozen.reason]}, so nothing is called for anybody")
        if kept is not None and kept.state is not AccountState.ACTIVE:
            raise GateClosed(reason="Amazon does not accept this shop's authorization")

    async def standing(self, caller: Caller) -> Caller:
        """The caller as things stand now; raises TenantGone."""
        return await caller_for(self.storage, caller.tenant, caller.account)

    async def granted(self, caller: Caller) -> None:
        """The account is well; so is the application, and a freeze that is about it ends."""
        now = self.clock()
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(caller.tenant)
            app = self._app()
            kept = await scope.authorizations.one(caller.account)
            if kept is not None:
                await self._keep(scope, kept, replace(accepted(kept, now), app=app))
            frozen = await uow.authorization_work.frozen()
            if frozen is not None and frozen.app in (None, app):
                await uow.authorization_work.freeze(None)
                await uow.authorization_work.ask_again(now)
                await _told(scope, "freeze.end", frozen, now)
                log.warning("Amazon answers this installation again; the freeze is over")

    async def lost(self, caller: Caller) -> bool:
        """The account pauses; with many others at once everything freezes.

        It ends after a day, but never while many others are lost as well, since whenever.
        """
        now = self.clock()
        async with self.storage.write() as uow:
            frozen = await uow.authorization_work.frozen() is not None
            scope = await uow.for_tenant(caller.tenant)
            kept = await scope.authorizations.one(caller.account)
            if kept is None:
                return frozen
            # Of a token that another application was given a refusal says nothing.
            after = refused(kept, now, counts=not frozen and kept.app in (None, self._app()))
            ends = kept.is_paused and after.state is AccountState.REVOKED
            if ends and await _many_are_gone(uow, now):
                after = await self._withheld(scope, kept)
            is_news = await self._keep(scope, kept, after)
            if not frozen and is_news and await _many(uow, now):
                await self._freeze(uow, scope, FreezeReason.MANY_LOST)
                frozen = True
        return frozen

    async def disowned(self, caller: Caller) -> bool:
        """The account pauses, which counts for no revocation; a second one freezes everything.

        An account that was another application's freezes nobody, nor does one that says it again.
        """
        now = self.clock()
        async with self.storage.write() as uow:
            frozen = await uow.authorization_work.frozen() is not None
            scope = await uow.for_tenant(caller.tenant)
            kept = await scope.authorizations.one(caller.account)
            if kept is None or kept.state in ENDED:
                return frozen
            after = refused(kept, now, counts=False)
            is_ours = kept.app in (None, self._app())
            if is_ours:
                after = replace(after, disowned_at=kept.disowned_at or now)
            await self._keep(scope, kept, after)
            is_news = is_ours and kept.disowned_at is None
            if not frozen and is_news and await uow.authorization_work.disowned() > 1:
                await self._freeze(uow, scope, FreezeReason.APP_REJECTED)
                frozen = True
        return frozen

    async def rejected(self, caller: Caller) -> None:
        """Everything freezes; a freeze that is there already stays as it is."""
        async with self.storage.write() as uow:
            if await uow.authorization_work.frozen() is None:
                scope = await uow.for_tenant(caller.tenant)
                await self._freeze(uow, scope, FreezeReason.APP_REJECTED)

    def _app(self) -> str | None:
        return app_digest(self.client_id)

    async def _freeze(self, uow: UnitOfWork, scope: TenantScope, reason: FreezeReason) -> None:
        now = self.clock()
        freeze = Freeze(reason, now, now + PROBE, app=self._app())
        await uow.authorization_work.freeze(freeze)
        await _told(scope, "freeze.begin", freeze, now)
        log.error("%s: nothing is called for anybody, and nobody is deleted", WHY[reason])

    async def _withheld(self, scope: TenantScope, kept: Authorization) -> Authorization:
        now = self.clock()
        if kept.withheld_at is None:
            await scope.audit.record(Act(SELF, "authorization.withheld", kept.account, now))
            log.error("an account counts as revoked, but so do many: it is kept all the same")
        return withheld(kept, now)

    async def _keep(self, scope: TenantScope, before: Authorization, after: Authorization) -> bool:
        """Keep a change; returns whether an active account was paused by it."""
        if after == before:
            return False
        await scope.authorizations.put(after)
        if after.state is not before.state:
            verb = f"authorization.{after.state.value}"
            await scope.audit.record(Act(SELF, verb, after.account, self.clock()))
            log.warning("an account is %s now", after.state.value)
        return before.state is AccountState.ACTIVE and after.is_paused


def app_digest(client_id: str | None) -> str | None:
    """What is kept of a client id, to tell applications apart."""
    return None if client_id is None else sha256(client_id.encode()).hexdigest()[:16]


async def _told(scope: TenantScope, verb: str, freeze: Freeze, now: datetime) -> None:
    """A freeze is everybody's; the audit of the tenant whose account met it tells of it."""
    await scope.audit.record(Act(SELF, verb, freeze.reason.value, now))


async def _many(uow: UnitOfWork, now: datetime) -> bool:
    lost = await uow.authorization_work.paused_since(now - AT_ONCE)
    # Those paused for longer say nothing of what goes wrong now.
    accounts = await uow.authorization_work.connected()
    paused_before = await uow.authorization_work.paused_since(BEGINNING) - lost
    return are_many(lost, len(accounts) - paused_before)


async def _many_are_gone(uow: UnitOfWork, now: datetime) -> bool:
    """Whether most accounts are paused, however long, or ended within the day of doubt."""
    work = uow.authorization_work
    ended = await work.ended_since(now - SPAN)
    lost = await work.paused_since(BEGINNING) + ended
    return are_many(lost, len(await work.connected()) + ended)


@dataclass(frozen=True, slots=True)
class Checker:
    """Asks Login when it is time: each account by itself, or one for all while frozen."""

    storage: Storage
    login: Login
    clock: Clock
    client_id: str | None = None
    """The application's that Login is asked for."""

    async def check(self, tenant: TenantId, account: AccountId) -> None:
        """Ask after one account, if its check is due; what Login says is heard by the watch."""
        now = self.clock()
        async with self.storage.read() as uow:
            frozen = await uow.authorization_work.frozen()
            kept = await (await uow.for_tenant(tenant)).authorizations.one(account)
        if frozen is not None or kept is None or kept.next_check > now:
            return
        try:
            await self._ask(tenant, account)
        finally:
            await self._put_off(tenant, account, kept)

    async def probe(self) -> None:
        """While everything is frozen let one account try, another one each time."""
        now = self.clock()
        async with self.storage.write() as uow:
            frozen = await uow.authorization_work.frozen()
            accounts = await uow.authorization_work.connected()
            if frozen is None or frozen.next_try > now or not accounts:
                return
            # Where another application is set by now, its answer is the one that counts.
            app = app_digest(self.client_id) or frozen.app
            after = replace(frozen, next_try=now + PROBE, tries=frozen.tries + 1, app=app)
            await uow.authorization_work.freeze(after)
        one = accounts[frozen.tries % len(accounts)]
        try:
            await self._ask(one.tenant, one.account)
        except TenantGone:
            log.info("the account that was to try is gone; another one tries next")

    async def _ask(self, tenant: TenantId, account: AccountId) -> None:
        caller = await caller_for(self.storage, tenant, account)
        try:
            await self.login.check(caller)
        except AmazonError as why:
            log.info("an authorization could not be confirmed: %s", why.message)

    async def _put_off(self, tenant: TenantId, account: AccountId, before: Authorization) -> None:
        """Where Login said nothing of the account, ask again a little later."""
        async with self.storage.write() as uow:
            authorizations = (await uow.for_tenant(tenant)).authorizations
            if await authorizations.one(account) == before:
                await authorizations.put(replace(before, next_check=self.clock() + LATER))
