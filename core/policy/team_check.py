"""How often a team is looked over: Amazon wants the rights of everybody reviewed each quarter."""

from datetime import timedelta

CHECK_EVERY = timedelta(days=90)
"""The source is the Data Protection Policy, 1.2: rights are reviewed at least once a quarter."""
