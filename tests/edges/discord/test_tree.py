"""The application command that is made from the table of verbs."""

from pathlib import Path
from typing import Any

from bot.adapters.discord.tree import LONGEST, short, tree, version_of
from bot.commands.table import Argument, Group, Verb
from bot.commands.verbs import VERBS
from core.model import MemberRole
from tests.rig.discord_rest import COMMANDS
from tests.rig.discord_rules import command_characters, command_faults
from tests.rig.discord_schema import specification

GROUP = 2


def children(verbs: tuple[Verb, ...] = VERBS) -> dict[str, dict[str, Any]]:
    """The children of the root by name."""
    return {one["name"]: one for one in tree(verbs)[0]["options"]}


def verb(name: str, *arguments: Argument) -> Verb:
    """A verb that nobody has."""
    return Verb(name, Group.DO, f"Does {name}", MemberRole.VIEWER, arguments)


def test_the_tree_breaks_no_rule_of_the_platform(shared: Path) -> None:
    made = tree(VERBS)

    assert list(command_faults(made)) == []
    assert list(specification(shared).faults("PUT", COMMANDS, made)) == []


def test_the_tree_has_room_left() -> None:
    (root,) = tree(VERBS)

    assert len(root["options"]) <= 25
    assert command_characters(root) <= 8000


def leaves(verbs: tuple[Verb, ...] = VERBS) -> dict[str, dict[str, Any]]:
    """What can be asked for, by its whole name."""
    found: dict[str, dict[str, Any]] = {}
    for name, one in children(verbs).items():
        if one["type"] == GROUP:
            found |= {f"{name} {leaf['name']}": leaf for leaf in one["options"]}
        else:
            found[name] = one
    return found


def test_every_verb_is_a_leaf_with_all_its_arguments() -> None:
    its = leaves()

    assert list(its) == [one.name for one in VERBS]
    for one in VERBS:
        assert {o["name"] for o in its[one.name]["options"]} == {a.name for a in one.arguments}


def test_who_and_what_they_may_do_are_asked_for_apart() -> None:
    user, role = leaves()["team add"]["options"]

    assert (user["name"], user["required"]) == ("user", True)
    assert [one["value"] for one in role["choices"]] == ["viewer", "approver", "owner"]


def test_choices_are_offered_and_what_is_required_says_so() -> None:
    its = children()

    (what,) = [one for one in its["reviews"]["options"] if one["name"] == "what"]
    assert [one["value"] for one in what["choices"]][:2] == ["waiting", "history"]
    assert its["product"]["options"][0]["required"]
    assert not its["stats"]["options"][0]["required"]


def test_what_the_shop_has_is_offered_while_it_is_typed() -> None:
    its = children()

    assert its["product"]["options"][0]["autocomplete"]
    assert "autocomplete" not in its["reviews"]["options"][0]


def test_what_is_required_comes_first() -> None:
    late = verb("late", Argument("maybe", "May be"), Argument("must", "Must be", required=True))

    assert [one["name"] for one in children((late,))["late"]["options"]] == ["must", "maybe"]


def test_a_verb_of_two_words_is_a_leaf_of_a_group() -> None:
    its = children((verb("rules show"), verb("rules set"), verb("home")))

    assert list(its) == ["rules", "home"]
    assert its["rules"]["type"] == 2
    assert [one["name"] for one in its["rules"]["options"]] == ["show", "set"]
    assert list(command_faults(tree((verb("rules show"), verb("home"))))) == []


def test_only_in_guilds_and_for_everybody_there() -> None:
    (root,) = tree(VERBS)

    assert (root["contexts"], root["integration_types"]) == ([0], [0])
    assert root["default_member_permissions"] is None


def test_a_description_is_cut_at_a_word() -> None:
    text = "write `7d` " + "word " * 30

    assert short(text).endswith("word…")
    assert len(short(text)) <= LONGEST
    assert "`" not in short(text)
    assert short("x" * LONGEST) == "x" * LONGEST


def test_another_wording_is_another_version() -> None:
    assert version_of(tree(VERBS)) == version_of(tree(VERBS))
    assert version_of(tree(VERBS)) != version_of(tree(VERBS[1:]))
    assert len(version_of(tree(VERBS))) == 64
