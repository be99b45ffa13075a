"""An order told in values that no published model has: live data runs ahead of the models."""

from typing import Any

_TYPES = {"DISCOUNT": "PROMOTION", "TAX": "LEVY"}


def estranged(value: Any) -> Any:
    """The same order in other words, with a programme and fields that are new."""
    order = _renamed(value)
    order["programs"] = [*order.get("programs", []), "NEW_PROGRAM"]
    order["newField"] = {"reason": "not in the model"}
    for item in order["orderItems"]:
        item["product"]["condition"] = {"conditionType": "LIKE_NEW"}
    return order


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _other(name, _renamed(one)) for name, one in value.items()}


def _other(name: str, value: Any) -> Any:
    if name == "fulfillmentServiceLevel":
        return "BY_DRONE"
    return _TYPES.get(value, value) if name == "type" else value
