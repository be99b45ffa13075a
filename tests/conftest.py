"""What every test gets, and the block that says which tests were not run here and why."""

from collections import Counter

import pytest
from _pytest.terminal import TerminalReporter

pytest_plugins = ("tests.databases", "tests.loopback", "tests.shared_data")


def not_run_lines(reasons: list[str]) -> list[str]:
    """One line a reason, with the number of tests that it kept from running."""
    counted = sorted(Counter(reasons).items())
    return [f"Not run here: {n} {'test' if n == 1 else 'tests'}: {why}." for why, n in counted]


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test was left out, in the words given where that was decided."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ").rstrip(".")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the block."""
    lines = not_run_lines([reason_of(one) for one in terminalreporter.stats.get("skipped", [])])
    if lines:
        terminalreporter.section("not run here")
        terminalreporter.write("".join(f"{line}\n" for line in lines))
