"""The part of `access` that tells of Amazon's roles: one table, whatever the number of accounts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.card import Column, Context, Instant, Line, Node, Number, Table, Text
from bot.handlers.status import REGIONS
from core.access import AccessFacts, AccountAccess, RoleAccess, RoleState
from core.ports.authorizations import Granted

HEADS = (
    Column("Amazon's role"),
    Column("Known"),
    Column("Calls", right=True),
    Column("Last used"),
)
TRIED = {
    Granted.YES.value: "granted",
    Granted.NO.value: "refused",
    Granted.UNCLEAR.value: "unanswered",
}
CALLS = ("call", "calls")


def amazons_roles(facts: AccessFacts, asker: str) -> Iterator[Node]:
    """The roles of all accounts, those that nothing here uses in a line, and what probes found."""
    accounts = sorted(facts.accounts, key=lambda one: (_place(one), one.name))
    if not accounts:
        return
    its = [[account.roles[nth] for account in accounts] for nth in range(len(accounts[0].roles))]
    used = [roles for roles in its if not (_are(roles, RoleState.DORMANT) or _is_unused(roles))]
    rows = tuple(
        (
            (roles[0].role,),
            (_known(accounts, roles),),
            (Number(_calls(roles)),),
            when(max((one.last_used for one in roles if one.last_used), default=None), asker),
        )
        for roles in used
    )
    names = f"Amazon's roles: {', '.join(map(_named, accounts))}"
    yield Table(HEADS, rows, names) if rows else Text((f"{names}.",))
    if unused := [roles[0].role for roles in its if _is_unused(roles)]:
        yield Text((f"{RoleState.UNKNOWN.capitalize()}: {', '.join(unused)}.",))
    yield from _dormant([roles for roles in its if _are(roles, RoleState.DORMANT)])
    for account in accounts:
        yield from _tried(account, asker)


def when(at: datetime | None, asker: str) -> Line:
    """When something was last used."""
    return ("–",) if at is None else (Instant(at, asker, "day_time"),)


def _place(account: AccountAccess) -> int:
    return REGIONS.index(account.region) if account.region in REGIONS else len(REGIONS)


def _named(account: AccountAccess) -> str:
    return account.name if account.state == "active" else f"{account.name} ({account.state})"


def _are(roles: Sequence[RoleAccess], state: RoleState) -> bool:
    return all(one.state is state for one in roles)


def _is_unused(roles: Sequence[RoleAccess]) -> bool:
    """Whether no call was made with a role, by any account: that needs no row."""
    return _are(roles, RoleState.UNKNOWN) and not _calls(roles)


def _known(accounts: Sequence[AccountAccess], roles: Sequence[RoleAccess]) -> str:
    """What is known of a role, with the accounts' names only where they differ."""
    if len({one.state for one in roles}) == 1:
        return roles[0].state.value
    told = [state for state in RoleState if state in {one.state for one in roles}]
    return "; ".join(
        f"{state.value}: "
        + ", ".join(
            account.name for account, one in zip(accounts, roles, strict=True) if one.state is state
        )
        for state in told
    )


def _calls(roles: Sequence[RoleAccess]) -> int:
    return sum(one.calls for one in roles)


def _dormant(roles: Sequence[Sequence[RoleAccess]]) -> Iterator[Node]:
    named = [one[0].role for one in roles]
    said = f"Dormant, as nothing here uses them: {', '.join(named[:-1])} and {named[-1]} ("
    yield Text((said, Number(sum(map(_calls, roles)), CALLS), ")."))


def _tried(account: AccountAccess, asker: str) -> Iterator[Node]:
    """What the last probes of what features need found, in a line."""
    line: Line = ()
    for one in account.tried:
        dot = (" · ",) if line else (f"Tried at {account.name}: ",)
        said = f"{one.feature} {TRIED[one.state]} "
        line = (*line, *dot, said, Instant(one.at, asker, "day_time"))
    if line:
        yield Context(line)
