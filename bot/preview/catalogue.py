"""The catalogue: every card that amzigo shows, made of invented facts by the real handlers."""

from collections.abc import Mapping
from functools import cache

from bot.commands.table import distance
from bot.preview.samples.access import access_cards
from bot.preview.samples.claims import claims
from bot.preview.samples.digests import digests
from bot.preview.samples.endings import endings
from bot.preview.samples.explanations import explanations
from bot.preview.samples.house import house
from bot.preview.samples.me import me_cards
from bot.preview.samples.recovery import recovery_cards
from bot.preview.samples.refusals import refusals
from bot.preview.samples.requests import requests
from bot.preview.samples.sales import sales
from bot.preview.samples.sample import Sample
from bot.preview.samples.settings import settings_cards
from bot.preview.samples.stock import stock
from bot.preview.samples.team import team_cards
from core.errors import BadArgument

TOPICS = (
    house,
    digests,
    sales,
    stock,
    explanations,
    requests,
    access_cards,
    claims,
    team_cards,
    recovery_cards,
    settings_cards,
    me_cards,
    endings,
    refusals,
)


@cache
def catalogue() -> Mapping[str, Sample]:
    """All samples by name, in the order in which they are listed."""
    found: dict[str, Sample] = {}
    for topic in TOPICS:
        for sample in topic():
            if sample.name in found:
                raise ValueError(f"two cards are called {sample.name}")
            found[sample.name] = sample
    return found


def named(name: str) -> Sample:
    """The sample of a name; raises BadArgument with the nearest one."""
    samples = catalogue()
    if name in samples:
        return samples[name]
    nearest = min(samples, key=lambda one: (distance(name.casefold()[:60], one), one))
    hint = f"Did you mean `{nearest}`? Without it all cards are written."
    raise BadArgument(value=name[:40], name="--card", hint=hint)
