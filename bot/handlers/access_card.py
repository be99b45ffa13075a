"""The cards of `access`: the features with their switches, the roles, and what a switch deletes."""

from collections.abc import Iterable, Iterator, Sequence

from bot.card import (
    Actions,
    Button,
    Card,
    Column,
    Context,
    Day,
    Line,
    Node,
    Number,
    Table,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.commands.set_up import DELETE, SWITCH_OFF, SWITCH_ON
from bot.handlers.access_roles import amazons_roles, when
from bot.handlers.footnote import city
from bot.marked import marked
from core.access import AccessFacts, FeatureAccess, FeatureState
from core.features import HISTORY
from core.marketplaces import zone
from core.model import Feature
from core.policy.features import READ
from core.ports.features import Loss

CALLS = ("call", "calls")
ROWS = ("row", "rows")
FEATURES = (Column("Feature"), Column("Switched"), Column("Calls", right=True), Column("Last used"))

GONE = {
    "sales_day": ("daily product figure", "daily product figures"),
    "marketplace_day": ("daily store figure", "daily store figures"),
    "left_out_day": ("daily count of lines left out", "daily counts of lines left out"),
    "dirty_day": ("day to add up", "days to add up"),
    "digest_snapshot": ("digest's figures", "digests' figures"),
    "compared_day": ("day compared with Amazon's count", "days compared with Amazon's count"),
    "stock_day": ("daily stock figure", "daily stock figures"),
    "order_line": ("order line", "order lines"),
    "order_head": ("order", "orders"),
    "order_id": ("order id", "order ids"),
    "quarantined_row": ("unreadable row", "unreadable rows"),
    "report": ("record of a report", "records of reports"),
    "product": ("product", "products"),
}
"""What goes, by the names of core.ports.features."""

NOT_READ = "Nothing is read for it yet, so nothing is lost."
TRIES = "only tries whether Amazon grants it"

WITHOUT = {
    Feature.SALES: "`stats`, `product` and the digest then have nothing to say of the connected "
    "shops, and `restock` does not know how fast products sell.",
    Feature.INVENTORY: "`restock` then has no stock to go by.",
    Feature.REVIEWS: "No review request is sent then. Destroyed order ids do not come back, so "
    "those orders are never asked about; what was asked stays recorded, and nobody is asked twice.",
    Feature.FEEDBACK: NOT_READ,
    Feature.TRAFFIC: NOT_READ,
}


def access_card(facts: AccessFacts, asker: str, done: Line = (), *, may_switch: bool) -> Card:
    """Features and roles; `done` is what was just switched, `asker` the zone of who reads it."""
    year = facts.at.astimezone(zone(asker)).year
    title = Title(done, "done") if done else Title(("Access: ", Untrusted(facts.tenant, 120)))
    nodes: list[Node] = [title, Text(_summary(facts)), _features(facts.features, asker)]
    if may_switch:
        nodes.append(Actions(tuple(_buttons(facts.features))))
    nodes += amazons_roles(facts, asker)
    nodes.append(
        Context(
            (
                "Amazon does not tell which roles it granted; its answers do · from the ledger of ",
                f"all calls, last {facts.days} days · all times {city(asker)}",
            )
        )
    )
    return Card(f"{facts.tenant}: what I may read at Amazon", tuple(nodes), year)


def _summary(facts: AccessFacts) -> Line:
    on = sum(one.state is FeatureState.ON for one in facts.features)
    said = f"{on} of {len(facts.features)} features are switched on · "
    made = f" to Amazon in the last {facts.days} days"
    other = facts.calls - sum(one.calls for one in facts.features)
    alone: Line = (", ", Number(other), " of them about the account itself") if other else ()
    return (said, Number(facts.calls, CALLS), made, *alone, ".")


def _features(features: Iterable[FeatureAccess], asker: str) -> Table:
    rows = tuple(
        ((one.feature,), _switch(one, asker), (Number(one.calls),), when(one.last_used, asker))
        for one in features
    )
    return Table(FEATURES, rows, "Features")


def _switch(one: FeatureAccess, asker: str) -> Line:
    if one.feature not in READ and one.state in (FeatureState.NEVER, FeatureState.OFF):
        return (f"off ({TRIES})",)
    if one.since is None or one.state in (FeatureState.NEVER, FeatureState.NOT_BUILT):
        return (one.state.value,)
    since = Day(one.since.astimezone(zone(asker)).date(), "short")
    tries = "" if one.feature in READ else f" ({TRIES})"
    return (f"{one.state.value} since ", since, tries)


def _buttons(features: Iterable[FeatureAccess]) -> Iterator[Button]:
    for one in features:
        key = f"feature:{one.feature}"
        if one.state is FeatureState.ON:
            yield Button(f"Switch off {one.feature}…", SWITCH_OFF, key)
        elif one.state is not FeatureState.NOT_BUILT:
            yield Button(f"Switch on {one.feature}", SWITCH_ON, key)


def switched(feature: Feature, *, is_on: bool, gone: Sequence[Loss] = ()) -> Line:
    """What a press did."""
    if is_on and feature not in READ:
        tried = "Amazon is asked once a day whether it grants it; nothing else is read for it yet"
        return (f"{feature.capitalize()} switched on; {tried}",)
    if is_on:
        return (f"{feature.capitalize()} switched on; what is there is read from now on",)
    rows = sum(loss.rows for loss in gone)
    deleted: Line = ("; ", Number(rows, ROWS), " are being deleted") if rows else ()
    return (f"{feature.capitalize()} switched off; nothing more is read for it", *deleted)


def confirm_card(feature: Feature, gone: Sequence[Loss]) -> Card:
    """What goes with a feature, before it does."""
    stays = "Files that you imported and what was posted in channels stay. Switched on again, "
    again = f"Amazon is asked anew, for the last {HISTORY.days} days."
    if feature is Feature.INVENTORY:
        again = "Amazon tells the stock of that moment only: past days stay deleted."
    nodes: tuple[Node, ...] = (
        Title((f"Switch off {feature}?",), "needs_you"),
        Text(("This deletes ", *_listed(gone), ". It cannot be undone.")),
        Text(marked(WITHOUT[feature])),
        Text((stays + again,)),
        Actions(
            (
                Button(f"Switch off {feature} and delete", DELETE, f"feature:{feature}", "danger"),
                Button("Keep it on", "access", ""),
            )
        ),
        Context(("Without the button: ", Typed(f"access off:{feature} confirm:yes"))),
    )
    return Card(f"Switch off {feature}? Data that only it needs is deleted.", nodes)


def _listed(gone: Sequence[Loss]) -> Line:
    line: Line = ()
    for nth, loss in enumerate(gone):
        join = "" if nth == 0 else " and " if nth == len(gone) - 1 else ", "
        line = (*line, join, Number(loss.rows, GONE[loss.what]))
    return line
