"""How authorizations stand, what Amazon granted, and the freeze of everything."""

from sqlalchemy import Column, Index, Integer, String

from storage.tables.columns import DataClass, UtcInstant, account_key, declared, tenant_key
from storage.tables.metadata import system_table, tenant_table


def _ops(purpose: str) -> dict[str, object]:
    return declared(DataClass.OPS, purpose, source="Login with Amazon")


authorization = tenant_table(
    "account_authorization",
    tenant_key(),
    account_key(),
    Column("next_check", UtcInstant, nullable=False, info=_ops("ask once a day")),
    Column("checked_at", UtcInstant, nullable=True, info=_ops("say when it was well")),
    Column("paused_at", UtcInstant, nullable=True, info=_ops("say since when nothing is called")),
    Column("failing_since", UtcInstant, nullable=True, info=_ops("believe a day of refusals only")),
    Column("failures", Integer, nullable=False, info=_ops("believe several refusals only")),
    Column("untold", String(16), nullable=True, info=_ops("tell owners of a change")),
    Column("app", String(16), nullable=True, info=_ops("doubt what another app is told")),
    Column("withheld_at", UtcInstant, nullable=True, info=_ops("say that many were lost at once")),
    Column("disowned_at", UtcInstant, nullable=True, info=_ops("believe a second account only")),
    Column("tell_again_at", UtcInstant, nullable=True, info=_ops("tell owners who were away")),
    Index(None, "next_check"),
)


def _found(purpose: str) -> dict[str, object]:
    return declared(DataClass.ACCOUNT, purpose, source="SP-API")


feature_grant = tenant_table(
    "feature_grant",
    tenant_key(),
    account_key(),
    Column("feature", String(16), primary_key=True, info=_found("tell features apart")),
    Column("state", String(8), nullable=False, info=_found("say what Amazon did not grant")),
    Column("at", UtcInstant, nullable=False, info=_found("look again after a day")),
)


def _house(purpose: str) -> dict[str, object]:
    return declared(DataClass.OPS, purpose, retention="until the freeze ends")


freeze = system_table(
    "call_freeze",
    Column("reason", String(16), primary_key=True, info=_house("say why nothing is called")),
    Column("since", UtcInstant, nullable=False, info=_house("say since when")),
    Column("next_try", UtcInstant, nullable=False, info=_house("try slowly")),
    Column("tries", Integer, nullable=False, info=_house("let another account try")),
    Column("app", String(16), nullable=True, info=_house("let no other app end it")),
)
