"""A conversation, written once: what is typed and pressed, and what a person must then see.

A new verb or button needs one more function with `@tells` in a file of `told_*`: the name, what is
typed, which buttons are pressed after that (with the text that they ask for), and what to check.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.edges.conversation.house import Both
from tests.edges.conversation.side import Seen, Side
from tests.rig.chat import Shown
from tests.rig.page_chat import page_buttons

Press = str | tuple[str, str]
"""A button's label, with the text that it asks for where it does."""


@dataclass
class Talk:
    """A conversation with one shop on one platform; `seen` is all that was answered."""

    both: Both
    side: Side
    channel: str
    seen: list[Seen] = field(default_factory=list)
    pressed: set[str] = field(default_factory=set)
    """The actions whose buttons were pressed."""
    before: Seen | None = None
    """The answer on which the scenario's last button stood."""
    opening: Seen | None = None
    """The answer that the scenario is about."""

    async def says(self, line: str, user: str = "owner", channel: str = "") -> Seen:
        """Type a command; answers are private unless they were to be shared."""
        seen = await self.side.command(line, user=user, channel=channel or self.channel)
        assert seen.is_private or "share:yes" in line or seen.is_announced, line
        return self._heard(seen)

    async def press(self, press: Press, on: Seen | Shown, user: str = "owner") -> Seen:
        """Press a button, and type what it asks for."""
        label, text = (press, None) if isinstance(press, str) else press
        self.pressed |= actions_of(on, label)
        seen = await self.side.click(label, on=on, user=user)
        assert seen.is_open == (text is not None), label
        return self._heard(seen) if text is None else await self.submit(text, user)

    async def submit(self, text: str, user: str = "owner") -> Seen:
        """Type into what the last press opened, and send it."""
        return self._heard(await self.side.submit(text, user=user))

    def posted(self) -> list[Shown]:
        """What stands in the channel for everybody."""
        return self.side.posted(self.channel)

    def _heard(self, seen: Seen) -> Seen:
        assert seen.text.strip(), "nothing was said"
        assert "Something broke" not in seen.text
        self.seen.append(seen)
        return seen


Check = Callable[[Talk, Seen], Awaitable[None]]


@dataclass(frozen=True)
class Scenario:
    """How one verb, or one button's action, is asked for, and what must be seen."""

    name: str
    lines: tuple[str, ...]
    presses: tuple[Press, ...]
    check: Check
    changes: bool
    """Whether it needs a shop of its own."""
    alike: bool = True
    """Whether every platform says the same words; not where only one has such a thing."""
    first: Callable[[Talk], Awaitable[None]] | None = None
    """What happens elsewhere before it."""

    async def begun(self, talk: Talk) -> Seen:
        """Type and press what leads to it; returns the last answer."""
        if self.first is not None:
            await self.first(talk)
        for line in self.lines:
            seen = await talk.says(line)
        for press in self.presses:
            talk.before = seen
            seen = await talk.press(press, seen)
        talk.opening = seen
        return seen


SCENARIOS: dict[str, Scenario] = {}


def tells(
    name: str,
    *lines: str,
    press: tuple[Press, ...] = (),
    changes: bool = False,
    alike: bool = True,
    first: Callable[[Talk], Awaitable[None]] | None = None,
) -> Callable[[Check], Check]:
    """Note the conversation about a verb or an action: what is typed, then what is pressed."""

    def note(check: Check) -> Check:
        assert name not in SCENARIOS, name
        given = Scenario(name, lines or (name,), press, check, changes, alike, first)
        SCENARIOS[name] = given
        return check

    return note


def actions_of(shown: Seen | Shown, label: str) -> set[str]:
    """What the buttons of a label do: `az1:<action>:…` is their id on every platform."""
    raw = shown.raw if isinstance(shown, Seen) else [shown.raw]
    return {ref.split(":")[1] for ref, its in buttons_in(raw) if its == label}


def buttons_in(value: object) -> list[tuple[str, str]]:
    """Id and label of each button of ours, wherever it stands."""
    if isinstance(value, dict):
        ref = str(value.get("action_id") or value.get("custom_id") or "")
        if "html" in value:
            return [(ref, label) for label, ref in page_buttons(str(value["html"]))]
        text = value.get("label", value.get("text"))
        label = text.get("text") if isinstance(text, dict) else text
        mine = [(ref, str(label))] if ref.startswith("az1:") else []
        return mine + [pair for one in value.values() for pair in buttons_in(one)]
    if isinstance(value, list | tuple):
        return [pair for one in value for pair in buttons_in(one)]
    return []
