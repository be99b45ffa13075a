"""The cards of `settings`: what is set here, and what ends when a channel is unbound."""

from collections.abc import Iterator

from bot.card import (
    Actions,
    Ask,
    Button,
    Card,
    Code,
    Context,
    Fields,
    Instant,
    Line,
    Node,
    Number,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.commands.settings import DIGEST_TIME, UNBIND, ZONE_NAME
from bot.handlers.closed_channel import way_in, why_closed
from bot.handlers.footnote import city
from bot.handlers.team_card import PEOPLE
from core.marketplaces import zone
from core.policy.wall_clock import written
from core.settings import SettingsFacts

CHANNELS = ("channel", "channels")
OBJECT = "channel"
ASK_TIME = Ask("Time of the day, such as 08:00", "Set the time")
ASK_ZONE = Ask("Zone or city, such as Europe/Berlin", "Set the zone")


def settings_card(facts: SettingsFacts, done: Line = (), *, may_change: bool) -> Card:
    """What is set; `done` is what just changed."""
    shop = Untrusted(facts.tenant, 120)
    said = "Settings of this channel" if facts.in_channel else "Settings of the shop"
    here: tuple[tuple[str, Line], ...] = ()
    closed = tuple(_closed(facts))
    title = Title(done, "done") if done else Title((said,), "needs_you" if closed else "")
    if facts.in_channel:
        here = (
            *closed,
            ("Daily digest", _digest(facts)),
            ("Time zone", (_zone(facts.zone),)),
        )
    nodes: tuple[Node, ...] = (
        title,
        Fields(
            (
                ("Speaks for" if facts.in_channel else "Shop", (shop, _why(facts))),
                *here,
                ("Numbers and dates", _locale(facts)),
                *(_readers(facts),) * (facts.is_bound and facts.shared is not False),
                ("The shop has", _shop(facts)),
            )
        ),
        *((Actions(tuple(_buttons(facts))),) if may_change else ()),
        Context((*_words(may_change=may_change), f"all times {city(facts.zone)}")),
    )
    year = facts.at.astimezone(zone(facts.zone)).year
    return Card(f"{said}: {facts.tenant}", nodes, year)


def unbind_card(facts: SettingsFacts) -> Card:
    """What ends with a binding, before it does."""
    kept = "The shop's data, its team and its other channels stay."
    nodes: tuple[Node, ...] = (
        Title(("Unbind this channel from “", Untrusted(facts.tenant, 120), "”?"), "needs_you"),
        Text((*_ending(facts), kept)),
        Actions(
            (
                Button("Unbind this channel", UNBIND, OBJECT, "danger"),
                Button("Keep it", "settings", ""),
            )
        ),
    )
    return Card("Unbind this channel? What is set for it is forgotten.", nodes)


def unbound_card(tenant: str, *, still: bool) -> Card:
    """What an unbinding did; `still` where the shop is the only one of the workspace."""
    said = "Nothing is set for it any more, and no digest is posted here."
    if still:
        said += " Commands still answer, as the workspace has no other shop."
    nodes = (Title(("This channel is unbound from “", Untrusted(tenant, 120), "”"), "done"),)
    return Card("This channel is unbound.", (*nodes, Text((said,))))


def _why(facts: SettingsFacts) -> str:
    return "" if facts.is_bound or not facts.in_channel else ", as the workspace has no other shop"


def _closed(facts: SettingsFacts) -> Iterator[tuple[str, Line]]:
    if facts.closed_why is not None:
        why = f"nothing: {why_closed(facts.platform, facts.closed_why)}. "
        yield "I may post", (why, *way_in(facts.platform, facts.closed_why), ".")


def _zone(name: str) -> str:
    return f"{city(name)} ({name})" if "/" in name else name


def _digest(facts: SettingsFacts) -> Line:
    if facts.digest_minute is None:
        return ("off",)
    line: Line = (f"{written(facts.digest_minute)} each day",)
    if facts.is_withheld:
        return (*line, ", but not while people of another company could read it")
    if facts.is_silent:
        return (*line, ", but not while sales are off: ", Typed("access on:sales"))
    if facts.digest_due is None:
        return line
    return (*line, ", next ", Instant(facts.digest_due, facts.zone, "day_time"))


def _locale(facts: SettingsFacts) -> Line:
    if facts.own_locale is not None:
        return (Code(facts.own_locale), ", set for this channel")
    if facts.usual_locale is not None:
        return (Code(facts.usual_locale), ", as everywhere in this shop")
    return (Code(facts.locale), ", nothing else was chosen")


def _readers(facts: SettingsFacts) -> tuple[str, Line]:
    who = "people of another company" if facts.shared else "perhaps people of another company"
    if facts.outsiders_may_read:
        rule: Line = (", and they may read figures; ", Typed("settings sharing off"), " ends that")
        return ("Read by", (who, *rule))
    told = ", so no digest and nothing shared is posted; "
    return ("Read by", (who, told, Typed("settings sharing on"), " lets them read figures"))


def _shop(facts: SettingsFacts) -> Line:
    return (Number(facts.members, PEOPLE), " in ", Number(facts.channels, CHANNELS))


def _buttons(facts: SettingsFacts) -> Iterator[Button]:
    if facts.digest_minute is None:
        yield Button("Post the digest at 08:00", "settings", "digest 08:00", "primary")
        yield Button("At another time…", DIGEST_TIME, OBJECT, ask=ASK_TIME)
    else:
        yield Button("Post it at another time…", DIGEST_TIME, OBJECT, ask=ASK_TIME)
        yield Button("Switch the digest off", "settings", "digest off")
    yield Button("Another zone…", ZONE_NAME, OBJECT, ask=ASK_ZONE)
    yield Button("Show the team", "team", "")


def _words(*, may_change: bool) -> Line:
    if not may_change:
        return ("Owners change this · ",)
    digest, locale = Typed("settings digest 08:00"), Typed("settings locale de")
    return ("Or type: ", digest, ", ", locale, " · ")


def _ending(facts: SettingsFacts) -> Line:
    if facts.digest_minute is None:
        return ("Its time zone and number format are reset. ",)
    time = written(facts.digest_minute)
    return (
        f"The digest at {time} ends here; the channel's time zone and number format are reset. ",
    )
