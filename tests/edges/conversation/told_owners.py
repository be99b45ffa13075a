"""What concerns owners alone: their notice e-mail, and somebody who recovers their shop."""

import re

from bot.chance import new_claim_code
from core.recovery import begin
from tests.edges.conversation.scenario import Talk, tells
from tests.edges.conversation.side import Seen

EMAIL, ANOTHER = (f"settings me email:{name}@example.com" for name in ("name", "notices"))
"""One mailbox takes three codes an hour from all shops together."""


@tells("settings me", changes=True)
async def me(talk: Talk, seen: Seen) -> None:
    """What is kept of who asks; an address is verified by a mailed code, and deleted."""
    assert "What is kept of you in “Demo shop”" in seen.text
    assert "viewer since" in (await talk.says("settings me", user="viewer")).text
    assert "needs an owner" in (await talk.says(EMAIL, user="viewer")).text
    asked = await talk.says(EMAIL)
    assert "A code is on its way to n…@example.com" in asked.text
    kept = await talk.says(f"settings me code:{_mailed(talk)}")
    assert "I write to n…@example.com now" in kept.text
    gone = await talk.press("Delete the address", kept)
    assert "Your address is deleted" in gone.text
    assert not [one for one in talk.seen if "name@example.com" in one.text.replace(EMAIL, "")]


@tells("settings.code", ANOTHER, press=(("Enter the code…", "1234"),), changes=True)
async def code_entered(talk: Talk, seen: Seen) -> None:
    """Another code does not fit; the one that was mailed does."""
    assert "That code does not fit" in seen.text
    assert talk.before is not None
    kept = await talk.press(("Enter the code…", _mailed(talk)), talk.before)
    assert "I write to n…@example.com now" in kept.text
    talk.opening = kept


async def _begun(talk: Talk) -> None:
    """Somebody has Amazon's authorization, and a terminal."""
    house, tenant = talk.both.house, await talk.both.tenant_of(talk.side, talk.channel)
    await begin(house.storage, tenant, new_claim_code(), house.clock())


@tells("team recovery", changes=True, first=_begun)
async def recovery(talk: Talk, seen: Seen) -> None:
    """What is under way, which an owner stops in words; then nothing is."""
    assert "Somebody wants to own “Demo shop” by Amazon's authorization" in seen.text
    assert "needs an owner" in (await talk.says("team recovery", user="viewer")).text
    assert "is stopped" in (await talk.says("team recovery stop:yes")).text
    assert "No recovery is under way" in (await talk.says("team recovery stop:yes")).text


@tells("recovery.stop", "team recovery", press=("Stop it",), changes=True, first=_begun)
async def recovery_stopped(talk: Talk, seen: Seen) -> None:
    """The same by the button."""
    assert "The recovery of “Demo shop” is stopped" in seen.text
    assert "No recovery is under way" in (await talk.says("team recovery stop:yes")).text


def _mailed(talk: Talk) -> str:
    """The code of the newest mail."""
    found = re.search(r"Your code is (\d{8})", talk.both.mail.got[-1].text)
    assert found is not None
    return found[1]
