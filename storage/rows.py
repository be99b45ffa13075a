"""Many rows of a query as records, made a few at a time so that the event loop is never held."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

SLICE = 500
"""Rows that are made in about a millisecond."""

Record = TypeVar("Record")


async def read_all(
    connection: AsyncConnection,
    query: Select[Any],
    make: Callable[..., Record],
    asked: Mapping[str, object] | None = None,
) -> list[Record]:
    """A record of each row; others have their turn after every 500."""
    found: list[Record] = []
    for some in (await connection.execute(query, asked)).partitions(SLICE):
        found += [make(*row) for row in some]
        await asyncio.sleep(0)
    return found
