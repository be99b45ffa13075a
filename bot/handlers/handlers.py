"""Which handler answers which verb and which action; a test holds this against the tables."""

from collections.abc import Awaitable, Callable

from bot.commands.settings import MAILED_CODE
from bot.commands.team import STOP_RECOVERY
from bot.handlers.access import SWITCHES, answer_access
from bot.handlers.asked import Answer, Asked, Pressed
from bot.handlers.digest import digest_with
from bot.handlers.help import answer_help
from bot.handlers.home import answer_home
from bot.handlers.me import MeDesk
from bot.handlers.product import answer_product
from bot.handlers.recovery import answer_recovery, press_stop
from bot.handlers.restock import answer_restock
from bot.handlers.reviews import answer_reviews
from bot.handlers.reviews_actions import PRESSES
from bot.handlers.settings import (
    PRESSES as SETTING_PRESSES,
)
from bot.handlers.settings import (
    answer_channel,
    answer_locale,
    answer_settings,
    answer_sharing,
    answer_zone,
)
from bot.handlers.settings import (
    answer_digest as answer_digest_time,
)
from bot.handlers.stats import answer_stats
from bot.handlers.status import answer_status
from bot.handlers.team import CHECKS, answer_add, answer_check, answer_remove, answer_team
from bot.handlers.why import answer_why
from core.review_desk import count_reviews

NO_MAIL = MeDesk(None, str)
"""As long as nobody says by which server mails go; the wiring does."""

HANDLERS: dict[str, Callable[[Asked], Awaitable[Answer]]] = {
    "home": answer_home,
    "stats": answer_stats,
    "product": answer_product,
    "digest": digest_with(count_reviews),
    "restock": answer_restock,
    "why": answer_why,
    "reviews": answer_reviews,
    "status": answer_status,
    "access": answer_access,
    "team list": answer_team,
    "team add": answer_add,
    "team remove": answer_remove,
    "team check": answer_check,
    "team recovery": answer_recovery,
    "settings show": answer_settings,
    "settings channel": answer_channel,
    "settings digest": answer_digest_time,
    "settings zone": answer_zone,
    "settings locale": answer_locale,
    "settings sharing": answer_sharing,
    "settings me": NO_MAIL.answer,
    "help": answer_help,
}

ACTIONS: dict[str, Callable[[Pressed], Awaitable[Answer]]] = {
    **PRESSES,
    **SWITCHES,
    **CHECKS,
    STOP_RECOVERY: press_stop,
    **SETTING_PRESSES,
    MAILED_CODE: NO_MAIL.press_code,
}
