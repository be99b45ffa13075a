"""What buyers write, invented: plain, awkward, and hostile to whoever shows it unescaped."""

from core.spapi.sandbox.dice import share

_WRITES_ON_RETURN = 0.6

_COMMENTS = {
    "DE": (
        "Lieferung kam zu spät, die Verpackung war beschädigt.",
        "Artikel ist kleiner als beschrieben.",
        'Der Deckel passt nicht, "passgenau" ist anders!',
        "Qualität für den Preis in Ordnung, mehr nicht.",
        "<!channel> @everyone Bitte alle lesen: ein erfundener Kommentar",
        "Größe stimmt nicht – schade, 5 € Rücksendung selbst bezahlt",
    ),
    "JP": (
        "配達が遅れました。",
        "説明より小さかったです。",
        "色が写真と違います。",
        "普通です。",
        "<!channel> @everyone 架空のコメントです",
        "梱包が破れていました～",
    ),
    "": (
        "Arrived two days late and the box was dented.",
        "Smaller than described.",
        'Said "dishwasher safe", is not.',
        "It does what it should, not more.",
        "<!channel> @everyone this comment was invented to be noisy",
        "<b>Broken</b> on arrival; see https://example.com/?a=1&b=2 *now*",
        "Colour isn’t the one in the picture – 3/5",
    ),
}


def feedback_comment(order_id: str, country: str) -> str:
    """What the buyer of an order writes about the seller."""
    return _comment(order_id, "comment", country)


def return_comment(order_id: str, country: str) -> str:
    """What the buyer of an order writes on sending it back; many write nothing."""
    if share(order_id, "writes") >= _WRITES_ON_RETURN:
        return ""
    return _comment(order_id, "complaint", country)


def _comment(order_id: str, kind: str, country: str) -> str:
    texts = _COMMENTS.get(country, _COMMENTS[""])
    return texts[int(share(order_id, kind) * len(texts))]
