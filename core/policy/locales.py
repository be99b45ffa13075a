"""The locales in which figures can be written: those of the languages of Amazon's stores.

Arabic is not among them although three stores speak it: the cards' words are English and run left
to right, and an Arabic sign between them turns the figures beside it around. A card in Arabic
needs Arabic words first.
"""

from core.errors import BadArgument

DEFAULT = "en"
"""The house's own signs, day before month and a clock of 24 hours."""

OFFERED = (
    DEFAULT,
    "de",
    "en-IN",
    "es",
    "es-MX",
    "fr",
    "fr-CA",
    "it",
    "ja",
    "nl",
    "pl",
    "pt-BR",
    "sv",
    "tr",
    "zh-CN",
)
_ALSO_SAID = {
    "de-de": "de",
    "en-gb": "en",
    "en-us": "en",
    "es-419": "es-MX",
    "es-es": "es",
    "fr-fr": "fr",
    "it-it": "it",
    "ja-jp": "ja",
    "nl-nl": "nl",
    "pl-pl": "pl",
    "pt": "pt-BR",
    "sv-se": "sv",
    "tr-tr": "tr",
    "zh": "zh-CN",
}
"""What chat platforms and people call the same."""


def offered(said: str) -> str:
    """The locale that somebody means by "de", "pt_br" or "en-US"; raises BadArgument."""
    plain = said.strip().replace("_", "-").lower()
    known = {one.lower(): one for one in OFFERED} | _ALSO_SAID
    if plain not in known:
        hint = f"Choose one of {', '.join(OFFERED)}."
        raise BadArgument(name="locale", value=said[:40], hint=hint)
    return known[plain]
