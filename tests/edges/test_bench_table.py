"""What the bench says of a figure and its goal, and of an answer that is none."""

import io

from bench.acks import SAYS, Acks, Measured, strays
from bench.table import Goal, Row, told
from tests.rig.chat import opened

KEPT = Row("a thing", "2 ms", "–", (Goal("≤ 2 ms", 2, 2),))
MISSED = Row("a thing", "2 MB", "–", (Goal("≤ 3 ×", 1, 3), Goal("< 2 MB", 2, 2, is_below=True)))


def test_the_table_says_of_each_goal_whether_it_is_met() -> None:
    out = io.StringIO()
    missed = told([[KEPT], [MISSED, Row("no goal", "1", "2")]], out)
    assert missed == [MISSED]
    assert out.getvalue().splitlines()[2:] == [
        "| a thing | 2 ms | – | ≤ 2 ms: met |",
        "| a thing | 2 MB | – | ≤ 3 ×: met, < 2 MB: NOT MET |",
        "| no goal | 1 | 2 | – |",
    ]


def test_a_figure_that_is_none_meets_no_goal() -> None:
    assert not Goal("≤ 2 ms", float("nan"), 2).is_met


def test_acks_are_compared_with_the_echo_and_with_their_bounds() -> None:
    found = Measured(Acks(7, 51), Acks(1, 60), 9, Acks(2, 3))
    goals = [goal.is_met for row in found.rows("Slack", 2) for goal in row.goals]
    assert goals == [False, False, True]


def test_acks_count_only_where_the_right_card_was_shown() -> None:
    right, wrong = (
        opened("1", "U1", said, {}) for said in (f"{SAYS}\nhome", "Something broke on our side.")
    )
    assert strays([right]) == []
    assert len(strays([right, wrong])) == 1
