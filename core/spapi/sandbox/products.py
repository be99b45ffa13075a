"""What the invented shops sell: generic household goods, best sellers first."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product as pairs

from core.spapi.sandbox.dice import share

_RATES = {"USD": 1.0, "CAD": 1.36, "JPY": 152.0, "EUR": 0.95}


@lru_cache(4096)  # asked for with every row of every report
def _letters(kind: str, sku: str) -> str:
    alphabet = "123456789BCDFGHJKLMNPQRSTVWXYZ"
    return "".join(alphabet[int(share(kind, sku, n) * 30)] for n in range(8))


@dataclass(frozen=True, slots=True)
class Product:
    """One SKU; `price` is its list price in cents of the shop's first currency.

    `days_before` is how long before the shop's anchor day it was launched, None for "always sold".
    """

    sku: str
    title: str
    price: int
    countries: frozenset[str]
    days_before: int | None = None
    merchant: bool = False
    local_titles: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def asin(self) -> str:
        """A made-up ASIN that depends on the SKU alone."""
        return f"B0{_letters('asin', self.sku)}"

    @property
    def fnsku(self) -> str:
        """A made-up FNSKU that depends on the SKU alone."""
        return f"X00{_letters('fnsku', self.sku)[:7]}"

    def price_in(self, currency: str) -> int:
        """The list price in minor units of a currency, rounded the way shops round."""
        if currency in {"USD", "EUR"}:
            return self.price
        if currency == "JPY":
            return max(380, round(self.price / 100 * _RATES["JPY"] / 100) * 100 - 20)
        return round(self.price * _RATES.get(currency, 1.0) / 100) * 100 - 1

    def title_in(self, country: str) -> str:
        """The title that this country's store shows."""
        return self.local_titles.get(country, self.title)


_DEMO = """
KT-BOARD-BAM-L|Bamboo Cutting Board with Juice Groove, Large|2499|US CA JP
KT-SCALE-DIG|Digital Kitchen Scale, 5 kg, Stainless Steel|1799|US CA JP
HM-HOOK-ADH-12|Adhesive Wall Hooks, Clear, Pack of 12|1099|US CA JP
KT-JAR-GLS-6|Glass Storage Jars with Bamboo Lids, Set of 6|3299|US CA JP
KT-PEEL-SET-3|Vegetable Peeler Set, 3 Pieces|899|US CA JP
HM-LAMP-CLIP|Clip-On Reading Lamp, Dimmable, USB|1999|US CA JP
KT-WRAP-BEE-5|Reusable Beeswax Food Wraps, 5 Pack|1499|US CA JP
HM-BASK-ROPE-M|Cotton Rope Storage Basket, Medium|2199|US CA JP
KT-MAT-SIL-2|Silicone Baking Mats, Set of 2|1399|US CA JP
KT-THERM-DIG|Instant-Read Meat Thermometer|1599|US CA JP
HM-TOWEL-MIC-10|Microfibre Cleaning Cloths, 10 Pack|1299|US CA
KT-GRIND-SALT|Salt and Pepper Grinder Set, Ceramic|2699|US CA JP
HM-DOOR-STOP-4|Rubber Door Stops, 4 Pack|999|US CA
KT-COLAND-FOLD|Collapsible Colander, 2 Sizes|1899|US CA JP
HM-HANG-VEL-30|Velvet Clothes Hangers, 30 Pack|2799|US CA
KT-BOTTLE-INS|Insulated Water Bottle, 750 ml|2399|US CA JP
KT-SPOON-MEAS|Magnetic Measuring Spoons, Set of 8|1199|US CA JP
HM-MAT-BATH|Quick-Dry Bath Mat, Stone Grey|2999|US CA JP
KT-GARLIC-PRS|Garlic Press with Cleaning Brush|1299|US CA
HM-CLOCK-DESK|Desk Clock with Thermometer|1699|US JP
KT-BOWL-MIX-5|Mixing Bowls with Lids, Set of 5|3499|US CA
HM-ORG-DRAW-8|Drawer Organizer Trays, Set of 8|2299|US CA JP
KT-TEA-INF-2|Tea Infuser, Extra Fine Mesh, 2 Pack|1099|US JP
HM-CURT-SHW|Shower Curtain, Waffle Weave|2599|US CA
KT-KNIFE-SHARP|Knife Sharpener, 3 Stages|1999|US CA
HM-LINT-ROLL-6|Lint Roller Refills, 6 Pack|1399|US CA
KT-RACK-DISH|Over-Sink Dish Drying Rack|2899|US CA
KT-WHISK-SET|Balloon Whisk Set, 3 Sizes|1199|US
HM-POT-PLANT-3|Ceramic Plant Pots with Saucers, Set of 3|3199|US CA
KT-COFFEE-SCP|Coffee Scoop with Bag Clip|849|US JP
KT-PRESS-FRN|French Press Coffee Maker, 1 l|2999|US CA
HM-SOAP-DISP|Glass Soap Dispenser, 2 Pack|2199|US CA
KT-TONGS-SIL|Silicone-Tip Kitchen Tongs, 2 Pack|1499|US
HM-FRAME-A4-3|Photo Frames, A4, 3 Pack, Oak|2899|US CA
KT-MOLD-ICE-2|Ice Cube Trays with Lids, 2 Pack|1199|US JP
HM-BAG-LAUN-4|Mesh Laundry Bags, 4 Sizes|1099|US JP
KT-PAN-CREPE|Crêpe Pan, 24 cm, Non-Stick|2799|US CA
HM-TRAY-BED|Folding Bed Tray Table, Walnut|3999|US
KT-CARAFE-GLS|Glass Water Carafe, 1.2 l|2699|US
HM-STOOL-STEP|Folding Step Stool, 22 cm|2499|US
"""
_DEMO_TITLES = {
    "KT-BOARD-BAM-L": {"JP": "竹製まな板 大 溝付き"},
    "KT-SCALE-DIG": {"JP": "デジタルキッチンスケール 5kg ステンレス"},
    "KT-TEA-INF-2": {"JP": "茶こし 極細メッシュ 2個セット"},
}
_DEMO_LAUNCHES = {
    "HM-LAMP-CLIP": 560,
    "KT-COLAND-FOLD": 410,
    "KT-BOTTLE-INS": 300,
    "HM-ORG-DRAW-8": 190,
    "KT-PRESS-FRN": 95,
    "HM-MAT-BATH": 21,
}
_DEMO_MERCHANT = {"HM-TRAY-BED", "HM-STOOL-STEP", "HM-FRAME-A4-3"}

