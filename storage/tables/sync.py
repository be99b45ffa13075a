"""How far the syncing of each source is."""

from sqlalchemy import Column, Index, Integer, String

from storage.tables.columns import DataClass, UtcInstant, account_key, declared, tenant_key
from storage.tables.metadata import tenant_table


def _ops(purpose: str) -> dict[str, object]:
    return declared(DataClass.OPS, purpose)


sync_state = tenant_table(
    "sync_state",
    tenant_key(),
    account_key(),
    Column("source", String(48), primary_key=True, info=_ops("tell sources apart")),
    Column("next_due", UtcInstant, nullable=False, info=_ops("find what is due")),
    Column("watermark", UtcInstant, nullable=True, info=_ops("ask only for what is new")),
    Column("report_type", String(80), nullable=True, info=_ops("go on after a restart")),
    Column("report_id", String(80), nullable=True, info=_ops("go on after a restart")),
    Column("since", UtcInstant, nullable=True, info=_ops("go on after a restart")),
    Column("until", UtcInstant, nullable=True, info=_ops("go on after a restart")),
    Column("asked_at", UtcInstant, nullable=True, info=_ops("give up a report that is stuck")),
    Column("reports_until", UtcInstant, nullable=True, info=_ops("spare a search that fails")),
    Column("failures", Integer, nullable=False, info=_ops("wait longer after each failure")),
    Column("note", String(200), nullable=False, info=_ops("say what is waiting, and why")),
    Index("ix_sync_state_next_due", "next_due"),
)
