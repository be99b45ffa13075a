"""Amazon's stores: what we know of each before a seller connects.

Ids, regions and currencies as Amazon publishes them. Amazon publishes no reporting zone, so `zone`
is the convention sellers use, and a setting of the seller's marketplace decides.
"""

from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Store:
    """One Amazon store; `name` is what order reports call its sales channel."""

    marketplace_id: str
    name: str
    region: str
    currency: str
    zone: str


STORES = tuple(
    Store(*row.split())
    for row in """
    ATVPDKIKX0DER  Amazon.com     NA USD America/Los_Angeles
    A2EUQ1WTGCTBG2 Amazon.ca      NA CAD America/Los_Angeles
    A1AM78C64UM0Y8 Amazon.com.mx  NA MXN America/Los_Angeles
    A2Q3Y263D00KWC Amazon.com.br  NA BRL America/Sao_Paulo
    A1F83G8C2ARO7P Amazon.co.uk   EU GBP Europe/London
    A1PA6795UKMFR9 Amazon.de      EU EUR Europe/Berlin
    A13V1IB3VIYZZH Amazon.fr      EU EUR Europe/Paris
    APJ6JRA9NG5V4  Amazon.it      EU EUR Europe/Rome
    A1RKKUPIHCS9HS Amazon.es      EU EUR Europe/Madrid
    A28R8C7NBKEWEA Amazon.ie      EU EUR Europe/Dublin
    A1805IZSGTT6HS Amazon.nl      EU EUR Europe/Amsterdam
    AMEN7PMS3EDWL  Amazon.com.be  EU EUR Europe/Brussels
    A2NODRKZP88ZB9 Amazon.se      EU SEK Europe/Stockholm
    A1C3SOZRARQ6R3 Amazon.pl      EU PLN Europe/Warsaw
    A33AVAJ2PDY3EV Amazon.com.tr  EU TRY Europe/Istanbul
    A2VIGQ35RCS4UG Amazon.ae      EU AED Asia/Dubai
    A17E79C6D8DWNP Amazon.sa      EU SAR Asia/Riyadh
    ARBP9OOSHTCHU  Amazon.eg      EU EGP Africa/Cairo
    AE08WJ6YKNBMC  Amazon.co.za   EU ZAR Africa/Johannesburg
    A21TJRUUN4KGV  Amazon.in      EU INR Asia/Kolkata
    A1VC38T7YXB528 Amazon.co.jp   FE JPY Asia/Tokyo
    A39IBJ37TRP1C6 Amazon.com.au  FE AUD Australia/Sydney
    A19VAU5U5O7RUS Amazon.sg      FE SGD Asia/Singapore
    """.strip().splitlines()
)

_BY_ID = {store.marketplace_id: store for store in STORES}
_BY_NAME = {store.name.casefold(): store for store in STORES}


def by_id(marketplace_id: str) -> Store:
    """The store of an id; one that Amazon has added since is shown by its id, on UTC days."""
    return _BY_ID.get(marketplace_id) or Store(marketplace_id, marketplace_id, "", "", "UTC")


def by_channel(sales_channel: str) -> Store | None:
    """The store of a sales channel, None where the line was not sold on an Amazon store."""
    name = sales_channel.strip().casefold()
    if not name.startswith("amazon."):
        return None
    return _BY_NAME.get(name) or Store(
        sales_channel.strip()[:32], sales_channel.strip(), "", "", "UTC"
    )


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of a name, read once."""
    return ZoneInfo(name)
