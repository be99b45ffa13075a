"""What a handler is given, and what it gives back."""

from dataclasses import dataclass, field

from bot.card import Card
from bot.commands.table import Arguments
from core.model import MemberRole, Place, TenantId
from core.policy.locales import DEFAULT
from core.ports.clock import Clock
from core.ports.storage import Storage
from core.sharing import Sharing


@dataclass(frozen=True, slots=True)
class Member:
    """Who asks: a known user of a tenant, with a standing.

    `zone` is the channel's (an IANA name): what a card tells of several stores is in its time.
    `locale` is the channel's, too: in its signs the answer is drawn. `place` is that channel, None
    in the terminal.
    """

    tenant: TenantId
    user: str
    role: MemberRole
    zone: str = "UTC"
    locale: str = DEFAULT
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by a member: its arguments, as the command table read them."""

    member: Member
    arguments: Arguments
    storage: Storage
    clock: Clock
    sharing: Sharing = field(default_factory=Sharing)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press by a member: the object of the button, what it showed, and the text it asked for.

    `payload` is the digest that the button's maker gave it; a handler compares it with the state.
    """

    member: Member
    object: str
    payload: bytes
    text: str
    storage: Storage
    clock: Clock
    sharing: Sharing = field(default_factory=Sharing)


@dataclass(frozen=True, slots=True)
class Announcement:
    """A card for everybody where something was asked; `refused` is the answer if it cannot be.

    `object` is what the card shows, as in an answer.
    """

    card: Card
    object: str
    refused: Card


@dataclass(frozen=True, slots=True)
class Answer:
    """The card, and the facts it was made of (a frozen dataclass; None for a card of words).

    `object` is what the card shows ("batch:3f9c21ab"), so that its posts can be drawn again;
    `changed` says that its state is another now. `payload` is a digest of what its buttons decide
    on: a press brings it back, so that an approval fits what was seen. `announces` is posted
    before the answer is given.
    """

    card: Card
    facts: object = None
    object: str = ""
    changed: bool = False
    payload: bytes = b""
    announces: Announcement | None = None
