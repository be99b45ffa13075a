"""What Slack refuses the rig refuses: each rule shown by one payload that breaks it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.rig.slack_rules import message, view

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str = "Sales") -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(name: str = "az1:approve:ref", **more: Any) -> Json:
    return {"type": "button", "action_id": name, "text": plain("Approve")} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements or (button(),))}


def image(**more: Any) -> Json:
    return {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "Units a day"} | more


def table(rows: int = 2, columns: int = 2, text: str = "x") -> Json:
    cell = {"type": "raw_text", "text": text}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def chart(points: int = 3, series: int = 1, title: str = "Units", name: str = "S") -> Json:
    labels = [f"day {n}" for n in range(points)]
    data = [{"label": label, "value": 1.5} for label in labels]
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {
            "type": "bar",
            "series": [{"name": f"{name}{n}", "data": data} for n in range(series)],
            "axis_config": {"categories": labels},
        },
    }


def lacking(value: Json, *path: str | int) -> Json:
    """A copy without one part."""
    changed: Any = copy.deepcopy(value)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return dict(changed)


CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("It stays."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
INPUT: Json = {
    "type": "input",
    "label": plain("Type it"),
    "element": {"type": "plain_text_input", "action_id": "text"},
}
GOOD = [
    section(),
    {"type": "section", "fields": [plain("Units"), plain("12")]},
    {"type": "header", "text": plain("Today")},
    {"type": "divider"},
    {"type": "context", "elements": [plain("as of 9:00")]},
    actions(button(confirm=CONFIRM, style="danger", accessibility_label="Approve the batch")),
    image(),
    table(),
    chart(),
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "markdown", "text": "**bold**"},
]
BAD: dict[str, tuple[str, list[Json]]] = {
    "51 blocks": ("invalid_blocks", [section()] * 51),
    "two tables": ("invalid_blocks", [table(), table()]),
    "three charts": ("invalid_blocks", [chart(), chart(), chart()]),
    "12,001 characters": ("msg_blocks_too_long", [section("x" * 3000)] * 4 + [section("x")]),
    "unknown block": ("invalid_blocks", [{"type": "nonsense"}]),
    "unknown field": ("invalid_blocks", [section() | {"colour": "red"}]),
    "an input in a message": ("invalid_blocks", [INPUT]),
    "section of 3,001": ("invalid_blocks", [section("x" * 3001)]),
    "section of nothing": ("invalid_blocks", [{"type": "section"}]),
    "empty text": ("invalid_blocks", [section("")]),
    "11 fields": ("invalid_blocks", [{"type": "section", "fields": [plain("x")] * 11}]),
    "field of 2,001": ("invalid_blocks", [{"type": "section", "fields": [plain("x" * 2001)]}]),
    "header of 151": ("invalid_blocks", [{"type": "header", "text": plain("x" * 151)}]),
    "header in mrkdwn": ("invalid_blocks", [{"type": "header", "text": section()["text"]}]),
    "11 in a context": ("invalid_blocks", [{"type": "context", "elements": [plain("x")] * 11}]),
    "26 buttons": ("invalid_blocks", [actions(*(button(f"a{n}") for n in range(26)))]),
    "no button": ("invalid_blocks", [{"type": "actions", "elements": []}]),
    "the same action twice": ("invalid_blocks", [actions(button(), button())]),
    "the same block id twice": ("invalid_blocks", [section() | {"block_id": "b"}] * 2),
    "a block id of 256": ("invalid_blocks", [section() | {"block_id": "b" * 256}]),
    "an action id of 256": ("invalid_blocks", [actions(button("a" * 256))]),
    "button text of 76": ("invalid_blocks", [actions(button(text=plain("x" * 76)))]),
    "button text in mrkdwn": ("invalid_blocks", [actions(button(text=section()["text"]))]),
    "button value of 2,001": ("invalid_blocks", [actions(button(value="x" * 2001))]),
    "button address of 3,001": ("invalid_blocks", [actions(button(url="x" * 3001))]),
    "unknown style": ("invalid_blocks", [actions(button(style="plain"))]),
    "a label of 76": ("invalid_blocks", [actions(button(accessibility_label="x" * 76))]),
    "unknown element": ("invalid_blocks", [actions({"type": "dial", "action_id": "a"})]),
    "confirm without a no": (
        "invalid_blocks",
        [actions(button(confirm=lacking(CONFIRM, "deny")))],
    ),
    "confirm text of 301": (
        "invalid_blocks",
        [actions(button(confirm=CONFIRM | {"text": plain("x" * 301)}))],
    ),
    "no alt text": ("invalid_blocks", [lacking(image(), "alt_text")]),
    "alt text of 2,001": ("invalid_blocks", [image(alt_text="x" * 2001)]),
    "a picture of nothing": ("invalid_blocks", [lacking(image(), "slack_file")]),
    "101 rows": ("invalid_blocks", [table(rows=101)]),
    "21 columns": ("invalid_blocks", [table(columns=21)]),
    "an empty cell": ("invalid_blocks", [table(text="")]),
    "ragged rows": (
        "invalid_blocks",
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * n for n in (1, 2)]}],
    ),
    "21 points": ("invalid_blocks", [chart(points=21)]),
    "13 series": ("invalid_blocks", [chart(series=13)]),
    "chart title of 51": ("invalid_blocks", [chart(title="x" * 51)]),
    "series name of 21": ("invalid_blocks", [chart(name="x" * 20)]),
    "a series with a gap": ("invalid_blocks", [lacking(chart(), "chart", "series", 0, "data", 0)]),
    "a point without a value": (
        "invalid_blocks",
        [lacking(chart(), "chart", "series", 0, "data", 0, "value")],
    ),
    "markdown of 12,001": ("invalid_blocks", [{"type": "markdown", "text": "x" * 12_001}]),
    "everybody called": ("mention", [section("<!channel>")]),
}


def codes(found: object) -> set[str]:
    assert not isinstance(found, str)
    return {code for code, _ in found}  # type: ignore[attr-defined]


@pytest.mark.parametrize("block", GOOD, ids=[one["type"] for one in GOOD])
def test_what_slack_takes_the_rig_takes(block: Json) -> None:
    assert list(message({"text": "Sales", "blocks": [block]})) == []


@pytest.mark.parametrize("why", BAD)
def test_what_slack_refuses_the_rig_refuses(why: str) -> None:
    code, blocks = BAD[why]
    assert code in codes(message({"text": "Sales", "blocks": blocks}))


@pytest.mark.parametrize(("text", "code"), [("", "no_text"), ("x" * 40_001, "msg_too_long")])
def test_a_message_has_a_text_beside_its_blocks(text: str, code: str) -> None:
    assert codes(message({"text": text, "blocks": [section()]})) == {code}


MODAL = {"type": "modal", "title": plain("Revoke"), "submit": plain("Go"), "blocks": [INPUT]}
BAD_VIEWS: dict[str, tuple[str, Callable[[Json], Json]]] = {
    "title of 25": ("invalid_arguments", lambda good: good | {"title": plain("x" * 25)}),
    "submit of 25": ("invalid_arguments", lambda good: good | {"submit": plain("x" * 25)}),
    "no submit": ("invalid_arguments", lambda good: lacking(good, "submit")),
    "no blocks": ("invalid_arguments", lambda good: good | {"blocks": []}),
    "101 blocks": ("invalid_arguments", lambda good: good | {"blocks": [section()] * 101}),
    "metadata of 3,001": (
        "invalid_arguments",
        lambda good: good | {"private_metadata": "x" * 3001},
    ),
    "callback id of 256": ("invalid_arguments", lambda good: good | {"callback_id": "x" * 256}),
    "unknown kind": ("invalid_arguments", lambda good: good | {"type": "window"}),
    "a chart": ("invalid_blocks", lambda good: good | {"blocks": [chart()]}),
    "label of 2,001": (
        "invalid_blocks",
        lambda good: good | {"blocks": [INPUT | {"label": plain("x" * 2001)}]},
    ),
    "an input that takes 3,001": (
        "invalid_blocks",
        lambda good: (
            good | {"blocks": [INPUT | {"element": INPUT["element"] | {"max_length": 3001}}]}
        ),
    ),
}


def test_a_good_modal_is_taken() -> None:
    assert list(view(MODAL)) == []


@pytest.mark.parametrize("why", BAD_VIEWS)
def test_what_slack_refuses_in_a_modal_the_rig_refuses(why: str) -> None:
    code, breaking = BAD_VIEWS[why]
    assert codes(view(breaking(MODAL))) == {code}
