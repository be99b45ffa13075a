"""Every column says what it holds, why, and when it goes; every table says whose it is."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from storage.repositories.retention import kept_since
from storage.tables.registry import metadata

CLASSES = {"SECRET", "PII", "ORDER_LINKED", "NONPII", "ACCOUNT", "AUDIT", "OPS"}
DECLARED = (
    "data_class",
    "purpose",
    "legal_basis",
    "source",
    "retention",
    "deletion_trigger",
    "backup",
)
FOREVER = "life of the tenant"
SCOPES = ("tenant", "system")


def undeclared(tables: MetaData) -> Iterator[str]:
    """What purge, export, erasure and the record of processing would not know."""
    for table in tables.sorted_tables:
        yield from _undeclared_table(table)
        for column in table.columns:
            missing = [key for key in DECLARED if not column.info.get(key)]
            if missing:
                yield f"{column}: declare {', '.join(missing)}"
            declared = column.info.get("data_class")
            if declared and getattr(declared, "name", declared) not in CLASSES:
                yield f"{column}: no such class as {declared}"


def _undeclared_table(table: Table) -> Iterator[str]:
    scope = table.info.get("scope")
    if scope not in SCOPES:
        yield f"{table}: the scope is one of {', '.join(SCOPES)}"
    if scope == "tenant":
        yield from _endless(table)
    key = [column.name for column in table.primary_key.columns]
    if not key:
        yield f"{table}: has no primary key"
    if scope == "tenant" and key[:1] != ["tenant_id"]:
        yield f"{table}: tenant_id comes first in the key of a tenant's table"


def _endless(table: Table) -> Iterator[str]:
    """A table whose columns declare an end that the purge could not find."""
    ends, ends_with = table.info.get("ends"), table.info.get("ends_with")
    told = {column.info.get("retention") for column in table.columns} - {FOREVER}
    if told and not (ends or ends_with):
        yield f"{table}: declares a retention, and not what it ends by"
    if ends:
        kept_since(table.c[ends].info["retention"], datetime(2026, 11, 1, tzinfo=UTC))


def sample(scope: str = "tenant", first: str = "tenant_id", **changed: str) -> MetaData:
    """A table of two columns, declared but for what is changed."""
    info = dict.fromkeys(DECLARED, "x") | {"data_class": "OPS", "retention": FOREVER} | changed
    tables = MetaData()
    Table(
        "sample",
        tables,
        Column(first, String, primary_key=True, info=info),
        Column("number", Integer, info=info),
        info={"scope": scope},
    )
    return tables


def test_every_column_of_the_house_is_declared() -> None:
    faults = list(undeclared(metadata))
    assert not faults, "\n".join(faults)


def test_the_walk_sees_the_tables() -> None:
    assert len(metadata.tables) > 1


def test_a_declared_table_passes() -> None:
    assert not list(undeclared(sample()))


@pytest.mark.parametrize("key", DECLARED)
def test_a_column_that_says_too_little_is_found(key: str) -> None:
    assert f"sample.number: declare {key}" in list(undeclared(sample(**{key: ""})))


def test_an_unknown_class_is_found() -> None:
    assert "sample.number: no such class as GOSSIP" in list(undeclared(sample(data_class="GOSSIP")))


def test_a_table_of_nobody_is_found() -> None:
    assert list(undeclared(sample(scope="")))


def test_a_tenants_table_without_the_tenant_first_is_found() -> None:
    assert list(undeclared(sample(first="order_ref")))
    assert not list(undeclared(sample(scope="system", first="order_ref")))


def test_a_table_whose_rows_never_end_though_it_says_so_is_found() -> None:
    assert list(undeclared(sample(retention="18 months from the day")))
