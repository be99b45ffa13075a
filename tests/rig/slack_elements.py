"""Slack's rules for what stands inside blocks: texts, buttons, inputs. The rig's own numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]

STYLES = ("primary", "danger")
BUTTON_TEXT, BUTTON_VALUE, BUTTON_URL, ACCESSIBILITY_LABEL = 75, 2000, 3000, 75
ACTION_ID = BLOCK_ID = 255
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
INPUT_TEXT, PLACEHOLDER = 3000, 150
OPTIONS, OPTION_TEXT, OPTION_VALUE = 100, 75, 150


def text_within(value: object, most: int, where: str, *, least: int = 1) -> Iterator[str]:
    """A plain string of a length."""
    if not isinstance(value, str):
        yield f"{where}: a text is missing"
    elif len(value) < least:
        yield f"{where}: must be more than {least - 1} characters"
    elif len(value) > most:
        yield f"{where}: {len(value)} characters are more than {most}"


def text_object(value: object, most: int, where: str, *, plain: bool = False) -> Iterator[str]:
    """A text object: plain_text, or mrkdwn where that is allowed."""
    if not isinstance(value, dict) or value.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{where}: no text object"
        return
    if plain and value["type"] != "plain_text":
        yield f"{where}: only plain_text is allowed"
    allowed = {"type", "text", "emoji" if value["type"] == "plain_text" else "verbatim"}
    yield from (f"{where}: unknown field {name}" for name in sorted(value.keys() - allowed))
    yield from text_within(value.get("text"), most, f"{where}/text")


def fields_of(value: Json, allowed: str, where: str) -> Iterator[str]:
    """No field that the platform does not know."""
    unknown = sorted(value.keys() - set(allowed.split()) - {"type", "block_id"})
    yield from (f"{where}: unknown field {name}" for name in unknown)


def element(value: object, where: str) -> Iterator[str]:
    """An element of an actions block, an accessory, or an input's."""
    kinds = {
        "button": button,
        "plain_text_input": text_input,
        "static_select": static_select,
    }
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(value, dict) or kind not in kinds:
        yield f"{where}: unknown element {kind}"
        return
    yield from text_within(value.get("action_id", "generated"), ACTION_ID, f"{where}/action_id")
    yield from kinds[kind](value, where)


def button(value: Json, where: str) -> Iterator[str]:
    """A button."""
    allowed = "action_id text value url style confirm accessibility_label"
    yield from fields_of(value, allowed, where)
    yield from text_object(value.get("text"), BUTTON_TEXT, f"{where}/text", plain=True)
    yield from text_within(value.get("value", ""), BUTTON_VALUE, f"{where}/value", least=0)
    yield from text_within(value.get("url", "https://"), BUTTON_URL, f"{where}/url")
    label = value.get("accessibility_label", "label")
    yield from text_within(label, ACCESSIBILITY_LABEL, f"{where}/accessibility_label")
    if value.get("style", "primary") not in STYLES:
        yield f"{where}/style: neither primary nor danger"
    if "confirm" in value:
        yield from confirm(value["confirm"], f"{where}/confirm")


def confirm(value: object, where: str) -> Iterator[str]:
    """A confirmation dialog."""
    if not isinstance(value, dict):
        yield f"{where}: no confirm object"
        return
    yield from fields_of(value, "title text confirm deny style", where)
    yield from text_object(value.get("title"), CONFIRM_TITLE, f"{where}/title", plain=True)
    yield from text_object(value.get("text"), CONFIRM_TEXT, f"{where}/text")
    yield from text_object(value.get("confirm"), CONFIRM_BUTTON, f"{where}/confirm", plain=True)
    yield from text_object(value.get("deny"), CONFIRM_BUTTON, f"{where}/deny", plain=True)


def text_input(value: Json, where: str) -> Iterator[str]:
    """A line or a field to type into."""
    allowed = "action_id placeholder initial_value multiline min_length max_length focus_on_load"
    yield from fields_of(value, allowed, where)
    if "placeholder" in value:
        yield from text_object(
            value["placeholder"], PLACEHOLDER, f"{where}/placeholder", plain=True
        )
    yield from text_within(value.get("initial_value", ""), INPUT_TEXT, where, least=0)
    if not 1 <= value.get("max_length", INPUT_TEXT) <= INPUT_TEXT:
        yield f"{where}/max_length: not within 1 and {INPUT_TEXT}"


def static_select(value: Json, where: str) -> Iterator[str]:
    """A list to choose from."""
    yield from fields_of(value, "action_id placeholder options initial_option confirm", where)
    options = value.get("options", [])
    if not 1 <= len(options) <= OPTIONS:
        yield f"{where}/options: {len(options)} are not within 1 and {OPTIONS}"
    for n, option in enumerate(options):
        text, chosen = option.get("text"), option.get("value")
        yield from text_object(text, OPTION_TEXT, f"{where}/options/{n}", plain=True)
        yield from text_within(chosen, OPTION_VALUE, f"{where}/options/{n}/value")


def is_id(value: object) -> bool:
    """Whether a value can be a block's or an action's id."""
    return isinstance(value, str) and 0 < len(value) <= BLOCK_ID
