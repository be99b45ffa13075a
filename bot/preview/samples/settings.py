"""`settings`: what is set for a channel, and the end of its binding."""

from dataclasses import replace

from bot.handlers.closed_channel import announcement, closed_card
from bot.handlers.settings import THEY_READ
from bot.handlers.settings_card import settings_card, unbind_card, unbound_card
from bot.preview.people import SALES
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import NAME, NOW, US
from bot.withheld import withheld_card
from core.schedule import next_daily
from core.settings import SettingsFacts

FACTS = SettingsFacts(
    "settings/1",
    NAME,
    NOW,
    in_channel=True,
    is_bound=True,
    zone=US.zone,
    digest_minute=480,
    digest_due=next_daily(480, US.zone, NOW),
    is_silent=False,
    own_locale=None,
    usual_locale="en",
    locale="en",
    channels=2,
    members=3,
    platform="slack",
)


def settings_cards() -> tuple[Sample, ...]:
    """Every card of `settings`."""
    bound = settings_card(FACTS, ("This channel speaks for this shop now",), may_change=True)
    time = settings_card(FACTS, ("The digest is posted here each day at 08:00",), may_change=True)
    zone = settings_card(
        FACTS, ("Times in this channel are now Los Angeles time",), may_change=True
    )
    german = replace(FACTS, own_locale="de", locale="de")
    signs = settings_card(german, ("Numbers are now written as in “de” here",), may_change=True)
    off = replace(FACTS, is_bound=False, digest_minute=None, digest_due=None)
    return (
        Sample("settings", "For an owner", settings_card(FACTS, may_change=True),
               ("settings show",)),
        Sample("settings-viewer", "For a viewer, in a channel that nobody bound",
               settings_card(off, may_change=False)),
        Sample("settings-channel", "A channel was bound", bound, ("settings channel",)),
        Sample("settings-digest", "A time was set", time, ("settings digest",)),
        Sample("settings-zone", "A zone was set", zone, ("settings zone", "settings.zone")),
        Sample("settings-locale", "Signs were chosen", signs, ("settings locale",)),
        Sample("settings-off", "No digest is posted", settings_card(off, may_change=True),
               ("settings.digest",)),
        Sample("settings-unbind", "Before a channel is unbound", unbind_card(FACTS)),
        Sample("settings-unbound", "A channel was unbound", unbound_card(NAME, still=True),
               ("settings.unbind",)),
        *_of_others(),
        *_closed(),
    )  # fmt: skip


def _of_others() -> tuple[Sample, ...]:
    connect = replace(FACTS, shared=True, is_withheld=True)
    let = replace(connect, outsiders_may_read=True, is_withheld=False)
    read = settings_card(let, (THEY_READ,), may_change=True)
    return (
        Sample("settings-shared", "A channel that another company reads",
               settings_card(connect, may_change=True)),
        Sample("settings-sharing", "They may read figures", read, ("settings sharing",)),
        Sample("digest-withheld", "To the owners of such a channel",
               withheld_card(SALES, SALES.channel, 480)),
    )  # fmt: skip


def _closed() -> tuple[Sample, ...]:
    closed = settings_card(replace(FACTS, closed_why="not_in_channel"), may_change=True)
    tried = announcement(FACTS, "channel:sample")
    return (
        Sample("settings-closed", "The channel lets amzigo post nothing", closed),
        Sample("channel-speaks", "Posted when a channel is bound or a digest is set", tried.card),
        Sample("channel-refused", "The answer where that post was refused", tried.refused),
        Sample("channel-closed", "To the owners of a channel that refuses posts",
               closed_card(SALES, SALES.channel, "not_in_channel")),
    )  # fmt: skip
