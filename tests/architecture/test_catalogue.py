"""The catalogue of cards is whole: nobody adds a verb or a button whose card nobody looked at."""

import re

from bot.commands.actions import ACTIONS, role_of
from bot.commands.verbs import VERBS
from bot.preview.catalogue import catalogue
from tests.shared_data import REPO

MOODS = {
    "digest-low",
    "digest-no-data",
    "batch",
    "batch-sending",
    "batch-sent",
    "revoke",
    "revoke-done",
    "access",
    "status-paused",
    "refusal-period",
    "refusal-role",
    "refusal-broken",
    "button-stale",
}


def test_every_verb_and_every_action_has_a_card() -> None:
    shown = {name for sample in catalogue().values() for name in sample.shows}
    known = {verb.name for verb in VERBS} | {action.name for action in ACTIONS}
    assert shown == known


def test_the_cards_that_people_look_for_are_there() -> None:
    assert set(catalogue()) >= MOODS


def test_every_button_of_the_catalogue_does_something() -> None:
    buttons = [button for sample in catalogue().values() for button in sample.card.buttons()]
    assert all(role_of(button.action) for button in buttons)  # raises for one that is not declared
    pressed = {button.action for button in buttons} & {action.name for action in ACTIONS}
    assert pressed == {action.name for action in ACTIONS}


def test_every_kept_picture_is_small_and_said_to_be_a_drawing() -> None:
    folder = REPO / "docs" / "pictures"
    listed = re.findall(
        r"^- \[(.+)\]\((.+)\): a drawing of ", (folder / "README.md").read_text(), re.M
    )
    pictures = {path.name for path in folder.glob("*.png")}
    assert {name for pair in listed for name in pair} == pictures
    assert {name.partition("-1280")[0].partition("-380")[0] for name in pictures} <= set(
        catalogue()
    )
    assert all(path.stat().st_size < 120_000 for path in folder.iterdir())
