"""The cards of `team`: who may do what, the quarterly check, and what a removal ends."""

from collections.abc import Iterable, Iterator

from bot.card import (
    Actions,
    Button,
    Card,
    Column,
    Context,
    Day,
    Line,
    Number,
    Person,
    Span,
    Table,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.commands.team import CONFIRM, DISMISS, REMOVE
from bot.told import told
from core.marketplaces import zone
from core.model import MemberRole
from core.policy.team_check import CHECK_EVERY
from core.ports.tenants import MemberKey
from core.team import MemberFacts, TeamFacts, named

PEOPLE = ("person", "people")
ROLES = {
    MemberRole.OWNER: ("owner", "owners"),
    MemberRole.APPROVER: ("approver", "approvers"),
    MemberRole.VIEWER: ("viewer", "viewers"),
}
WITH_BUTTONS = 20
"""Members with a button of their own; of more, the words remove one."""

RIGHTS = "viewers read · approvers also approve and stop · owners also connect, set and delete"
ENDS = "Their commands and buttons end at once."
OUTSIDE = ", of another company"
HEADS = (Column("Who"), Column("May"), Column("Since"), Column("Added by"))


def team_card(facts: TeamFacts, asker: str, done: Line = (), *, may_change: bool) -> Card:
    """Who may do what; `done` is what just changed, `asker` the zone of who reads it."""
    title = Title(done, "done") if done else Title(("Team: ", Untrusted(facts.tenant, 120)))
    actions = (Actions((Button("Check the team", "team", "check"),)),) if may_change else ()
    type_ = ("To add somebody: ", Typed("team add @name viewer"), " · ") if may_change else ()
    nodes = (
        title,
        Text((*_counted(facts.members), ". ", *_checked(facts, asker))),
        _table(facts.members, asker, numbered=False),
        *actions,
        Context((*type_, RIGHTS)),
    )
    return Card(told(("Team: ", *_counted(facts.members))), nodes, _year(facts, asker))


def check_card(facts: TeamFacts, asker: str, done: Line = ()) -> Card:
    """Everybody with a number, to be confirmed or removed."""
    asked = "Is everybody still right?"
    title = Title(done, "done") if done else Title((asked,), "needs_you")
    ends = "Who no longer works here should be removed. "
    words: Line = (Typed("team check confirm:yes"), " and ", Typed("team remove @name"))
    nodes = (
        title,
        Text((ends, *_checked(facts, asker))),
        _table(facts.members, asker, numbered=True),
        Actions(tuple(_check_buttons(facts))),
        Context(("Without the buttons: ", *words, ". Both are recorded.")),
    )
    return Card(asked, nodes, _year(facts, asker))


def checked_card(facts: TeamFacts, by: MemberKey, asker: str) -> Card:
    """What the check came to."""
    count = Number(len(facts.members), PEOPLE)
    following = Day((facts.at + CHECK_EVERY).astimezone(zone(asker)).date())
    nodes = (
        Title(("Team checked: ", count, " may stay"), "done"),
        Text(("Recorded for ", Person(*by), ". The next check is due ", following, ".")),
        Actions((Button("Show the team", "team", ""),)),
    )
    return Card(told(("Team checked: ", count, " may stay")), nodes, _year(facts, asker))


def remove_card(facts: TeamFacts, one: MemberFacts, asker: str) -> Card:
    """What ends with a removal, before it does."""
    since = _day(one, asker)
    nodes = (
        Title(("Remove ", Person(*one.key, apart=True), "?"), "needs_you"),
        Text((f"They have been {_a(one.role)} since ", since, ". ", ENDS)),
        Actions(
            (
                Button("Remove from the team", DISMISS, named(one.key), "danger"),
                Button("Keep", "team", "check"),
            )
        ),
        Context(("An owner can add them again. Without the button: ", Typed("team remove @name"))),
    )
    return Card("Remove somebody from the team?", nodes, _year(facts, asker))


def due_card(facts: TeamFacts, asker: str) -> Card:
    """The reminder, once a quarter, in a channel of the tenant."""
    asked = "Time to check who may do what here"
    owners = [Person(*one.key) for one in facts.members if one.role is MemberRole.OWNER]
    wanted = "Amazon asks for a look at everybody's rights every quarter."
    nodes = (
        Title((asked,), "needs_you"),
        Text((*_checked(facts, asker), f" {wanted}")),
        Text(("For ", *_joined(owners), ".")),
        Actions((Button("Check the team", "team", "check", "primary"),)),
    )
    return Card(asked, nodes, _year(facts, asker))


def added(before: MemberFacts | None, after: MemberFacts) -> Line:
    """What an admission did."""
    who = Person(*after.key)
    if before is None:
        return (who, f" is {_a(after.role)} now")
    return (who, f" is {_a(after.role)} now, no longer {_a(before.role)}")


def stays(one: MemberFacts) -> Line:
    """That an admission changed nothing."""
    return (Person(*one.key), f" is {_a(one.role)} already. Nothing was changed.")


def removed(one: MemberFacts) -> Line:
    """What a removal did."""
    return (Person(*one.key), " was removed; their buttons no longer work")


def _check_buttons(facts: TeamFacts) -> Iterator[Button]:
    yield Button("All still right", CONFIRM, "team", "primary")
    for nth, one in enumerate(facts.members[:WITH_BUTTONS], start=1):
        if not facts.is_last_owner(one):
            yield Button(f"Remove no. {nth}…", REMOVE, named(one.key))


def _table(members: Iterable[MemberFacts], asker: str, *, numbered: bool) -> Table:
    rows = []
    for nth, one in enumerate(members, start=1):
        by: Span = "at set-up"
        if one.added_by:
            by = Person(one.platform, one.workspace, one.added_by, apart=True)
        row: tuple[Line, ...] = (
            (Person(*one.key, apart=True), *((OUTSIDE,) if one.outside else ())),
            (one.role.value,),
            (_day(one, asker),),
            (by,),
        )
        rows.append(((Number(nth),), *row) if numbered else row)
    heads = (Column("No.", right=True), *HEADS) if numbered else HEADS
    return Table(heads, tuple(rows), "Members")


def _counted(members: Iterable[MemberFacts]) -> Line:
    roles = [one.role for one in members]
    line: Line = (Number(len(roles), PEOPLE),)
    join = ": "
    for role, words in ROLES.items():
        if role in roles:
            line = (*line, join, Number(roles.count(role), words))
            join = ", "
    return line


def _checked(facts: TeamFacts, asker: str) -> Line:
    due = Day(facts.due_at.astimezone(zone(asker)).date(), "short")
    verb = "was due" if facts.is_due else "is due"
    if facts.checked_at is None or facts.checked_by is None:
        return (f"Not checked yet; the first check {verb} ", due, ".")
    last = Day(facts.checked_at.astimezone(zone(asker)).date(), "short")
    by = Person(*facts.checked_by)
    return ("Last checked ", last, " by ", by, f"; the next check {verb} ", due, ".")


def _joined(spans: Iterable[Span]) -> Line:
    line: Line = ()
    for span in spans:
        line = (*line, ", ", span) if line else (span,)
    return line or ("the owner",)


def _a(role: MemberRole) -> str:
    return f"a {role.value}" if role is MemberRole.VIEWER else f"an {role.value}"


def _day(one: MemberFacts, asker: str) -> Day:
    return Day(one.since.astimezone(zone(asker)).date(), "short")


def _year(facts: TeamFacts, asker: str) -> int:
    return facts.at.astimezone(zone(asker)).year
