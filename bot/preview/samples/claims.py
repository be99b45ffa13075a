"""`claim`: how somebody becomes an owner, and lets another in elsewhere."""

from dataclasses import replace
from datetime import timedelta

from bot.handlers.claim import claimed_card, code_card, installed_card
from bot.handlers.home import home_card
from bot.preview.samples.house import BEGUN
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import NAME, NOW, US
from core.claims import ClaimFacts, CodeFacts
from core.model import TenantId
from core.set_up import Standing, steps_of

FACTS = ClaimFacts("claim/1", TenantId("demo-shop"), NAME, speaks=True)
CODE = CodeFacts("claim-code/1", NAME, "7K2M-Q9RT-HXW4", NOW + timedelta(hours=1))


def claims() -> tuple[Sample, ...]:
    """Every card of `claim`."""
    home = home_card(BEGUN, US.zone)
    unbound = Standing(has_stores=False, only_files=False, has_feature=False, is_bound=False,
                       has_digest=False, was_posted=False, people=1)  # fmt: skip
    its = home_card(replace(BEGUN, steps=steps_of(unbound)), US.zone)
    elsewhere = claimed_card(replace(FACTS, speaks=False), its)
    return (
        Sample("claim", "A code was right, or a server's manager asked",
               claimed_card(FACTS, home), ("claim",)),
        Sample("claim-elsewhere", "The same in a channel of another shop", elsewhere),
        Sample("claim-code", "An owner has a code made", code_card(CODE, US.zone)),
        Sample("claim-installed", "Whoever added the app at Slack is told",
               installed_card(FACTS)),
    )  # fmt: skip
