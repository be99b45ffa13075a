"""The command table reads what people write, and says what would do."""

import pytest

from bot.commands.see import STATS
from bot.commands.settings import SETTINGS, shop_meant
from bot.commands.table import SHARE, Argument, Group, Verb, addressed, distance, find, parse
from bot.commands.team import ADD, TEAM
from core.errors import BadArgument, MissingArgument, UnknownVerb
from core.model import MemberRole

PLAIN = Verb("status", Group.SEE, "How things stand", MemberRole.VIEWER, (SHARE,))
PRODUCT = Verb(
    "product",
    Group.SEE,
    "One product",
    MemberRole.VIEWER,
    (Argument("sku", "a SKU", required=True),),
)
TABLE = (STATS, PLAIN, PRODUCT)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("30d", {"period": "30d"}),
        ("last month for Amazon.com", {"period": "last month", "for": "Amazon.com"}),
        ("by:day 7d SHARE=Yes", {"by": "day", "period": "7d", "share": "yes"}),
        (
            "2026-11-01..2026-11-15 view units",
            {"period": "2026-11-01..2026-11-15", "view": "units"},
        ),
    ],
)
def test_arguments_are_found_wherever_they_stand(text: str, found: dict[str, str]) -> None:
    assert parse(STATS, text) == found


@pytest.mark.parametrize(
    ("verb", "text", "said"),
    [
        (STATS, "by:week", "“week” does not fit `by`. Try `product`, `day` or `marketplace`."),
        (STATS, "7d by", "`by` needs `product`, `day` or `marketplace`."),
        (STATS, "7d for", "`for` needs one marketplace, such as `Amazon.com`."),
        (STATS, "7d share:", "`share` needs `yes` or `no`."),
        (PLAIN, "now", "`/amzigo status [share:…]` is all it takes."),
        (PRODUCT, "", "`product` needs a SKU: write `/amzigo product <sku>`."),
    ],
)
def test_what_cannot_be_used_is_said_with_what_would_do(verb: Verb, text: str, said: str) -> None:
    with pytest.raises((BadArgument, MissingArgument)) as refused:
        parse(verb, text)
    assert said in refused.value.message


def test_a_verb_is_found_by_name_and_alias_in_any_case() -> None:
    assert find(TABLE, "STATS") is STATS
    assert find(TABLE, "top") is STATS


@pytest.mark.parametrize(
    ("typed", "nearest"), [("stat", "stats"), ("produkt", "product"), ("staus", "stats")]
)
def test_an_unknown_verb_is_answered_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(UnknownVerb) as refused:
        find(TABLE, typed)
    assert f"“{typed}”" in refused.value.message
    assert f"`/amzigo {nearest}`" in refused.value.message


def test_distance() -> None:
    assert [distance("", "ab"), distance("kitten", "sitting"), distance("a", "a")] == [2, 3, 0]


FAMILIES = (STATS, *TEAM, *SETTINGS)


@pytest.mark.parametrize(
    ("name", "text", "verb", "rest"),
    [
        ("team", "", "team list", ""),
        ("team", "  ", "team list", "  "),
        ("Team", "ADD <@U0123|x y> approver", "team add", "<@U0123|x y> approver"),
        ("team add", "<@1> owner", "team add", "<@1> owner"),
        ("team", "remove:@x", "team remove", "@x"),
        ("settings", "digest 08:00", "settings digest", "08:00"),
        ("settings", "digest:08:00", "settings digest", "08:00"),
        ("settings", "zone = Europe/Berlin", "settings zone", "Europe/Berlin"),
        ("stats", "team add", "stats", "team add"),
    ],
)
def test_a_family_s_verb_is_meant_by_its_first_word(
    name: str, text: str, verb: str, rest: str
) -> None:
    found, left = addressed(FAMILIES, name, text)
    assert (found.name, left) == (verb, rest)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("team", "ad <@U1>", "I don't know “team ad”. Did you mean `/amzigo team add`?"),
        ("settings", "<@U1>", "I don't know “settings <@U1>”."),
        ("taem", "", "I don't know “taem”. Did you mean `/amzigo team`?"),
    ],
)
def test_an_unknown_member_of_a_family_is_answered_with_the_nearest(
    name: str, text: str, said: str
) -> None:
    with pytest.raises(UnknownVerb) as refused:
        addressed(FAMILIES, name, text)
    assert said in refused.value.message


@pytest.mark.parametrize(
    "text", ["<@U0123|x y> approver", "approver <@U0123|x y>", "  <@U0123|x y>   APPROVER "]
)
def test_several_bare_words_find_their_places_in_any_order(text: str) -> None:
    assert parse(ADD, text) == {"user": "<@U0123|x y>", "role": "approver"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<@U0123> boss", "“boss” does not fit `role`. Try `viewer`, `approver` or `owner`."),
        ("<@U1> <@U2> owner", "`/amzigo team add <user> [role]` is all it takes."),
        ("<@U1> owner now", "`/amzigo team add <user> [role]` is all it takes."),
        ("owner", "`team add` needs one person of this workspace"),
    ],
)
def test_a_word_too_many_or_too_few_is_said(text: str, said: str) -> None:
    with pytest.raises((BadArgument, MissingArgument)) as refused:
        parse(ADD, text)
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("name", "text", "shop"),
    [
        ("settings", "channel Demo shop", "Demo shop"),
        ("settings channel", "Demo shop", "Demo shop"),
        ("settings", "channel OFF", None),
        ("settings", "channel", None),
        ("settings", "digest 08:00", None),
        ("settings", "chanel Demo shop", None),
        ("stats", "channel Demo shop", None),
    ],
)
def test_only_a_shop_s_name_finds_another_shop(name: str, text: str, shop: str | None) -> None:
    assert shop_meant(name, text) == shop
