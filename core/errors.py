"""Every error amzigo raises on purpose: one tree, and the docstring is the message.

AmzigoError
├── InputError            the person asked for something we cannot do as asked
│   ├── UnknownVerb, BadArgument, MissingArgument, BadPeriod, BadDay, UnknownProduct, UnknownOrder
│   ├── UnknownTenant, AmbiguousTenant, Incomplete, NowNotAllowed, WrongConfirmation, StaleHandle
│   ├── NoSuchFile, NotAReport, MissingColumns, DamagedFile, FileTooLarge, PastRetention,
│   │   UnreadableRows
│   └── CountsTwice, NotConnected (TokenRefused, NoStores, WhichAccount, NoSuchAccount,
│       AmazonSilent, AccountEnding, AlreadyConnected)
├── Refused     NotAllowed, NotAMember, NotBound (Unclaimed), OutsidersRead, LastOwner, GateClosed,
│               TenantGone, StillAuthorized, WrongCode, TooManyCodes, HasOwner, NothingToRecover,
│               OtherSeller, UnclearSeller, RecoveryRuns
├── SetupError            the installation cannot run as it is
│   ├── BadSetting, KeyFileMissing, KeyFileWrong, NewerSchema, DiskFull, PortInUse
│   └── NoTenantKey, KeyStoreBusy, SealBroken, SandboxSilent
├── AmazonError           Amazon said no, or nothing: core.amazon_errors
├── ChatError             so did Slack or Discord: core.chat_errors
├── MailError             so did the mail server: core.mail_errors, with what is said of addresses
└── BadCertificate        a certificate that does not check out
"""


class AmzigoError(Exception):
    """Something broke on my side. It is logged; nothing was sent."""

    code = "internal"
    retry_after: float | None = None
    """Seconds after which trying again makes sense, where that is known."""

    def __init__(self, message: str | None = None, **fields: object) -> None:
        text = message if message is not None else (type(self).__doc__ or "")
        super().__init__(text.format(**fields) if fields else text)
        self.fields = fields
        self.template = text

    @property
    def message(self) -> str:
        """The sentence a person reads."""
        return str(self.args[0])


class InputError(AmzigoError):
    """I could not read that. Try `/amzigo help`."""

    code = "input"


class UnknownVerb(InputError):
    """I don't know “{verb}”. Did you mean `/amzigo {nearest}`? `/amzigo help` lists everything."""


class BadArgument(InputError):
    """“{value}” does not fit `{name}`. {hint}"""


class MissingArgument(InputError):
    """`{name}` needs {what}."""


class BadPeriod(InputError):
    """I don't know the period “{period}”. Try `7d`, `last month`, `2026-11-01..2026-11-15`."""


class BadDay(BadPeriod):
    """I don't know the day “{day}”. Write it like `2026-11-22`; `yesterday` will do, too."""


class UnknownProduct(InputError):
    """I don't know the product “{sku}”. {hint}"""


class UnknownOrder(InputError):
    """I have read no order “{order}”. `/amzigo status` says until when orders are read."""


class UnknownTenant(InputError):
    """There is no tenant “{tenant}” here{nearest}. Existing: {existing}.{hint}"""


class AmbiguousTenant(InputError):
    """There are several tenants here ({existing}). Name one with --tenant."""


class NoSuchFile(InputError):
    """There is no file “{name}”. Check the path."""


class NotAReport(InputError):
    """“{name}” is not an all-orders report: {reason}. Download “All Orders” from Seller Central."""


class MissingColumns(InputError):
    """“{name}” lacks the columns {columns}. Download the report again, with all its columns."""


class DamagedFile(InputError):
    """“{name}” is damaged ({reason}); nothing was imported. Download it again."""


class FileTooLarge(InputError):
    """“{name}” is too large: {reason}; nothing was imported. Import a shorter period at a time."""


class PastRetention(InputError):
    """All orders in “{name}” are older than 18 months, which is as long as I may keep them."""


class CountsTwice(InputError):
    """“{tenant}” {has} orders of {stores}, which would count twice. {hint}"""


class UnreadableRows(InputError):
    """Nothing in “{name}” could be read: all {count} rows are unreadable, first line {line}."""


class Incomplete(InputError):
    """Some of the report was left out (see above), and --strict asks for all of it."""


