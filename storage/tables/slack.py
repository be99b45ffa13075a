"""What the Slack adapter keeps: requests taken, installations, and pieces of messages."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, String

from storage.tables.chat import LIFE
from storage.tables.columns import DataClass, UtcInstant, declared
from storage.tables.metadata import system_table


def _seen(purpose: str) -> dict[str, object]:
    return declared(
        DataClass.OPS,
        purpose,
        legal_basis="legitimate interest",
        source="chat platform",
        retention="until it expires",
        deletion_trigger="expiry",
    )


seen_request = system_table(
    "seen_request",
    Column("digest", LargeBinary(32), primary_key=True, info=_seen("take no request twice")),
    Column("expires_at", UtcInstant, nullable=False, info=_seen("forget it")),
    Index(None, "expires_at"),
)

INSTALLED = "as long as the app is installed in the workspace"


def _installed(cls: DataClass, purpose: str) -> dict[str, object]:
    return declared(
        cls, purpose, source="Slack", retention=INSTALLED, deletion_trigger="removal of the app"
    )


installation = system_table(
    "slack_installation",
    Column("app_id", String(32), primary_key=True, info=_installed(DataClass.OPS, "find it")),
    Column(
        "enterprise_id", String(32), primary_key=True, info=_installed(DataClass.ACCOUNT, "find it")
    ),
    Column("team_id", String(32), primary_key=True, info=_installed(DataClass.ACCOUNT, "find it")),
    Column("bot_id", String(32), nullable=False, info=_installed(DataClass.OPS, "know ourselves")),
    Column(
        "bot_user_id", String(32), nullable=False, info=_installed(DataClass.OPS, "know ourselves")
    ),
    Column(
        "name", String(120), nullable=False, info=_installed(DataClass.ACCOUNT, "name its tenant")
    ),
    Column("scopes", String(400), nullable=False, info=_installed(DataClass.OPS, "name a lack")),
    Column(
        "installed_by",
        String(64),
        nullable=False,
        info=_installed(DataClass.ACCOUNT, "make the first owner"),
    ),
    Column(
        "installed_at", UtcInstant, nullable=False, info=_installed(DataClass.OPS, "order events")
    ),
    Column("token", LargeBinary, nullable=False, info=_installed(DataClass.SECRET, "post; sealed")),
    Column(
        "refresh_token",
        LargeBinary,
        nullable=True,  # where the app's tokens do not rotate
        info=_installed(DataClass.SECRET, "get the next token; sealed"),
    ),
    Column(
        "expires_at", UtcInstant, nullable=True, info=_installed(DataClass.OPS, "rotate in time")
    ),
    Column(
        "claimed_until",
        UtcInstant,
        nullable=True,
        info=_installed(DataClass.OPS, "rotate once, whatever the number of processes"),
    ),
    Column(
        "broken",
        Boolean,
        nullable=False,
        info=_installed(DataClass.OPS, "ask for a new installation"),
    ),
    Index(None, "expires_at"),
)


def _piece(purpose: str) -> dict[str, object]:
    return declared(
        DataClass.OPS,
        purpose,
        source="Slack",
        retention=LIFE,
        deletion_trigger="revoke, the deletion of its message, or the removal of the app",
    )


piece = system_table(
    "slack_piece",
    Column("workspace", String(64), primary_key=True, info=_piece("delete the piece")),
    Column("channel", String(64), primary_key=True, info=_piece("delete the piece")),
    Column("piece_id", String(64), primary_key=True, info=_piece("delete the piece")),
    Column("message_id", String(64), nullable=False, info=_piece("delete it with its message")),
    Column("made_at", UtcInstant, nullable=False, info=_piece("delete what nobody sees any more")),
    Column("direct", String(64), primary_key=True, info=_piece("delete what one person was told")),
)

team = system_table(
    "slack_team",
    Column("team_id", String(32), primary_key=True, info=_installed(DataClass.ACCOUNT, "find it")),
    Column(
        "enterprise_id",
        String(32),
        nullable=False,
        info=_installed(DataClass.ACCOUNT, "find the organisation's installation"),
    ),
)
