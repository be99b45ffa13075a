"""What is wrong with the settings for Amazon: credentials, addresses, the secret's age."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from bot.doctor.settings_rules import ID, OLD, SECRET, Rule
from bot.settings import Settings, is_loopback
from core.policy.authorization import SECRET_LIFE, warning

SET_AT = "AMZIGO_LWA_CLIENT_SECRET_SET_AT"


def credentials(settings: Settings) -> Iterator[str]:
    """The application at Amazon is named, whole."""
    has_id, has_secret = settings.lwa_client_id is not None, settings.lwa_client_secret is not None
    if has_id != has_secret:
        there, lacks = (ID, SECRET) if has_id else (SECRET, ID)
        yield f"{there} is set, and {lacks} is not. Set both: they are in Develop Apps."
    elif not has_id and not settings.wants_demo:
        yield f"{ID} and {SECRET} are not set, so no shop can be read. They are in Develop Apps."


def old_secret(settings: Settings) -> Iterator[str]:
    """The secret before is another one, and goes after its week."""
    if settings.lwa_client_secret_old is None:
        return
    if settings.lwa_client_secret_old == settings.lwa_client_secret:
        yield f"{OLD} is the same as {SECRET}. Unset it."
    elif settings.lwa_client_secret is None:
        yield f"{OLD} is set, and {SECRET} is not. Set the new one."


def addresses(settings: Settings) -> Iterator[str]:
    """Amazon is at Amazon, or all of it here."""
    local = sorted(name for name, url in settings.amazon.items() if is_loopback(url))
    if local and len(local) < len(settings.amazon):
        yield (
            f"{', '.join(local)} is on this machine, and the rest of Amazon is not. "
            "Set all four, or none."
        )
    elif local and not settings.wants_demo:
        yield (
            "Amazon's addresses are on this machine, and AMZIGO_ENV is production. "
            "Unset them, or set AMZIGO_ENV=demo."
        )


RULES: tuple[Rule, ...] = (credentials, old_secret, addresses)


def secret_age(settings: Settings, now: datetime) -> Iterator[str]:
    """The secret's end is known, and not near."""
    if settings.lwa_client_secret is None:
        return
    set_at = settings.lwa_client_secret_set_at
    if set_at is None:
        if not settings.wants_demo:
            yield (
                f"{SET_AT} is not set, so nobody is reminded before {SECRET} ends. "
                "Set it to the day of its last rotation."
            )
    elif set_at > now.date():
        yield f"{SET_AT} is a day to come. Set it to the day of the last rotation."
    else:
        yield from _near_its_end(set_at, now)


def _near_its_end(set_at: date, now: datetime) -> Iterator[str]:
    since, ends = datetime.combine(set_at, time(), UTC), set_at + SECRET_LIFE
    if since + SECRET_LIFE <= now:
        yield f"{SECRET} ended on {ends.isoformat()}. Rotate it in Develop Apps, and set it anew."
    elif warning(since, SECRET_LIFE, now) is not None:
        yield f"{SECRET} ends on {ends.isoformat()}. Rotate it in Develop Apps before that day."
