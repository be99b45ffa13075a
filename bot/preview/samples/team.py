"""`team`: who may do what, the check of every quarter, and a removal."""

from dataclasses import replace

from bot.handlers.team_card import (
    added,
    check_card,
    checked_card,
    due_card,
    remove_card,
    removed,
    team_card,
)
from bot.preview.people import SLACK
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import DAY, NAME, NOW, US
from core.model import MemberRole
from core.policy.team_check import CHECK_EVERY
from core.team import MemberFacts, TeamFacts

OWNER, APPROVER, VIEWER = "U0OWNER", "U0APPROVER", "U0VIEWER"


def team_cards() -> tuple[Sample, ...]:
    """Every card of `team`."""
    facts, new = _facts(10), _member("U0NEW", MemberRole.APPROVER, 0)
    _, approver, viewer = facts.members
    zone, due = US.zone, _facts(CHECK_EVERY.days)
    more, less = (*facts.members, new), facts.members[:-1]
    who = team_card(replace(facts, members=more), zone, added(None, new), may_change=True)
    gone = team_card(replace(facts, members=less), zone, removed(viewer), may_change=True)
    done = checked_card(facts, facts.members[0].key, zone)
    return (
        Sample("team", "For an owner", team_card(facts, zone, may_change=True), ("team list",)),
        Sample("team-outside", "Somebody of another company was let in",
               team_card(_with_outsider(facts), zone, may_change=True)),
        Sample("team-viewer", "For a viewer", team_card(facts, zone, may_change=False)),
        Sample("team-added", "Somebody was let in", who, ("team add",)),
        Sample("team-removed", "Somebody was removed by a word", gone, ("team remove",)),
        Sample("team-check", "Once a quarter", check_card(due, zone), ("team check",)),
        Sample("team-remove", "Before somebody goes", remove_card(facts, approver, zone),
               ("team.remove",)),
        Sample("team-dismissed", "Somebody was removed in the check",
               check_card(replace(facts, members=less), zone, removed(viewer)), ("team.dismiss",)),
        Sample("team-checked", "All are still right", done, ("team.confirm",)),
        Sample("team-due", "Posted once, when a check is due", due_card(due, zone)),
    )  # fmt: skip


def _facts(days: int) -> TeamFacts:
    at = NOW - days * DAY
    members = (
        _member(OWNER, MemberRole.OWNER, 200),
        _member(APPROVER, MemberRole.APPROVER, 120),
        _member(VIEWER, MemberRole.VIEWER, 40),
    )
    return TeamFacts("team/1", NAME, NOW, members, at, members[0].key, at + CHECK_EVERY)


def _with_outsider(facts: TeamFacts) -> TeamFacts:
    """The viewer is of another company."""
    *ours, viewer = facts.members
    return replace(facts, members=(*ours, replace(viewer, outside=True)))


def _member(user: str, role: MemberRole, days: int) -> MemberFacts:
    by = None if user == OWNER else OWNER
    return MemberFacts(*SLACK, user, role, NOW - days * DAY, by)
