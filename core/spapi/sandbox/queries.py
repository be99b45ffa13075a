"""A request's query, read strictly: what is missing or wrong is answered with 400."""

import base64
import binascii
import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from core.spapi.sandbox import answers
from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace


class Query:
    """The parameters of one request."""

    def __init__(self, request: Request) -> None:
        self._given = request.query_params

    def text(self, name: str) -> str:
        """A parameter, empty where it is missing."""
        return self._given.get(name, "")

    def needed(self, name: str) -> str:
        """A parameter that must be there."""
        value = self.text(name)
        if not value:
            raise bad(f"Missing required parameter: {name}.")
        return value

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """One of a few values; without a default it is required."""
        value = self.text(name) or default or self.needed(name)
        if value not in allowed:
            raise bad(f"{name} must be one of {', '.join(sorted(allowed))}.")
        return value

    def listed(self, name: str, allowed: Collection[str] = (), most: int = 0) -> tuple[str, ...]:
        """A list, comma-separated or repeated, of allowed values and limited length."""
        parts = (part for text in self._given.getlist(name) for part in text.split(","))
        values = tuple(part for part in parts if part)
        wrong = [value for value in values if allowed and value not in allowed]
        if wrong:
            raise bad(f"{name} has a value that is not allowed: {wrong[0]}.")
        if most and len(values) > most:
            raise bad(f"{name} may hold at most {most} values.")
        return values

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """A whole number within bounds."""
        value = self.text(name) or str(default)
        if not value.isdecimal() or not least <= int(value) <= most:
            raise bad(f"{name} must be from {least} to {most}.")
        return int(value)

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 time, in UTC where it names no offset; None where it is missing."""
        value = self.text(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise bad(f"{name} is not an ISO 8601 time.") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def bad(message: str) -> answers.Rejected:
    """400 InvalidInput, to be raised."""
    return answers.Rejected(answers.invalid(message))


def page_token(fields: dict[str, Any]) -> str:
    """A token for the next page: opaque to the caller, readable to the sandbox."""
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


def read_token(name: str, token: str) -> dict[str, Any]:
    """What a page token holds; anything that was never one is answered with 400."""
    try:
        fields = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError):
        fields = None
    if not isinstance(fields, dict):
        raise bad(f"{name} is not valid.")
    return fields


def one_store(account: SellerAccount, query: Query) -> Marketplace:
    """The one store that marketplaceIds names, which must be one of the account's."""
    stores = query.listed("marketplaceIds")
    if len(stores) != 1 or stores[0] not in MARKETPLACES:
        raise bad("marketplaceIds must hold exactly one id.")
    if stores[0] not in account.marketplace_ids:
        raise answers.Rejected(answers.denied())
    return MARKETPLACES[stores[0]]
