"""Sending with a trace: every call that leaves the house leaves a row in the egress ledger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from core.ports.amazon import Caller
from core.ports.clock import Clock
from core.ports.egress import EgressCall, EgressLedger
from core.spapi.client import Wire
from core.spapi.message import Answer, NoAnswer, Request
from core.spapi.under_way import UnderWay


class Label(NamedTuple):
    """How the ledger names a call: operation (and report type), Amazon role, feature."""

    operation: str
    amazon_role: str
    feature: str


def _nobody(_: Answer | NoAnswer) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends over the wire and notes it, whatever comes of it."""

    wire: Wire
    ledger: EgressLedger
    clock: Clock
    new_id: Callable[[], str]
    listener: Callable[[Answer | NoAnswer], None] = _nobody
    """Told of each answer that is read whole."""
    under_way: UnderWay = field(default_factory=UnderWay)
    _owed: list[EgressCall] = field(default_factory=list)
    """Calls whose rows could not be written: nothing more is sent before they are."""

    async def send(self, caller: Caller, label: Label, request: Request) -> Answer | NoAnswer:
        """Send, and read the answer whole."""
        answer = await self._noted(caller, label, partial(self.wire.send, request))
        self.listener(answer)
        return answer

    async def fetch(
        self, caller: Caller, label: Label, request: Request, into: "Sink"
    ) -> Answer | NoAnswer:
        """Send, and hand a success on in pieces."""
        fetching = partial(self.wire.fetch, request, into.write, into.limit)
        return await self._noted(caller, label, fetching)

    async def _noted(
        self, caller: Caller, label: Label, send: Callable[[], Awaitable[Answer | NoAnswer]]
    ) -> Answer | NoAnswer:
        async with self.under_way.call(caller.tenant):
            return await self._sent(caller, label, send)

    async def _sent(
        self, caller: Caller, label: Label, send: Callable[[], Awaitable[Answer | NoAnswer]]
    ) -> Answer | NoAnswer:
        await self._settle()
        sending = send()  # here the wire's own gate refuses: nothing left, so nothing is noted
        at, answer = self.clock(), None
        try:
            answer = await sending
            return answer
        finally:
            # Also where the call was cancelled: it did leave the house.
            came = answer if isinstance(answer, Answer) else None
            self._owed.append(
                EgressCall(
                    self.new_id(),
                    caller.pseudonym,
                    caller.account,
                    at,
                    label.operation,
                    label.amazon_role,
                    label.feature,
                    came.status if came else None,
                    came.request_id if came else None,
                )
            )
            await self._settle()

    async def _settle(self) -> None:
        """Write the rows that are owed; raises what keeps the ledger from taking them."""
        while self._owed:
            call = self._owed.pop(0)
            try:
                await self.ledger.record(call)
            except BaseException:
                self._owed.insert(0, call)
                raise


class Sink(NamedTuple):
    """Where the pieces of a download go, and how many bytes at most."""

    write: Callable[[bytes], object]
    limit: int