_SMALL = """
DE-WAAGE-5KG|Digitale Küchenwaage bis 5 kg, Edelstahl|1899|DE
DE-BRETT-EICHE|Schneidebrett aus Eiche mit Saftrille|3490|DE
DE-DOSEN-SET5|Vorratsdosen luftdicht, 5er-Set|2799|DE
DE-TUCH-BAUM-6|Geschirrtücher aus Baumwolle, 6 Stück|1699|DE
DE-HAKEN-10|Klebehaken weiß, 10 Stück|899|DE
DE-SCHAEL-3|Gemüseschäler-Set, 3-teilig|1190|DE
DE-KORB-SEIL|Aufbewahrungskorb aus Baumwollseil, groß|2290|DE
DE-FLASCHE-750|Trinkflasche isoliert, 750 ml|2190|DE
DE-LEUCHTE-LED|Leselampe mit Klemme, dimmbar|1999|DE
DE-MATTE-BAD|Badematte schnelltrocknend, grau|2690|DE
DE-SIEB-FALT|Faltbares Sieb, 2 Größen|1590|DE
DE-PFANNE-CREPE|Crêpe-Pfanne 24 cm, beschichtet|2890|DE
"""


def _read(line: str) -> Product:
    sku, title, price, countries = line.split("|")
    return Product(
        sku,
        title,
        int(price),
        frozenset(countries.split()),
        days_before=_DEMO_LAUNCHES.get(sku),
        merchant=sku in _DEMO_MERCHANT,
        local_titles=_DEMO_TITLES.get(sku, {}),
    )


_POOLED_GOODS = (
    ("BOX", "Storage Box with Lid", 1599),
    ("MUG", "Stoneware Mug", 1099),
    ("TOWEL", "Hand Towel, Pack of 2", 1399),
    ("COVER", "Cushion Cover", 1199),
    ("TRAY", "Serving Tray", 1899),
    ("VASE", "Glass Vase", 2199),
    ("RUG", "Washable Door Mat", 2699),
    ("LAMP", "Table Lamp", 3499),
    ("BOWL", "Cereal Bowl, Set of 4", 2499),
    ("APRON", "Kitchen Apron", 1699),
    ("CLIP", "Bag Clips, Pack of 8", 799),
    ("HOOK", "Over-Door Hook", 1299),
)
_POOLED_COLOURS = ("Red", "Blue", "Green", "Grey", "White")
_AWKWARD = {
    ("MUG", "Red"): "PL MUG/RED,1+1",
    ("MUG", "Blue"): "PL-MUG-50%-BLUE",
    ("BOX", "Green"): "PL-BOÎTE-VERTE",
    ("TRAY", "White"): "PL?TRAY=WHITE&1",
}
"""SKUs that sellers really choose, whatever they do to an address."""


def _pooled() -> tuple[Product, ...]:
    return tuple(
        Product(
            _AWKWARD.get((code, colour), f"PL-{code}-{colour.upper()}"),
            f"{title}, {colour}",
            price,
            frozenset({"US", "CA"}),
        )
        for (code, title, price), colour in pairs(_POOLED_GOODS, _POOLED_COLOURS)
    )


DEMO_PRODUCTS = tuple(map(_read, _DEMO.strip().splitlines()))
SMALL_PRODUCTS = tuple(map(_read, _SMALL.strip().splitlines()))
POOLED_PRODUCTS = _pooled()
_CATALOGS = {
    "Demo shop": DEMO_PRODUCTS,
    "Smaller shop": SMALL_PRODUCTS,
    "Merchant shop": tuple(replace(p, merchant=True) for p in DEMO_PRODUCTS + SMALL_PRODUCTS),
    "Pooled shop": POOLED_PRODUCTS,
}
_SOME = DEMO_PRODUCTS[:6] + SMALL_PRODUCTS[:6]


def catalog(shop: str, country: str) -> tuple[Product, ...]:
    """What a shop sells in a country, best sellers first; one that is not known, a little."""
    return tuple(p for p in _CATALOGS.get(shop, _SOME) if country in p.countries)
