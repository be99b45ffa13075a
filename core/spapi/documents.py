"""Downloading a report's document: to a checked address, without Amazon's headers, to a spool.

The URL is a secret while it is valid (five minutes); it is used at once and kept nowhere.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core.amazon_errors import BadDocument, UpstreamError
from core.policy.operations import GET_DOCUMENT
from core.ports.amazon import Caller
from core.spapi.calls import Call, Calls, label, permit
from core.spapi.classify import make_error
from core.spapi.document_url import DocumentUrl, check
from core.spapi.encoding import declared
from core.spapi.flat_file import LIMITS
from core.spapi.message import Answer, NoAnswer
from core.spapi.sender import Sender, Sink
from core.spapi.spool import Spool, open_spool

Resolver = Callable[[str], Awaitable[Sequence[str]]]
"""The addresses of a host."""

DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was downloaded, and the encoding that its sender declared."""

    path: Path
    size: int
    told: str | None


@dataclass(frozen=True, slots=True)
class Documents:
    """Fetches documents; `folder` is where spools are made."""

    calls: Calls
    sender: Sender
    resolve: Resolver
    folder: Path

    @asynccontextmanager
    async def download(
        self, caller: Caller, report_type: str, document: str
    ) -> AsyncIterator[Document]:
        """The document in a spool while the block runs; raises BadDocument or an AmazonError."""
        with open_spool(self.folder) as spool:
            answer = await self._fill(spool, caller, report_type, document)
            if _may_another_do(answer):
                spool.clear()
                answer = await self._fill(spool, caller, report_type, document)
            _refuse(answer)
            said = answer.headers.get("content-type") if isinstance(answer, Answer) else None
            yield Document(spool.path, spool.size, declared(said))

    async def _fill(
        self, spool: Spool, caller: Caller, report_type: str, document: str
    ) -> Answer | NoAnswer:
        leave = permit(caller, GET_DOCUMENT, report_type)
        url = await self._url(caller, report_type, document)
        self.calls.breaker.check(url.host, DOWNLOAD)
        addresses = () if url.local_origin else await self.resolve(url.host)
        named = label(leave, DOWNLOAD, report_type)
        into = Sink(spool.write, LIMITS.wire)
        answer = await self.sender.fetch(caller, named, url.request(addresses), into)
        self.calls.breaker.heard(url.host, answer)
        return answer

    async def _url(self, caller: Caller, report_type: str, document: str) -> DocumentUrl:
        ids = {"reportDocumentId": document}
        answer = await self.calls.make(caller, Call(GET_DOCUMENT, ids, report_type=report_type))
        read = answer.json()
        if not isinstance(read, dict):
            raise make_error(UpstreamError, GET_DOCUMENT, answer)
        return check(read.get("url"), self.calls.endpoints)


def _may_another_do(answer: Answer | NoAnswer) -> bool:
    """Whether a URL of its own may help: this one has expired, or the connection broke."""
    return isinstance(answer, NoAnswer) or answer.status in (401, 403) or answer.status >= 500


def _refuse(answer: Answer | NoAnswer) -> None:
    """Raise what is wrong with a download."""
    if isinstance(answer, NoAnswer) or answer.status not in range(200, 400):
        raise make_error(UpstreamError, DOWNLOAD, answer)
    if answer.status != 200:
        raise BadDocument(reason="its address leads elsewhere")
    if answer.cut:
        raise BadDocument(reason="it is too large to be a report")
