"""Reports taken in, whether from a file or from Amazon, and the rows that could not be read."""

from sqlalchemy import Column, Integer, LargeBinary, String

from storage.tables.columns import DataClass, UtcInstant, account_key, declared, tenant_key
from storage.tables.metadata import tenant_table

LIFE = "18 months from the import"


def _ops(purpose: str) -> dict[str, object]:
    return declared(DataClass.OPS, purpose, retention=LIFE)


report = tenant_table(
    "report",
    tenant_key(),
    account_key(),
    Column("report_id", String(32), primary_key=True, info=_ops("tell reports apart")),
    Column("kind", String(80), nullable=False, info=_ops("say what was read")),
    Column("origin", String(200), nullable=False, info=_ops("say where it came from")),
    Column("digest", LargeBinary(32), nullable=False, info=_ops("know the same file again")),
    Column("state", String(16), nullable=False, info=_ops("finish what was begun")),
    Column("rows_read", Integer, nullable=False, info=_ops("say what was read")),
    Column("orders_changed", Integer, nullable=False, info=_ops("say what changed")),
    Column("orders_missed", Integer, nullable=False, info=_ops("say what a nightly check found")),
    Column("rows_unreadable", Integer, nullable=False, info=_ops("say what was left out")),
    Column("orders_too_old", Integer, nullable=False, info=_ops("say what was left out")),
    Column("begun_at", UtcInstant, nullable=False, info=_ops("audit")),
    Column("done_at", UtcInstant, nullable=True, info=_ops("audit")),
    ends="begun_at",
)

quarantined_row = tenant_table(
    "quarantined_row",
    tenant_key(),
    account_key(),
    Column("report_id", String(32), primary_key=True, info=_ops("find the report")),
    Column("line", Integer, primary_key=True, info=_ops("find the row in the file")),
    Column("reason", String(120), nullable=False, info=_ops("say what is wrong with it")),
    ends_with="report",
)
