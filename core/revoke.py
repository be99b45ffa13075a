"""`revoke`: wipes a tenant in steps that survive a crash, and hands over a certificate of it.

Each step is observed, then made durable, then the next one begins (Stage); running one again
changes nothing. Nothing is certified that was not observed.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.certificate import Certificate, LeftPost, subject_commitment
from core.certificate_file import issue
from core.certificate_json import certificate_of
from core.errors import AmzigoError, SetupError, TenantGone, WrongConfirmation
from core.keys import KeyStore, tenant_hash
from core.model import TenantId
from core.ports.audit import Act
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.ports.tenants import TenantRow
from core.ports.wipe import PostEraser, Revocation, Revocations, RowCount, Stage, Wipe
from core.tenants import FILE_REGION, NewId
from core.wipe_progress import (
    KEY_COPIES_LIFE,
    Issuer,
    Progress,
    certificate_of_wipe,
    progress_of,
)


@dataclass(frozen=True, slots=True)
class RevokePreview:
    """What a wipe would remove."""

    tenant_name: str
    order_lines: int
    products: int
    marketplaces: int
    posts: int
    channels: int
    connected: bool
    """Whether Amazon granted access to a shop; imported files need none."""
    schema: str = "revoke/1"


@dataclass(frozen=True, slots=True)
class RevokeRequest:
    """An owner's wish, with the tenant's name as it was typed to confirm it."""

    tenant: TenantId
    typed: str
    actor: str
    only_ended: bool = False
    """Whether it is only wiped while each of its accounts has ended."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """What a wipe did; `nonce` and the tenant's name together open the subject commitment."""

    certificate: Certificate
    file: bytes
    nonce: bytes | None


def _unheard(_stage: Stage) -> None:
    """Nobody listens to the stages."""


