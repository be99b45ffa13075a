"""A time of day and a time zone as people write them."""

import re
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from core.errors import BadArgument

_TIME = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])", re.ASCII)
OFF = "off"


def minute_of(said: str) -> int | None:
    """The minute of the day that "08:00" means, None for "off"; raises BadArgument."""
    if said.strip().casefold() == OFF:
        return None
    found = _TIME.fullmatch(said.strip())
    if found is None:
        hint = "Write a time of the day such as `08:00`, or `off`."
        raise BadArgument(value=said[:40], name="digest", hint=hint)
    return int(found["hour"]) * 60 + int(found["minute"])


def written(minute: int) -> str:
    """A minute of the day as people type it: "08:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def zone_of(said: str) -> str:
    """The zone that "europe/berlin" or "Berlin" means; raises BadArgument with the nearest one."""
    plain = said.strip().replace(" ", "_").casefold()
    found = _zones().get(plain) or _cities().get(plain)
    if found is None:
        near = get_close_matches(plain, [*_zones(), *_cities()], n=1)
        meant = _zones().get(near[0]) or _cities()[near[0]] if near else "Europe/Berlin"
        hint = f"Write a zone such as `{meant}`."
        raise BadArgument(value=said[:40], name="zone", hint=hint)
    return found


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _cities() -> dict[str, str]:
    """Zones by their city, where only one of a continent has it."""
    names = [name for name in _zones().values() if "/" in name and not name.startswith("Etc/")]
    cities = [name.rpartition("/")[2].casefold() for name in names]
    known = dict(zip(cities, names, strict=True))
    return {city: name for city, name in known.items() if cities.count(city) == 1}
