"""The seller-feedback report: one to three stars only, with each store's own headers and dates."""

from collections.abc import Iterator
from datetime import date

from core.spapi.sandbox.feedback import Feedback, feedback
from core.spapi.sandbox.flat_table import table
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.shop import Shop

_MOST_STARS = 3
_DEPRECATED = "Deprecated column"

_ENGLISH = "Date|Rating|Comments|Your Response|Order ID|Rater Email"
_SPANISH = "Fecha|Calificación|Comentarios|Tu respuesta|Número de pedido|Correo del comprador"
_FRENCH = "Date|Note|Commentaires|Votre réponse|Numéro de commande|E-mail de l'acheteur"
_HEADERS = {
    "DE": "Datum|Bewertung|Kommentare|Ihre Antwort|Bestellnummer|E-Mail des Käufers",
    "FR": _FRENCH,
    "BE": _FRENCH,
    "IT": "Data|Valutazione|Commenti|La tua risposta|Numero ordine|E-mail dell'acquirente",
    "ES": _SPANISH,
    "MX": _SPANISH,
    "BR": "Data|Avaliação|Comentários|Sua resposta|Número do pedido|E-mail do comprador",
    "NL": "Datum|Beoordeling|Opmerkingen|Uw reactie|Bestelnummer|E-mail van koper",
    "SE": "Datum|Betyg|Kommentarer|Ditt svar|Beställningsnummer|Köparens e-post",
    "PL": "Data|Ocena|Komentarze|Twoja odpowiedź|Numer zamówienia|E-mail kupującego",
    "TR": "Tarih|Puan|Yorumlar|Yanıtınız|Sipariş numarası|Alıcı e-postası",
    "JP": "日付|評価|コメント|出品者の返信|注文番号|評価者のEメール",
}
_RESPONSE_ONLY = {"GB", "IE", "AU"}
"""Stores in English that call the answer `Response`."""


def feedback_report(asked: Asked) -> str:
    """The report's text."""
    shop = asked.shop
    return table(headers(asked.market.country), _rows(asked, shop)) if shop else ""


def headers(country: str) -> tuple[str, ...]:
    """A store's own column names; all but the oldest store carry one that is out of use."""
    names = _HEADERS.get(country, _ENGLISH).split("|")
    if country in _RESPONSE_ONLY:
        names[3] = "Response"
    if country != "US":
        names.insert(4, _DEPRECATED)
    return tuple(names)


def written(day: date, country: str) -> str:
    """A day as that store's report writes it."""
    year = f"{day.year % 100:02d}"
    match country:
        case "US":
            return f"{day.month}/{day.day}/{year}"
        case "DE":
            return f"{day.day:02d}.{day.month:02d}.{year}"
        case "SE":
            return day.isoformat()
        case "JP":
            return f"{year}/{day.month:02d}/{day.day:02d}"
    return f"{day.day:02d}/{day.month:02d}/{year}"


def _rows(asked: Asked, shop: Shop) -> Iterator[str]:
    spec, market = asked.spec, asked.market
    until = min(spec.until, asked.at)
    days = market.local_day(spec.since), market.local_day(until)
    for one in feedback(shop, market, *days):
        if one.rating <= _MOST_STARS and spec.since <= one.given < until:
            yield "\t".join(_row(one, market))


def _row(one: Feedback, market: Marketplace) -> list[str]:
    day = written(market.local_day(one.given), market.country)
    unused = [] if market.country == "US" else [""]
    return [day, str(one.rating), one.comment, "", *unused, one.order.id, ""]
