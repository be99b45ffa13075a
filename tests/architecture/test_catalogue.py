"""The catalogue of cards is whole: nobody adds a verb or a button whose card nobody looked at."""

from bot.commands.actions import ACTIONS
from bot.commands.verbs import VERBS
from bot.preview.catalogue import catalogue

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
    known = {verb.name for verb in VERBS} | {action.name for action in ACTIONS}
    buttons = [button for sample in catalogue().values() for button in sample.card.buttons()]
    assert {button.action for button in buttons} <= known
    pressed = {button.action for button in buttons} & {action.name for action in ACTIONS}
    assert pressed == {action.name for action in ACTIONS}
