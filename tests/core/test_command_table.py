"""The command table reads what people write, and says what would do."""

import pytest

from bot.commands.see import STATS
from bot.commands.table import SHARE, Argument, Group, Verb, distance, find, parse
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
        (PLAIN, "now", "`status [share:…]` is all it takes."),
        (PRODUCT, "", "`product` needs a SKU: write `product <sku>`."),
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
    assert f"`{nearest}`" in refused.value.message


def test_distance() -> None:
    assert [distance("", "ab"), distance("kitten", "sitting"), distance("a", "a")] == [2, 3, 0]
