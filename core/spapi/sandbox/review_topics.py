"""What buyers talk about, invented: topics, how often each is named, and how that changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.spapi.sandbox.clock import zulu
from core.spapi.sandbox.dice import share

_PRAISE = {
    "Quality": ("made to last", "feels solid in the hand", "better than the dear ones"),
    "Value for money": ("fair for what it costs", "would pay it again"),
    "Easy to use": ("no manual needed", "worked at the first try"),
    "Easy to clean": ("one wipe and done", "survives the dishwasher"),
    "Size": ("fits where it should", "larger than I hoped"),
    "Looks": ("goes with everything we have", "the colour is as shown"),
    "Sturdiness": ("still fine after months", "does not bend"),
}
_BLAME = {
    "Packaging": ("the box had been opened", "hi <!channel> and @everyone, mine came in a bag"),
    "Durability": ("broke in the second week", "the handle came off"),
    "Smell": ("smelled of glue for days", "had to air it first"),
    "Size": ("smaller than in the picture", "did not fit the drawer"),
    "Instructions": ("no word of how it goes together", "the drawing is unreadable"),
}
_RETURNS = ("Arrived damaged", "Wrong size", "Looks different", "Parts missing", "Changed my mind")
_WEEKS, _MONTHS = 26, 6


@dataclass(frozen=True, slots=True)
class Voices:
    """What buyers say of one subject (an ASIN or a browse node) in one marketplace."""

    subject: str
    marketplace: str
    at: datetime

    def span(self) -> dict[str, str]:
        """The half year up to the last refresh: once a week, on Sunday."""
        midnight = self.at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        end = midnight - timedelta(days=(midnight.weekday() + 1) % 7)
        return _range(end - timedelta(weeks=_WEEKS), end)

    def months(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The six whole months before this one, oldest first, each with its range."""
        end = self.at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        months = list[tuple[datetime, datetime]]()
        while len(months) < _MONTHS:
            start = (end - timedelta(days=1)).replace(day=1)
            months.insert(0, (start, end))
            end = start
        for start, end in months:
            yield f"{start:%Y-%m}", _range(start, end - timedelta(seconds=1))

    def topics(self, *, praise: bool, by_impact: bool = False) -> list[str]:
        """The topics named, in the order of how often, or of how much they move the rating."""
        named = [t for t in (_PRAISE if praise else _BLAME) if self.often(t, praise) > 0]
        weigh = self.impact if by_impact else self.often
        return sorted(named, key=lambda topic: -abs(weigh(topic, praise)))

    def returns(self) -> list[str]:
        """Why things are sent back, in the order of how often."""
        return sorted(_RETURNS, key=lambda topic: -self.percent(topic, "all"))

    def often(self, topic: str, praise: bool) -> int:
        """How many reviews of the half year name a topic; new ones come every week."""
        word = "praise" if praise else "blame"
        steady = int(self._share(topic, word) * 46) - 4
        return max(0, steady + int(self._share(topic, word, self.span()["endDate"]) * 5))

    def percent(self, *words: str) -> float:
        """A share of the reviews, in percent."""
        return round(2 + self._share("percent", *words) * 28, 2)

    def impact(self, topic: str, praise: bool, *words: str) -> float:
        """By how much a topic moves the rating, in stars; blame moves it down."""
        stars = round(0.1 + self._share("impact", topic, *words) * 2.4, 2)
        return stars if praise else -stars

    def snippets(self, topic: str, praise: bool) -> list[str]:
        """A few words of buyers."""
        return list((_PRAISE if praise else _BLAME)[topic])

    def subtopic(self, topic: str, praise: bool) -> dict[str, Any]:
        """A topic's commonest way of putting it."""
        words = self.snippets(topic, praise)
        metrics = {"occurrencePercentage": self.percent(topic, "subtopic")}
        return {"subtopic": words[0], "metrics": metrics, "reviewSnippets": words}

    def _share(self, *words: str) -> float:
        return share("voices", self.marketplace, self.subject, *words)


def _range(start: datetime, end: datetime) -> dict[str, str]:
    return {"startDate": zulu(start), "endDate": zulu(end)}
