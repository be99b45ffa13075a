"""Slack's rules for blocks, each kind by itself. The rig's own numbers."""

from collections.abc import Callable, Iterator

from tests.rig.slack_charts import data_visualization, table
from tests.rig.slack_elements import Json, element, fields_of, is_id, text_object, text_within

SECTION_TEXT, SECTION_FIELDS, FIELD_TEXT = 3000, 10, 2000
HEADER, MARKDOWN = 150, 12_000
CONTEXT_ELEMENTS, ACTION_ELEMENTS = 10, 25
IMAGE_URL, ALT_TEXT, IMAGE_TITLE = 3000, 2000, 2000
INPUT_LABEL, INPUT_HINT = 2000, 2000

Check = Callable[[Json, str], Iterator[str]]


def block(value: object, where: str) -> Iterator[str]:
    """A block of any kind."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(value, dict) or kind not in KINDS:
        yield f"{where}: unsupported type: {kind}"
        return
    if not is_id(value.get("block_id", "generated")):
        yield f"{where}/block_id: not within 1 and 255 characters"
    yield from KINDS[kind](value, where)


def section(value: Json, where: str) -> Iterator[str]:
    """A paragraph, or fields, or both."""
    yield from fields_of(value, "text fields accessory expand", where)
    fields = value.get("fields")
    if "text" not in value and not fields:
        yield f"{where}: neither text nor fields"
    if "text" in value:
        yield from text_object(value["text"], SECTION_TEXT, f"{where}/text")
    if fields is not None and not 1 <= len(fields) <= SECTION_FIELDS:
        yield f"{where}/fields: {len(fields)} are not within 1 and {SECTION_FIELDS}"
    for n, one in enumerate(fields or ()):
        yield from text_object(one, FIELD_TEXT, f"{where}/fields/{n}")
    if "accessory" in value:
        yield from _pictured(value["accessory"], f"{where}/accessory")


def header(value: Json, where: str) -> Iterator[str]:
    """A headline."""
    yield from fields_of(value, "text level", where)
    yield from text_object(value.get("text"), HEADER, f"{where}/text", plain=True)


def divider(value: Json, where: str) -> Iterator[str]:
    """A line."""
    yield from fields_of(value, "", where)


def context(value: Json, where: str) -> Iterator[str]:
    """Small print."""
    yield from fields_of(value, "elements", where)
    elements = value.get("elements") or []
    if not 1 <= len(elements) <= CONTEXT_ELEMENTS:
        yield f"{where}/elements: {len(elements)} are not within 1 and {CONTEXT_ELEMENTS}"
    for n, one in enumerate(elements):
        if isinstance(one, dict) and one.get("type") == "image":
            yield from image(one, f"{where}/elements/{n}")
        else:
            yield from text_object(one, SECTION_TEXT, f"{where}/elements/{n}")


def actions(value: Json, where: str) -> Iterator[str]:
    """Buttons."""
    yield from fields_of(value, "elements", where)
    elements = value.get("elements") or []
    if not 1 <= len(elements) <= ACTION_ELEMENTS:
        yield f"{where}/elements: {len(elements)} are not within 1 and {ACTION_ELEMENTS}"
    for n, one in enumerate(elements):
        yield from element(one, f"{where}/elements/{n}")


def image(value: Json, where: str) -> Iterator[str]:
    """A picture, by address or by a file's id; never without an alternative text."""
    yield from fields_of(value, "image_url slack_file alt_text title", where)
    yield from text_within(value.get("alt_text"), ALT_TEXT, f"{where}/alt_text")
    if ("image_url" in value) == ("slack_file" in value):
        yield f"{where}: one of image_url and slack_file is needed"
    yield from text_within(value.get("image_url", "https://"), IMAGE_URL, f"{where}/image_url")
    file = value.get("slack_file", {"id": "F"})
    if not isinstance(file, dict) or not (file.get("id") or file.get("url")):
        yield f"{where}/slack_file: neither id nor url"
    if "title" in value:
        yield from text_object(value["title"], IMAGE_TITLE, f"{where}/title", plain=True)


def markdown(value: Json, where: str) -> Iterator[str]:
    """Text in Markdown."""
    yield from fields_of(value, "text", where)
    yield from text_within(value.get("text"), MARKDOWN, f"{where}/text")


RICH = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")


def rich_text(value: Json, where: str) -> Iterator[str]:
    """Formatted text without escapes."""
    yield from fields_of(value, "elements", where)
    elements = value.get("elements") or []
    if not elements:
        yield f"{where}/elements: none"
    for n, one in enumerate(elements):
        if not isinstance(one, dict) or one.get("type") not in RICH:
            yield f"{where}/elements/{n}: unknown"


def input_block(value: Json, where: str) -> Iterator[str]:
    """A question in a form."""
    yield from fields_of(value, "label element hint optional dispatch_action", where)
    yield from text_object(value.get("label"), INPUT_LABEL, f"{where}/label", plain=True)
    yield from element(value.get("element"), f"{where}/element")
    if "hint" in value:
        yield from text_object(value["hint"], INPUT_HINT, f"{where}/hint", plain=True)


def _pictured(value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict) and value.get("type") == "image":
        yield from image(value, where)
    else:
        yield from element(value, where)


KINDS: dict[object, Check] = {
    "section": section,
    "header": header,
    "divider": divider,
    "context": context,
    "actions": actions,
    "image": image,
    "markdown": markdown,
    "rich_text": rich_text,
    "input": input_block,
    "table": table,
    "data_visualization": data_visualization,
}
