"""Whom a row of a table is about: a chat user, by the three columns that name one."""

from sqlalchemy import ColumnElement, Table, and_

from core.ports.tenants import MemberKey

KEY = ("platform", "workspace", "user")


def is_of(table: Table, key: MemberKey) -> ColumnElement[bool]:
    """The rows about a chat user."""
    return and_(*(table.c[name] == said for name, said in zip(KEY, key, strict=True)))
