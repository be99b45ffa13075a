"""Whom a platform lets read a channel besides the people of its workspace."""

from typing import Protocol

from core.model import Place


class SharedChannels(Protocol):
    """Knows which channels of a platform are shared with another company."""

    async def is_shared(self, place: Place) -> bool | None:
        """Whether people of another company may read a channel; None where it does not say.

        Raises ChannelRefused or NotInstalled where we are not let in, and ChatBusy.
        """
        ...
