"""The composition root: opens what there is in order, and closes it in reverse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.local.channels import PLATFORM, USER, WORKSPACE
from bot.adapters.mail.smtp import SmtpMailer
from bot.authorization_jobs import AuthorizationJobs
from bot.authorization_post import Teller
from bot.behind import Behind
from bot.chance import new_claim_code, new_code, new_digits, new_id, new_nonce, new_ref
from bot.claim_desk import ClaimDesk
from bot.commands.claim import CLAIM
from bot.commands.data import CONFIRM, REVOKE
from bot.commands.settings import MAILED_CODE, ME
from bot.digest_post import DigestPoster
from bot.ending import Ending
from bot.engine.in_process import InProcessEngine
from bot.envelope import Chat
from bot.eraser import ChatEraser
from bot.handlers.claim import CodeDesk
from bot.handlers.handlers import ACTIONS, HANDLERS
from bot.handlers.home import answer_home
from bot.handlers.me import MeDesk
from bot.handlers.reviews import answer_reviews
from bot.handlers.revoke import RevokeDesk
from bot.handlers.status import answer_status
from bot.handlers.why import answer_why
from bot.handles import Handles
from bot.jobs import Jobs
from bot.mail_post import MailPost
from bot.owner_teller import OwnerTeller, PostTo
from bot.pacing import PacedChats, Pacing
from bot.recovery_jobs import RecoveryJobs
from bot.redraws import Redraws
from bot.router import AskedHandler, Router
from bot.scheduler import ticking
from bot.sender import Sender
from bot.settings import Settings
from core.authorization import Checker
from core.claims import Founder
from core.ended_authorization import Ender
from core.errors import BadSetting, NowNotAllowed
from core.grants import Prober
from core.intake import Target
from core.keys import KeyStore
from core.model import MemberRole, TenantId
from core.policy.sending_hours import WHOLE_DAY
from core.ports.amazon import Amazon
from core.ports.clock import Clock
from core.ports.mail import Mailer
from core.ports.orders import OrderReport
from core.ports.shared_channels import SharedChannels
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.review_sending import RequestSender
from core.reviews import Terms
from core.revoke import Revoker, replay_tombstones, resume_unfinished
from core.sharing import Sharing
from core.spapi import all_orders
from core.sync import Syncer
from core.sync_plan import Pace
from core.tenants import create_file_account, create_tenant, file_account
from core.wipe_progress import Issuer
from storage.account_wipe import SqlAccountWipe
from storage.installation import open_database
from storage.key_provider import KeyFile
from storage.keystore import SqlKeyStore
from storage.repositories.revocations import SqlRevocations
from storage.unit_of_work import SqlStorage
from storage.wipe import SqlWipe

KEY_FILE = "kek.key"
DUE_TICK = timedelta(seconds=5)
HOUSEKEEPING = timedelta(minutes=10)
IMPORT_TENANT, IMPORT_CHANNEL = "My import", "my-import"
DEMO_TERMS = Terms(WHOLE_DAY, most=12)


@dataclass(frozen=True, slots=True)
class House:
    """What every process needs: storage and keys, and whether this is a demo."""

    settings: Settings
    clock: Clock
    storage: Storage
    keys: KeyStore
    engine: AsyncEngine
    jobs: InProcessEngine
    is_demo: bool
    chats: dict[str, Chat]
    """The platforms that are connected in this process, by name."""
    shared: dict[str, SharedChannels]
    """Those of them that can tell which channels another company reads."""
    revoker: Revoker
    """One a process: its turns make a double press one wipe."""
    pacing: Pacing
    """One a process: each platform counts all our calls."""
    behind: Behind
    """One a process: the end of the house is its end."""
    mailer: Mailer | None = None
    """None where this installation sends no mail."""
    ending: Ending = field(default_factory=Ending)
    """One a process: all that ends shares its seconds."""

    def read_report(self, path: Path) -> OrderReport:
        """Look an all-orders file over."""
        return all_orders.scan(path)

    def desk(self) -> ClaimDesk:
        """What answers in chat: the router, and before it what somebody claims."""
        return ClaimDesk(self.router(), self.founder())

    def founder(self) -> Founder:
        """What makes owners."""
        return Founder(self.storage, self.keys, new_id, new_claim_code)

    def router(self) -> Router:
        """The desk of members, which posts through the chats that are connected."""
        revoke, me = RevokeDesk(self.revoker), self._me()
        actions = {**ACTIONS, CONFIRM: revoke.confirm, MAILED_CODE: me.press_code}
        sender = self.sender()
        return Router(
            self.storage,
            self.clock,
            self.verbs(),
            actions,
            sender.handles,
            sender,
            new_code,
            Sharing(self.shared),
        )

    def verbs(self) -> dict[str, AskedHandler]:
        """What answers each verb here: a demo sends its requests at any hour, a few at a time."""
        terms = DEMO_TERMS if self.is_demo else Terms()
        secret_set = self.settings.lwa_client_secret_set_at
        return {
            **HANDLERS,
            "home": partial(answer_home, secret_set=secret_set),
            "status": partial(answer_status, secret_set=secret_set),
            "reviews": partial(answer_reviews, terms=terms),
            "why": partial(answer_why, terms=terms),
            CLAIM.name: CodeDesk(self.founder()).answer,
            REVOKE.name: RevokeDesk(self.revoker).answer,
            ME.name: self._me().answer,
        }

    def owners(self) -> OwnerTeller:
        """What tells owners in private, or by mail."""
        return OwnerTeller(self.storage, self.clock, self._alone(), self._post)

    def _me(self) -> MeDesk:
        return MeDesk(self._post, new_digits)

    @property
    def _post(self) -> PostTo | None:
        return None if self.mailer is None else MailPost(self.mailer).send

    def sender(self) -> Sender:
        """What posts to the chats that are connected, and tells owners where a channel refuses."""
        return replace(self._alone(), owners=self.owners())

    def _alone(self) -> Sender:
        handles = Handles(self.storage, new_ref)
        return Sender(
            self.storage, self.clock, handles, self.chats, self.pacing, behind=self.behind
        )

    async def create_tenant(self, name: str) -> TenantId:
        """A new tenant of this installation."""
        return await create_tenant(self.storage, self.keys, name, new_id, self.clock())

    async def file_target(self, tenant: TenantId) -> Target | None:
        """Where files of a tenant go, None where there was none yet."""
        async with self.storage.read() as uow:
            account = await file_account(uow, tenant)
        return None if account is None else Target(tenant, account)

    async def make_file_target(self, tenant: TenantId | None) -> Target:
        """A place for files: in the tenant, or in a new one where there is none."""
        owner = tenant or await self.make_tenant(IMPORT_TENANT, IMPORT_CHANNEL)
        return Target(owner, await create_file_account(self.storage, owner, new_id))

    async def make_tenant(self, name: str, place: str) -> TenantId:
        """A tenant; in a demo the local page shows it in a channel, and its one visitor owns it."""
        tenant = await self.create_tenant(name)
        if self.is_demo:
            channel = ChannelRow(PLATFORM, WORKSPACE, place, place, "UTC")
            async with self.storage.write() as uow:
                team = (await uow.for_tenant(tenant)).team
                await team.bind(channel)
                visitor = (PLATFORM, WORKSPACE, USER)
                await team.admit(visitor, MemberRole.OWNER, self.clock())
        return tenant


def jobs_of(house: House, amazon: Amazon, pace: Pace) -> Jobs:
    """What happens by itself: finding what is due, and doing it."""
    syncer = Syncer(house.storage, amazon, house.clock, new_id, pace)
    digests = DigestPoster(
        house.storage, house.clock, house.verbs(), house.sender(), Sharing(house.shared)
    )
    return Jobs(
        house.storage,
        house.clock,
        house.jobs,
        syncer,
        digests,
        RequestSender(house.storage, amazon, house.clock),
        house.revoker,
        _authorizations(house, amazon),
        Redraws(house.storage, house.clock, house.jobs, digests.sender),
        RecoveryJobs(house.storage, house.clock, house.jobs, house.owners()),
    )


@asynccontextmanager
async def working(house: House, amazon: Amazon, pace: Pace) -> AsyncIterator[Syncer]:
    """Everything that happens by itself, while the block runs: engine, ticks, housekeeping.

    What a crash left behind comes first: wiped tenants in a restored backup, unfinished wipes.
    """
    await replay_tombstones(house.keys, SqlWipe(house.engine))
    await resume_unfinished(house.revoker)
    jobs = jobs_of(house, amazon, pace)
    await jobs.housekeeping()  # a process that is restarted often must purge all the same
    house.jobs.start(jobs.by_name())
    tick = min(pace.poll, DUE_TICK)
    try:
        left = house.ending.left
        async with ticking({jobs.tick: tick, jobs.housekeeping: HOUSEKEEPING}, left):
            yield jobs.syncer
    finally:
        await house.jobs.stop(house.ending.left())


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    """The database, then the key store; each is checked before it is used."""
    if not settings.wants_demo and settings.key_passphrase is None:
        reason = "it is not set, and in production the key file needs it (to try, AMZIGO_ENV=demo)"
        raise BadSetting(name="AMZIGO_KEY_PASSPHRASE", reason=reason)
    make_folder(settings.data_dir)
    async with open_database(settings.database_url, settings.environment) as (engine, found):
        provider = KeyFile(settings.data_dir / KEY_FILE, settings.key_passphrase)
        jobs = InProcessEngine()
        async with SqlKeyStore.open(settings.keystore_url, provider, clock) as keys:
            storage, chats = SqlStorage(engine, keys, jobs), dict[str, Chat]()
            records, rows = SqlRevocations(engine, keys), SqlWipe(engine)
            issuer = Issuer(version("amzigo"))
            pacing = Pacing()
            eraser = ChatEraser(PacedChats(chats, pacing))
            revoker = Revoker(
                storage, keys, records, rows, eraser, clock, new_id, new_nonce, issuer
            )
            mailer = None if settings.mail is None else SmtpMailer(settings.mail, clock, new_id)
            kept = (settings, clock, storage, keys, engine, jobs)
            behind = Behind()
            try:
                yield House(*kept, found == "demo", chats, {}, revoker, pacing, behind, mailer)
            finally:
                await behind.end()


def _authorizations(house: House, amazon: Amazon) -> AuthorizationJobs:
    storage, clock = house.storage, house.clock
    ender = Ender(storage, house.revoker, SqlAccountWipe(house.engine), clock)
    sharing = Sharing(house.shared)
    teller = Teller(storage, clock, house.sender(), ender, house.owners(), sharing)
    app = house.settings.lwa_client_id
    checker, prober = Checker(storage, amazon, clock, app), Prober(storage, amazon, clock)
    return AuthorizationJobs(storage, clock, house.jobs, checker, teller, prober)


def require_fixed_time_allowed(house: House) -> None:
    """Refuse `--now` wherever a wrong time could do harm."""
    if not (house.is_demo and house.settings.amazon_is_local):
        raise NowNotAllowed


def make_folder(folder: Path) -> None:
    """A folder that nobody else on the machine looks into; BadSetting where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as why:
        reason = f"{folder} cannot be made ({why.strerror})"
        raise BadSetting(name="AMZIGO_DATA_DIR", reason=reason) from why
