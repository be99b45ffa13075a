"""An owner's notice e-mail: asked for, verified by a code that is mailed, and withdrawn.

The address is told nobody: what is shown of it is masked, and the audit does not hold it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hmac import compare_digest

from core.mail_errors import MailedEnough, TooManyMails, WrongDigits
from core.model import MemberRole
from core.policy import email_code
from core.policy.email import address_in, masked
from core.ports.audit import Act
from core.ports.emails import Email, MailedCode
from core.ports.storage import Storage, TenantScope
from core.ports.tenants import MemberRow
from core.team import By, named, owned

ANEW = "Ask for a new one: `/amzigo settings me email:name@example.com`."
AGAIN = "Type the code of the newest mail: `/amzigo settings me code:12345678`."


@dataclass(frozen=True, slots=True)
class MeFacts:
    """The answer to `settings me` (schema me/1): what is kept of the member who asks.

    `email` is verified and `asked` waits for its code until a time; both are masked. `added_by` is
    of the same workspace, None: whoever set the tenant up.
    """

    schema: str
    tenant: str
    at: datetime
    platform: str
    workspace: str
    role: MemberRole
    since: datetime
    added_by: str | None
    email: str | None
    verified_at: datetime | None
    asked: str | None
    asked_until: datetime | None


async def me(storage: Storage, by: By) -> MeFacts:
    """What is kept of a member; LookupError for a stranger."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(by.tenant)
        name = (await scope.team.tenant()).name
        mine = [row for row in await scope.team.members() if row[:3] == by.key]
        kept, waits = await scope.emails.one(by.key), await _live(scope, by)
    if not mine:
        raise LookupError("there is no such member")
    return _facts(name, by, mine[0], kept, waits)


async def ask(storage: Storage, by: By, said: str, code: str) -> str:
    """Note a code for an address, and return the address that it is to be mailed to.

    A code that was mailed before works no longer. Raises BadEmail, TooManyMails, MailedEnough and
    NotAllowed.
    """
    address = address_in(said)
    async with storage.write() as uow:
        scope = await owned(uow, by)
        before = await scope.emails.codes(by.key)
        slot = email_code.free_slot([(one.slot, one.expires_at) for one in before], by.at)
        if slot is None:
            until = min(one.expires_at for one in before)
            raise TooManyMails(until=f"{until:%H:%M}")
        ends = by.at + email_code.SPAN
        if not await uow.mailed.take(address, email_code.MOST, by.at, ends):
            raise MailedEnough
        for one in before:
            await scope.emails.put_code(by.key, replace(one, address=None, digest=None))
        digest = scope.emails.digest(by.key, code)
        asked = MailedCode(slot, by.at, ends, address, digest)
        await scope.emails.put_code(by.key, asked)
        await scope.audit.record(Act(by.key[2], "email.ask", named(by.key), by.at))
    return address


async def verify(storage: Storage, by: By, said: str) -> None:
    """Keep the address that the code was mailed to; raises WrongDigits and NotAllowed."""
    async with storage.write() as uow:
        scope = await owned(uow, by)
        waits = await _live(scope, by)
        fits = waits is not None and _fits(scope, by, waits, said)
        if waits is not None and waits.address is not None:
            if fits:
                await scope.emails.keep(by.key, Email(waits.address, by.at))
                await scope.audit.record(Act(by.key[2], "email.verify", named(by.key), by.at))
            after = replace(waits, address=None, digest=None) if fits else _tried(waits)
            await scope.emails.put_code(by.key, after)
    # Raised out here: what was tried stays counted.
    if not fits:
        raise WrongDigits(hint=ANEW if waits is None else AGAIN)


async def forget(storage: Storage, by: By) -> bool:
    """Delete the address, verified or not; False where there is none. Raises NotAllowed."""
    async with storage.write() as uow:
        scope = await owned(uow, by)
        if not await scope.emails.forget(by.key):
            return False
        await scope.audit.record(Act(by.key[2], "email.off", named(by.key), by.at))
    return True


async def _live(scope: TenantScope, by: By) -> MailedCode | None:
    """The code that was mailed last, where it may still be entered."""
    held = [one for one in await scope.emails.codes(by.key) if one.address is not None]
    live = (one for one in held if email_code.is_live(one.asked_at, one.tries, by.at))
    return next(live, None)


def _fits(scope: TenantScope, by: By, waits: MailedCode, said: str) -> bool:
    given = scope.emails.digest(by.key, email_code.digits_in(said))
    return compare_digest(given, waits.digest or b"")


def _tried(code: MailedCode) -> MailedCode:
    return replace(code, tries=code.tries + 1)


def _facts(
    tenant: str, by: By, row: MemberRow, kept: Email | None, waits: MailedCode | None
) -> MeFacts:
    asked = waits.address if waits is not None else None
    return MeFacts(
        "me/1",
        tenant,
        by.at,
        row.platform,
        row.workspace,
        row.role,
        row.since,
        row.added_by,
        None if kept is None else masked(kept.address),
        None if kept is None else kept.verified_at,
        None if asked is None else masked(asked),
        None if waits is None else waits.asked_at + email_code.LIFE,
    )
