"""The first tables: tenants, accounts, orders, sales, stock, chat, digests, audit, wipes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Forward only."""

    op.create_table(
        "account_authorization",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("next_check", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("untold", sa.String(length=16), nullable=True),
        sa.Column("app", sa.String(length=16), nullable=True),
        sa.Column("withheld_at", sa.BigInteger(), nullable=True),
        sa.Column("disowned_at", sa.BigInteger(), nullable=True),
        sa.Column("tell_again_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", name=op.f("pk_account_authorization")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_account_authorization_next_check"),
        "account_authorization",
        ["next_check"],
        unique=False,
    )
    op.create_table(
        "audit",
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("before", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", "seq", name=op.f("pk_audit")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "batch",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("ask_day", sa.Integer(), nullable=False),
        sa.Column("first_minute", sa.Integer(), nullable=False),
        sa.Column("last_minute", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.String(length=1000), nullable=False),
        sa.Column("later", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "batch_id", name=op.f("pk_batch")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_batch_state_expires_at"), "batch", ["state", "expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_batch_tenant_id_prepared_at"), "batch", ["tenant_id", "prepared_at"], unique=False
    )
    op.create_table(
        "call_freeze",
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("app", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("reason", name=op.f("pk_call_freeze")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "certificate",
        sa.Column("certificate_id", sa.String(length=32), nullable=False),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "channel",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("digest_minute", sa.Integer(), nullable=True),
        sa.Column("digest_due", sa.BigInteger(), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_why", sa.String(length=40), nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=True),
        sa.Column("shared_at", sa.BigInteger(), nullable=True),
        sa.Column("outsiders_may_read", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "platform", "workspace", "channel", name=op.f("pk_channel")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_channel_digest_due"), "channel", ["digest_due"], unique=False)
    op.create_index(
        op.f("ix_channel_platform_channel"), "channel", ["platform", "channel"], unique=False
    )
    op.create_index(
        op.f("ix_channel_platform_workspace_channel"),
        "channel",
        ["platform", "workspace", "channel"],
        unique=True,
    )
    op.create_table(
        "claim_code",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("only_platform", sa.String(length=16), nullable=True),
        sa.Column("only_workspace", sa.String(length=64), nullable=True),
        sa.Column("by_platform", sa.String(length=16), nullable=True),
        sa.Column("by_workspace", sa.String(length=64), nullable=True),
        sa.Column("by_user", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "code_hash", name=op.f("pk_claim_code")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_claim_code_code_hash"), "claim_code", ["code_hash"], unique=True)
    op.create_index("ix_claim_code_expires_at", "claim_code", ["expires_at"], unique=False)
    op.create_table(
        "claim_try",
        sa.Column("who", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_claim_try")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_claim_try_last_at"), "claim_try", ["last_at"], unique=False)
    op.create_table(
        "compared_day",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("own_orders", sa.Integer(), nullable=False),
        sa.Column("own_units", sa.Integer(), nullable=False),
        sa.Column("own_sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("own_unpriced", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "marketplace_id", "day", name=op.f("pk_compared_day")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "credential",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "kind", name=op.f("pk_credential")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "digest_snapshot",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "marketplace_id", "currency", "day", name=op.f("pk_digest_snapshot")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dirty_day",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "day", name=op.f("pk_dirty_day")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "egress",
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("operation", sa.String(length=80), nullable=False),
        sa.Column("amazon_role", sa.String(length=40), nullable=False),
        sa.Column("feature", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "amazon_role IN ('none', 'Amazon Fulfillment', 'Buyer Solicitation', 'Inventory and Order Tracking', 'Product Listing', 'Selling Partner Insights', 'Brand Analytics')",
            name=op.f("ck_egress_known_role"),
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_egress")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_egress_pseudonym_at"), "egress", ["pseudonym", "at"], unique=False)
    op.create_table(
        "feature_grant",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("feature", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "feature", name=op.f("pk_feature_grant")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feature_switch",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("feature", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "feature", name=op.f("pk_feature_switch")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "handle",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("ref_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.LargeBinary(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "ref_hash", name=op.f("pk_handle")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index("ix_handle_expires_at", "handle", ["expires_at"], unique=False)
    op.create_index(
        op.f("ix_handle_tenant_id_object"), "handle", ["tenant_id", "object"], unique=False
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "left_out_day",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "day", "reason", name=op.f("pk_left_out_day")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "local_file",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("inline", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "channel", "number", "position", name=op.f("pk_local_file")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "local_message",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(length=8), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "channel", "number", name=op.f("pk_local_message")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_local_message_tenant_id_channel_revision"),
        "local_message",
        ["tenant_id", "channel", "revision"],
        unique=False,
    )
    op.create_table(
        "local_revision",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_local_revision")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mailed_address",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "slot", name=op.f("pk_mailed_address")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_mailed_address_expires_at"), "mailed_address", ["expires_at"], unique=False
    )
    op.create_table(
        "marketplace",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("orders_as_of", sa.BigInteger(), nullable=True),
        sa.Column("orders_source", sa.String(length=40), nullable=True),
        sa.Column("stock_as_of", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "marketplace_id", name=op.f("pk_marketplace")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "marketplace_day",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("revenue_minor", sa.BigInteger(), nullable=False),
        sa.Column("unpriced_units", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "account_id",
            "marketplace_id",
            "day",
            "currency",
            name=op.f("pk_marketplace_day"),
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=True),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "platform", "workspace", "user", name=op.f("pk_member")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice_code",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "platform", "workspace", "user", "slot", name=op.f("pk_notice_code")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice_email",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "platform", "workspace", "user", name=op.f("pk_notice_email")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice_seen",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("notification_id", sa.String(length=80), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "notification_id", name=op.f("pk_notice_seen")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_head",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("order_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed_id", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_until", sa.BigInteger(), nullable=True),
        sa.Column("purchased_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(length=8), nullable=False),
        sa.Column("status", sa.String(length=64), nullable=False),
        sa.Column("fulfilled_by", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "order_ref", name=op.f("pk_order_head")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index("ix_order_head_sealed_until", "order_head", ["sealed_until"], unique=False)
    op.create_index(
        op.f("ix_order_head_tenant_id_account_id_purchased_at"),
        "order_head",
        ["tenant_id", "account_id", "purchased_at"],
        unique=False,
    )
    op.create_table(
        "order_line",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("order_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("asin", sa.String(length=16), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("local_day", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("item_status", sa.String(length=32), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "order_ref", "sku", "nth", name=op.f("pk_order_line")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_order_line_tenant_id_account_id_local_day"),
        "order_line",
        ["tenant_id", "account_id", "local_day"],
        unique=False,
    )
    op.create_table(
        "owner_notice",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("is_heard", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "object", name=op.f("pk_owner_notice")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=420), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("posted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "platform", "workspace", "channel", "message_id", name=op.f("pk_post")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_post_tenant_id_object"), "post", ["tenant_id", "object"], unique=False)
    op.create_table(
        "product",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("asin", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "sku", name=op.f("pk_product")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quarantined_row",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "report_id", "line", name=op.f("pk_quarantined_row")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recovery",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tell_at", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.String(length=8), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by_platform", sa.String(length=16), nullable=True),
        sa.Column("ended_by_workspace", sa.String(length=64), nullable=True),
        sa.Column("ended_by_user", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "begun_at", name=op.f("pk_recovery")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_recovery_tell_at"), "recovery", ["tell_at"], unique=False)
    op.create_table(
        "report",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("orders_changed", sa.Integer(), nullable=False),
        sa.Column("orders_missed", sa.Integer(), nullable=False),
        sa.Column("rows_unreadable", sa.Integer(), nullable=False),
        sa.Column("orders_too_old", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "report_id", name=op.f("pk_report")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "revocation",
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("tenant_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tenant", sa.String(length=32), nullable=True),
        sa.Column("certificate_id", sa.String(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=32), nullable=True),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_revocation")),
        sa.UniqueConstraint("tenant_hash", name=op.f("uq_revocation_tenant_hash")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sales_day",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("asin", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("revenue_minor", sa.BigInteger(), nullable=False),
        sa.Column("unpriced_units", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "account_id",
            "marketplace_id",
            "day",
            "sku",
            "asin",
            "currency",
            name=op.f("pk_sales_day"),
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seen_request",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_seen_request")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_seen_request_expires_at"), "seen_request", ["expires_at"], unique=False
    )
    op.create_table(
        "seller_account",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=8), nullable=False),
        sa.Column("selling_partner", sa.LargeBinary(), nullable=True),
        sa.Column("home_marketplace", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("authorized_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", name=op.f("pk_seller_account")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sending",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "platform", "workspace", "channel", "object", name=op.f("pk_sending")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slack_installation",
        sa.Column("app_id", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("bot_id", sa.String(length=32), nullable=False),
        sa.Column("bot_user_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scopes", sa.String(length=400), nullable=False),
        sa.Column("installed_by", sa.String(length=64), nullable=False),
        sa.Column("installed_at", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("refresh_token", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "app_id", "enterprise_id", "team_id", name=op.f("pk_slack_installation")
        ),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_slack_installation_expires_at"), "slack_installation", ["expires_at"], unique=False
    )
    op.create_table(
        "slack_piece",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("piece_id", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("direct", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "channel", "piece_id", "direct", name=op.f("pk_slack_piece")
        ),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slack_team",
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("enterprise_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_slack_team")),
        info={"scope": "system"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "solicitation",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("order_ref", sa.LargeBinary(length=16), nullable=False),
        sa.Column("batch_id", sa.String(length=16), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("looked_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "order_ref", name=op.f("pk_solicitation")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_solicitation_stage_not_before"),
        "solicitation",
        ["stage", "not_before"],
        unique=False,
    )
    op.create_index(
        op.f("ix_solicitation_tenant_id_batch_id"),
        "solicitation",
        ["tenant_id", "batch_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_solicitation_tenant_id_stage_not_before"),
        "solicitation",
        ["tenant_id", "stage", "not_before"],
        unique=False,
    )
    op.create_table(
        "stock_day",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("marketplace_id", sa.String(length=32), nullable=False),
        sa.Column("sku", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sellable", sa.Integer(), nullable=False),
        sa.Column("inbound", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "account_id", "marketplace_id", "sku", "day", name=op.f("pk_stock_day")
        ),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_state",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=48), nullable=False),
        sa.Column("next_due", sa.BigInteger(), nullable=False),
        sa.Column("watermark", sa.BigInteger(), nullable=True),
        sa.Column("report_type", sa.String(length=80), nullable=True),
        sa.Column("report_id", sa.String(length=80), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("reports_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "account_id", "source", name=op.f("pk_sync_state")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sync_state_next_due", "sync_state", ["next_due"], unique=False)
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("checked_by_platform", sa.String(length=16), nullable=True),
        sa.Column("checked_by_workspace", sa.String(length=64), nullable=True),
        sa.Column("checked_by_user", sa.String(length=64), nullable=True),
        sa.Column("remind_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_tenant_pseudonym")),
        info={"scope": "tenant"},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_tenant_remind_at"), "tenant", ["remind_at"], unique=False)