@dataclass(frozen=True, slots=True)
class Revoker:
    """The use case, with what it works on."""

    storage: Storage
    keys: KeyStore
    records: Revocations
    rows: Wipe
    posts: PostEraser
    clock: Clock
    new_id: NewId
    new_nonce: Callable[[], bytes]
    """32 random bytes."""
    issuer: Issuer
    on_stage: Callable[[Stage], None] = _unheard
    """Told of each stage once it is durable."""
    stoppers: list[Callable[[TenantId], Awaitable[None]]] = field(default_factory=list)
    """Stop a tenant's work, wait for what is under way, and forget what they keep of it."""
    _turns: dict[bytes, asyncio.Lock] = field(default_factory=dict)

    async def preview(self, tenant: TenantId) -> RevokePreview:
        """What is there to be removed."""
        row = await self._tenant(tenant)
        async with self.storage.read() as uow:
            scope = await uow.for_tenant(tenant)
            accounts = await scope.accounts.all()
            posts = await scope.posts.all()
        counts = {one.table: one.rows for one in await self.rows.count(tenant, row.pseudonym)}
        return RevokePreview(
            row.name,
            counts["order_line"],
            counts["product"],
            counts["marketplace"],
            len(posts),
            len({(post.platform, post.workspace, post.channel) for post in posts}),
            any(account.region != FILE_REGION for account in accounts),
        )

    async def revoke(self, wanted: RevokeRequest) -> Revoked:
        """Wipe the tenant; a second request joins the first and gets the same certificate.

        Raises WrongConfirmation or StillAuthorized (nothing was deleted), TenantGone for a tenant
        that is not there.
        """
        named = tenant_hash(wanted.tenant)
        async with self._turn(named):
            found = await self.records.find(named)
            return await self._finished(found or await self._requested(wanted, named))

    async def resume(self, kept: Revocation) -> Revoked:
        """Take a wipe from wherever it is to its certificate."""
        async with self._turn(kept.tenant_hash):
            return await self._finished(await self.records.find(kept.tenant_hash) or kept)

    def _turn(self, named: bytes) -> asyncio.Lock:
        return self._turns.setdefault(named, asyncio.Lock())

    async def _finished(self, kept: Revocation) -> Revoked:
        while kept.stage != Stage.CERTIFIED:
            kept = await self._steps()[kept.stage](kept)
            self.on_stage(kept.stage)
        file = await self.records.certificate(kept.certificate_id)
        if file is None:
            raise TenantGone("This tenant was deleted. Its certificate is not in this database.")
        return Revoked(certificate_of(json.loads(file)["certificate"]), file, kept.nonce)

    def _steps(self) -> Mapping[Stage, Callable[[Revocation], Awaitable[Revocation]]]:
        """What is to be done at each stage to reach the next one."""
        return {
            Stage.REQUESTED: self._count,
            Stage.STOPPED: self._delete_posts,
            Stage.POSTS_DELETED: self._delete_rows,
            Stage.ROWS_DELETED: self._destroy_key,
            Stage.KEY_DESTROYED: self._remove_traces,
            Stage.TRACES_GONE: self._certify,
        }

    async def _requested(self, wanted: RevokeRequest, named: bytes) -> Revocation:
        row = await self._tenant(wanted.tenant)
        if wanted.typed.strip() != row.name.strip():
            raise WrongConfirmation(name=row.name)
        nonce, now = self.new_nonce(), self.clock()
        kept = Revocation(
            pseudonym=row.pseudonym,
            tenant_hash=named,
            tenant=wanted.tenant,
            certificate_id=self.new_id(),
            commitment=subject_commitment(nonce, row.name),
            nonce=nonce,
            requested_at=now.replace(microsecond=0),
            stage=Stage.REQUESTED,
            progress={},
        )
        details: dict[str, str | int] = {"certificate": kept.certificate_id}
        act = Act(wanted.actor, "revoke", wanted.tenant, now, details)
        kept = await self.records.request(kept, act, only_ended=wanted.only_ended)
        self.on_stage(kept.stage)
        return kept

    async def _tenant(self, tenant: TenantId) -> TenantRow:
        async with self.storage.read() as uow:
            found = [row for row in await uow.directory.tenants() if row.tenant_id == tenant]
        if not found:
            raise TenantGone("There is no such tenant here; nothing was deleted.")
        return found[0]

    async def _count(self, kept: Revocation) -> Revocation:
        """All work has stopped: count what is there, before anything goes."""
        tenant = _id(kept)
        for stop in self.stoppers:
            await stop(tenant)
        before = await self.rows.count(tenant, kept.pseudonym)
        acts, head = await self.rows.audit_head(kept.pseudonym)
        seen = Progress(
            stopped=self._now(kept.requested_at),
            before=tuple(before),
            audit_count=acts,
            audit_hash=head.hex(),
            posts_known=len(await self.rows.posts(tenant)),
        )
        return await self.records.advance(kept, Stage.STOPPED, seen.as_json())

    async def _delete_posts(self, kept: Revocation) -> Revocation:
        """First of all what others can see, while the ledger still says where it is."""
        tenant, left = _id(kept), []
        for post in await self.rows.posts(tenant):
            reason = await self.posts.erase(post)
            if reason is None:
                await self.rows.forget_post(tenant, post)
            else:
                left.append(LeftPost(post.platform, post.channel, post.posted_at, reason))
        seen = progress_of(kept.progress)
        deleted = seen.posts_known - len(left)
        for place in await self.rows.channels(tenant):
            reason = await self.posts.clear(place)
            if reason is not None:
                left.append(LeftPost(place.platform, place.channel, kept.requested_at, reason))
        seen = replace(seen, posts_deleted=deleted, posts_left=tuple(left))
        return await self.records.advance(kept, Stage.POSTS_DELETED, seen.as_json())

    async def _delete_rows(self, kept: Revocation) -> Revocation:
        tenant, seen = _id(kept), progress_of(kept.progress)
        await self.rows.delete_rows(tenant)
        _require_none_left(await self.rows.count(tenant, kept.pseudonym))
        seen = replace(seen, rows_deleted=self._now(seen.stopped or kept.requested_at))
        return await self.records.advance(kept, Stage.ROWS_DELETED, seen.as_json())

    async def _destroy_key(self, kept: Revocation) -> Revocation:
        """The tombstone, then the key: what was sealed in any copy of the data goes with it."""
        seen = progress_of(kept.progress)
        at = self._now(seen.rows_deleted or kept.requested_at)
        stone = await self.keys.destroy(_id(kept), kept.pseudonym, kept.certificate_id, at)
        seen = replace(seen, key_destroyed=self._now(at), key_id=stone.key_id.hex())
        return await self.records.advance(kept, Stage.KEY_DESTROYED, seen.as_json())

    async def _remove_traces(self, kept: Revocation) -> Revocation:
        await self.rows.remove_traces()
        return await self.records.advance(kept, Stage.TRACES_GONE, kept.progress)

    async def _certify(self, kept: Revocation) -> Revocation:
        """Count anew, sign, and keep the certificate where it outlives the tenant."""
        signer = await self.keys.signing_key()
        after = await self.rows.count(_id(kept), kept.pseudonym)
        issuer = replace(self.issuer, signing_key_id=signer.key_id)
        file = issue(certificate_of_wipe(kept, after, issuer), signer)
        return await self.records.certify(kept, file, self.clock())

    def _now(self, after: datetime) -> datetime:
        """The present in whole seconds; a clock that was set back does not undo what was seen."""
        return max(self.clock().replace(microsecond=0), after)


async def resume_unfinished(revoker: Revoker) -> list[Revoked | AmzigoError]:
    """Finish what a crash cut short; returns each wipe's end, or why it is to be tried again.

    For the start of the process that serves the chat. Old wipes' nonces are forgotten here too.
    """
    await revoker.records.forget_nonces(revoker.clock() - KEY_COPIES_LIFE)
    ends: list[Revoked | AmzigoError] = []
    for kept in await revoker.records.unfinished():
        try:
            ends.append(await revoker.resume(kept))
        except AmzigoError as why:
            ends.append(why)
    return ends


async def replay_tombstones(keys: KeyStore, rows: Wipe) -> int:
    """Delete again what a restored backup brought back; returns how many tenants that were.

    To be run before anything is served.
    """
    gone = {stone.tenant_hash for stone in await keys.tombstones()}
    back = [one for one in await rows.tenants() if tenant_hash(one) in gone] if gone else []
    for tenant in back:
        await rows.delete_rows(tenant)
    if back:
        await rows.remove_traces()
    return len(back)


def _id(kept: Revocation) -> TenantId:
    if kept.tenant is None:
        raise ValueError("this wipe is finished")
    return kept.tenant


def _require_none_left(counts: list[RowCount]) -> None:
    left = [count for count in counts if count.rows and not count.kept]
    if left:
        raise SetupError(
            f"{left[0].rows:,} rows of {left[0].table} are still there. I try again by myself."
        )
