"""How a local Slack says no."""

from collections.abc import Sequence
from typing import Any

from tests.rig.slack_rules import Problem


class Refusal(Exception):
    """An error code of the Web API; `broken`: the rules that a payload broke, in words."""

    def __init__(self, error: str, broken: Sequence[str] = (), **more: Any) -> None:
        super().__init__(error)
        self.error, self.broken, self.more = error, list(broken), more


def refuse(problems: list[Problem]) -> None:
    """Refuse a payload for the first of its problems, naming all."""
    if problems:
        raise Refusal(problems[0][0], [said for _, said in problems])
