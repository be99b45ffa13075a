"""One running sandbox: its time, its memory, its sellers, and what should go wrong."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.client_secrets import ClientSecrets
from core.spapi.sandbox.clock import SettableClock
from core.spapi.sandbox.faults import Fault, Faults
from core.spapi.sandbox.journal import Journal
from core.spapi.sandbox.order_file import read_order_file
from core.spapi.sandbox.plans import Plans
from core.spapi.sandbox.queue import Queue
from core.spapi.sandbox.quirks import Quirk
from core.spapi.sandbox.roles import Roles
from core.spapi.sandbox.settings import SandboxSettings
from core.spapi.sandbox.state import State
from core.spapi.sandbox.tokens import Tokens
from core.spapi.sandbox.world import World


class Sandbox:
    """Everything the handlers share."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.clock = SettableClock(settings.clock, settings.now)
        self.state = State(settings.state)
        orders = read_order_file(settings.orders) if settings.orders else None
        anchor = self.state.anchor(self.clock.now().date())
        self.world = World(settings.seed, anchor, orders, settings.accounts)
        self.tokens = Tokens(self.state, self.world.accounts, settings.entropy)
        self.roles = Roles(self.state)
        self.secrets = ClientSecrets(self.state, settings.entropy)
        self.queue = Queue(self.state, self.request_id)
        self.journal = Journal(self.state)
        self.plans = Plans()
        self.faults = Faults()
        self.quirks: set[Quirk] = set(settings.quirks)
        self.url_key = settings.entropy(32)

    def request_id(self) -> str:
        """A new request id in the form of Amazon's."""
        text = self.settings.entropy(16).hex()
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


@dataclass(frozen=True, slots=True)
class Call:
    """One authorized call of an operation: who, what, when, and what is to go wrong."""

    sandbox: Sandbox
    account: SellerAccount
    request: Request
    path: dict[str, str]
    at: datetime
    fault: Fault | None = None

    def listed(self, name: str) -> list[str]:
        """The values of a query parameter, comma-separated or repeated."""
        given = self.request.query_params.getlist(name)
        return [value for text in given for value in text.split(",") if value]


@dataclass(frozen=True, slots=True)
class AppCall:
    """One authorized call of a grantless operation: in the app's own name."""

    sandbox: Sandbox
    request: Request
    path: dict[str, str]
    at: datetime
