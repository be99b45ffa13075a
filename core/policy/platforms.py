"""What is the same of every chat platform, and what is not."""

NAMES = {"slack": "Slack", "discord": "Discord"}
"""What people call those that are not ours."""

MAY_BE_SHARED = frozenset({"slack"})
"""On which a channel may reach another company; everywhere else none does."""
