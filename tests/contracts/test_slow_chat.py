"""A chat that takes a minute for each edit delays no review request, in simulated time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.envelope import Reply
from bot.handlers.asked import Member
from bot.handlers.reviews import show_batch
from core.model import MemberRole, Place
from core.sync_plan import Pace
from tests.contracts.test_plans import AMAZONS_BURST, LOOK
from tests.front_desk import FakeChat
from tests.simulated import TICK, simulation

REQUESTS = 90
A_MINUTE = 60.0
PLATFORM = "rig"


@dataclass
class SlowChat(FakeChat):
    """A platform that throttles edits."""

    sleep: Callable[[float], Awaitable[None]] | None = None
    edits: int = 0

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Show it, a minute later."""
        assert self.sleep is not None
        self.edits += 1
        await self.sleep(A_MINUTE)
        return await super().update(place, message_id, reply)


async def test_a_slow_chat_gets_few_edits_and_delays_no_request(tmp_path: Path) -> None:
    async with simulation(tmp_path, Pace(history=timedelta(days=21))) as sim:
        tenant, account = await sim.connected()
        await sim.read_history((tenant, account))
        chat = SlowChat(sleep=sim.time.sleep)
        sim.house.chats[PLATFORM] = chat
        batch = await sim.approved(tenant, most=REQUESTS)
        member = Member(tenant, "", MemberRole.VIEWER)
        answer = await show_batch(sim.house.storage, member, batch, sim.time.now)
        await sim.house.sender().post(tenant, Place(PLATFORM, "w", "c"), answer)
        begun = sim.time.now

        async def all_asked() -> bool:
            return len(sim.statuses(LOOK)) >= REQUESTS

        await sim.run_until(all_asked, timedelta(minutes=10))
        taken = (sim.time.now - begun).total_seconds()
        assert taken <= 1.01 * (REQUESTS - AMAZONS_BURST) + TICK.total_seconds()

        async def all_drawn() -> bool:
            return f"of {REQUESTS} sent" not in chat.says("c-1")

        await sim.run_until(all_drawn, timedelta(minutes=5))
        assert chat.edits <= 4, chat.says("c-1")
