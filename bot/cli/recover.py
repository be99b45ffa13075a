"""`amzigo claim --recover`: owning a tenant again by Amazon's authorization of its seller."""

import re
import sys
from typing import TYPE_CHECKING

from bot.cli.connect import REGIONS, connector, token_given
from bot.cli.session import house_for, run
from core.errors import BadArgument, UnknownTenant

if TYPE_CHECKING:
    from core.connect import Wanted
    from core.recovery import RecoveryFacts

_SELLER = re.compile(r"[A-Z0-9]{6,32}", re.ASCII)


def recover(tenant: str | None, seller: str | None) -> None:
    """Ask for a refresh token, note the recovery, and print its code."""
    from core.connect import Wanted

    told = None if seller is None else seller.strip()
    if told is not None and not _SELLER.fullmatch(told):
        hint = "It is the shop's merchant token, such as A1B2C3D4E5F6G7."
        raise BadArgument(value=told[:40], name="--seller-id", hint=hint)
    wanted = Wanted(token_given(), REGIONS, told)
    facts, code = run(lambda: _begun(tenant, wanted))
    lines = (
        f"A recovery of “{facts.tenant}” is noted. `amzigo all` tells its owners; 24 hours after",
        "that this makes an owner in Slack or Discord, unless one of them stops it:",
        f"  /amzigo claim {code}",
        f"It works once, until {facts.ends_at:%d %b %H:%M} UTC. Before that the code is refused.",
    )
    sys.stdout.write("\n".join(lines) + "\n")


async def _begun(name: str | None, wanted: "Wanted") -> "tuple[RecoveryFacts, str]":
    from bot.amazon_wiring import open_amazon
    from bot.chance import new_claim_code
    from core.policy.claim_codes import written
    from core.recovery import begin, prove
    from core.tenants import choose

    async with house_for(None) as house:
        async with house.storage.read() as uow:
            meant = choose(await uow.directory.tenants(), name)
        if meant is None:
            raise UnknownTenant(tenant=(name or "")[:40], nearest="", existing="none", hint="")
        async with open_amazon(house, wanted.token) as amazon:
            await prove(connector(house, amazon), meant, wanted)
        signs = new_claim_code()
        facts = await begin(house.storage, meant.tenant_id, signs, house.clock())
    return facts, written(signs)
