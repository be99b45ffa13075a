"""A storage that remembers how long its write transactions took."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from time import perf_counter

from core.ports.storage import Storage, UnitOfWork


class TimedStorage:
    """Passes everything on (the port is core.ports.storage.Storage); `writes` is in seconds."""

    def __init__(self, inner: Storage) -> None:
        self._inner = inner
        self.writes: list[float] = []

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that only reads."""
        return self._inner.read()

    def survey(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that reads for long."""
        return self._inner.survey()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        """A transaction that writes, from its begin to its commit."""
        begun = perf_counter()
        async with self._inner.write() as uow:
            yield uow
        self.writes.append(perf_counter() - begun)