class NowNotAllowed(InputError):
    """--now works only in a demo database whose Amazon addresses are all local."""


class WrongConfirmation(InputError):
    """That is not the name. Nothing was deleted. Type `{name}` to confirm."""


class StaleHandle(InputError):
    """This button is no longer valid. {state}"""


class NotConnected(InputError):
    """The shop was not connected; nothing was stored. Run `amzigo connect --help`."""


class TokenRefused(NotConnected):
    """Amazon does not accept this refresh token; nothing was stored. Authorize the app again."""


class NoStores(NotConnected):
    """Amazon shows no store in {regions}; nothing was stored. Check --region and the roles."""


class WhichAccount(NotConnected):
    """I can't tell if this is the seller of {existing}, which is in {region} too. {hint}"""


class NoSuchAccount(NotConnected):
    """There is no account “{name}” in {region} here; nothing was stored. Existing: {existing}."""


class AccountEnding(NotConnected):
    """“{name}” is being deleted. Try again in a minute."""


class AlreadyConnected(NotConnected):
    """{what} is already connected in the tenant “{tenant}”; nothing was stored. Renew it there."""


class AmazonSilent(NotConnected):
    """Amazon could not be asked ({status}); nothing was stored. Check the network, try again."""


class Refused(AmzigoError):
    """That is not allowed here."""

    code = "refused"


class NotAllowed(Refused):
    """{what} needs an {role}. {who}"""


class NotAMember(Refused):
    """You are not a member of this team. An owner can add you."""


class StillAuthorized(Refused):
    """An account of this shop is authorized again; nothing was deleted."""


class NotBound(Refused):
    """This channel is connected to no shop. An owner types `/amzigo settings channel SHOP` here."""


class Unclaimed(NotBound):
    """Nobody owns a shop here yet. {how}"""


class WrongCode(Refused):
    """This code is not valid here, or not any more. Have a new one made."""

    code = "wrong_code"


class TooManyCodes(Refused):
    """Too many wrong codes, so I did not look at this one. Try again in an hour."""

    code = "too_many_codes"
    retry_after = 3600.0


class HasOwner(Refused):
    """“{tenant}” is owned by {who}. {how}"""


class NothingToRecover(Refused):
    """“{tenant}” {why}."""


class OtherSeller(Refused):
    """This is not the authorization of the shop's own seller, so nothing can be recovered by it."""


class UnclearSeller(Refused):
    """I can't tell whose authorization this is. Add the --seller-id of the shop that is kept."""


class RecoveryRuns(Refused):
    """A recovery of “{tenant}” is under way until {until} UTC. Wait for it, or have it stopped."""


class OutsidersRead(Refused):
    """People of another company may read this channel. `/amzigo settings sharing on` lets them."""


class LastOwner(Refused):
    """Nobody else owns this shop. Make somebody an owner first: `/amzigo team add @name owner`."""


class GateClosed(Refused):
    """The call to Amazon was not made: {reason}."""

    code = "gate"


class TenantGone(Refused):
    """This shop was deleted on {day}. The certificate says what was removed."""


class SetupError(AmzigoError):
    """The installation cannot run as it is set up."""

    code = "setup"


class BadSetting(SetupError):
    """The setting {name} cannot be used: {reason}."""


class KeyFileMissing(SetupError):
    """The key file {path} is missing and sealed data needs it. Restore it from your backup."""


class KeyFileWrong(SetupError):
    """The key file {path} does not fit this key store. Restore the one that belongs to it."""


class NoTenantKey(SetupError):
    """There is no key for this tenant. Restore the key store that belongs to the data."""


class KeyStoreBusy(SetupError):
    """The key store is busy, so a destroyed key may still be on disk. Run the command again."""


class SealBroken(SetupError):
    """A sealed value does not open: it was altered or moved. It was not used; tell the operator."""


class NewerSchema(SetupError):
    """The database was made by a newer amzigo ({found}). Update amzigo, or restore a backup."""


class DiskFull(SetupError):
    """The disk is full; nothing more was written. Free some space and run the command again."""


class PortInUse(SetupError):
    """Port {port} is in use. Stop the other program, or choose another with --port."""


class SandboxSilent(SetupError):
    """The local Amazon did not start. Run `amzigo sandbox` to see why."""


class BadCertificate(AmzigoError):
    """The certificate does not check out: {reason}."""

    code = "certificate"
