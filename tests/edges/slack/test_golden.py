"""The main cards on Slack are, to the letter, what somebody read and found good."""

import json

import pytest

from tests.golden_cards import golden_cards, kept, on_slack

NAMES = sorted(path.stem for path in kept("slack", "x").parent.glob("*.json"))


def test_every_main_card_is_kept() -> None:
    assert sorted(golden_cards()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_main_card_is_drawn_as_it_was_read(name: str) -> None:
    drawn = on_slack(golden_cards()[name])
    assert drawn == json.loads(kept("slack", name).read_text("utf-8"))
