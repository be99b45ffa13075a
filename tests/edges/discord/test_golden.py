"""The main cards on Discord are, to the letter, what somebody read and found good."""

import json

import pytest

from tests.golden_cards import golden_cards, kept, on_discord

NAMES = sorted(path.stem for path in kept("discord", "x").parent.glob("*.json"))


def test_every_main_card_is_kept() -> None:
    assert sorted(golden_cards()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_main_card_is_drawn_as_it_was_read(name: str) -> None:
    drawn = on_discord(golden_cards()[name])
    assert drawn == json.loads(kept("discord", name).read_text("utf-8"))
