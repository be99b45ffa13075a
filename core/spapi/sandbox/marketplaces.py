"""Amazon's stores as the sandbox knows them: its own table, so that a client's mistake shows."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One store; `zone` decides its days."""

    id: str
    country: str
    region: str
    currency: str
    name: str
    language: str
    zone: ZoneInfo

    def local_day(self, at: datetime) -> date:
        """The day it is in this store at that moment."""
        return at.astimezone(self.zone).date()


_TABLE = """
ATVPDKIKX0DER  US NA USD Amazon.com    en_US America/Los_Angeles
A2EUQ1WTGCTBG2 CA NA CAD Amazon.ca     en_CA America/Los_Angeles
A1AM78C64UM0Y8 MX NA MXN Amazon.com.mx es_MX America/Los_Angeles
A2Q3Y263D00KWC BR NA BRL Amazon.com.br pt_BR America/Sao_Paulo
A1F83G8C2ARO7P GB EU GBP Amazon.co.uk  en_GB Europe/London
A1PA6795UKMFR9 DE EU EUR Amazon.de     de_DE Europe/Berlin
A13V1IB3VIYZZH FR EU EUR Amazon.fr     fr_FR Europe/Paris
APJ6JRA9NG5V4  IT EU EUR Amazon.it     it_IT Europe/Rome
A1RKKUPIHCS9HS ES EU EUR Amazon.es     es_ES Europe/Madrid
A28R8C7NBKEWEA IE EU EUR Amazon.ie     en_IE Europe/Dublin
A1805IZSGTT6HS NL EU EUR Amazon.nl     nl_NL Europe/Amsterdam
AMEN7PMS3EDWL  BE EU EUR Amazon.com.be fr_BE Europe/Brussels
A2NODRKZP88ZB9 SE EU SEK Amazon.se     sv_SE Europe/Stockholm
A1C3SOZRARQ6R3 PL EU PLN Amazon.pl     pl_PL Europe/Warsaw
A33AVAJ2PDY3EV TR EU TRY Amazon.com.tr tr_TR Europe/Istanbul
A2VIGQ35RCS4UG AE EU AED Amazon.ae     en_AE Asia/Dubai
A17E79C6D8DWNP SA EU SAR Amazon.sa     ar_AE Asia/Riyadh
ARBP9OOSHTCHU  EG EU EGP Amazon.eg     ar_AE Africa/Cairo
AE08WJ6YKNBMC  ZA EU ZAR Amazon.co.za  en_ZA Africa/Johannesburg
A21TJRUUN4KGV  IN EU INR Amazon.in     en_IN Asia/Kolkata
A1VC38T7YXB528 JP FE JPY Amazon.co.jp  ja_JP Asia/Tokyo
A39IBJ37TRP1C6 AU FE AUD Amazon.com.au en_AU Australia/Sydney
A19VAU5U5O7RUS SG FE SGD Amazon.sg     en_SG Asia/Singapore
"""


def _read(line: str) -> Marketplace:
    store, country, region, currency, name, language, zone = line.split()
    return Marketplace(store, country, region, currency, name, language, ZoneInfo(zone))


MARKETPLACES = {m.id: m for m in map(_read, _TABLE.strip().splitlines())}
BY_NAME = {m.name.lower(): m for m in MARKETPLACES.values()}


def exponent(currency: str) -> int:
    """How many decimals Amazon writes for a currency."""
    return 0 if currency == "JPY" else 2


def amount(minor: int, currency: str) -> str:
    """An amount as the reports write it: `12.90`, and `1290` for yen."""
    places = exponent(currency)
    return f"{minor / 10**places:.{places}f}"
