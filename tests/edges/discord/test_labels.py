"""Ids and labels on Discord: within its limits, whatever a shop or a product is called."""

import pytest

from bot.adapters.discord.labels import MODAL, fitted
from bot.adapters.discord.markdown import measure
from bot.adapters.discord.press_id import PressId, asking, read
from bot.card import Ask, Button
from bot.chance import new_ref
from bot.commands.actions import ACTIONS
from bot.commands.verbs import VERBS

NAMES = (
    "Demo shop", "x" * 200, "🦄" * 60, "a b " * 40, "line\nbreak", "\u202egnp", "", "?",
    "漢字" * 40,
)  # fmt: skip
NAMED = [one.name for one in ACTIONS] + [one.name for one in VERBS]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:12])
def test_a_label_fits_on_one_line_and_is_never_empty(name: str) -> None:
    label = fitted(name, MODAL)

    assert 1 <= measure(label) <= MODAL
    assert "\n" not in label
    assert "\u202e" not in label


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:12])
@pytest.mark.parametrize("action", NAMED)
def test_an_id_that_asks_fits_and_is_read_back(action: str, name: str) -> None:
    ref = f"az1:{action}:{new_ref()}"
    button = Button("Delete…", action, "x", ask=Ask(f"Type {name} to confirm", "Delete"))
    drawn = [{"type": 1, "components": [{"type": 2, "custom_id": ref}]}]

    (row,) = asking(drawn, [button], [ref])

    custom_id = row["components"][0]["custom_id"]
    found = read(custom_id)
    assert measure(custom_id) <= 100
    assert found is not None
    assert (found.ref, found.ask[:5]) == (ref, "Type ")


def test_a_button_that_asks_nothing_keeps_its_reference() -> None:
    ref = f"az1:stats:{new_ref()}"
    drawn = [{"type": 17, "components": [{"type": 2, "custom_id": ref}]}]

    assert asking(drawn, [Button("Stats", "stats", "7d")], [ref]) == drawn
    assert read(ref) == PressId(ref)


@pytest.mark.parametrize(
    "foreign", ["", "other:x:y", "az1:stats", "az1::x", "az2:stats:x", "az1:A:x"]
)
def test_an_id_of_others_is_none_of_ours(foreign: str) -> None:
    assert read(foreign) is None
