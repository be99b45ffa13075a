"""What a chat platform says when it does not do as asked: a branch of the tree in core.errors.

ChatError
├── ChatBusy          slower, please
├── ChatSilent        no answer: what became of it is not known, so it is not repeated
├── ChannelRefused    this channel is closed to us, until a person changes that
├── CardRefused       the form is refused, not the content
├── MessageGone       there is nothing left to change
└── NotInstalled      the workspace let us go
"""

from core.errors import AmzigoError


class ChatError(AmzigoError):
    """The chat platform did not take that ({reason}). It is logged; try again in a minute."""

    code = "chat"


class ChatBusy(ChatError):
    """The chat platform asks me to slow down. Try again in a minute."""

    code = "chat_busy"

    def __init__(self, retry_after: float) -> None:
        super().__init__()
        self.retry_after = retry_after


class ChatSilent(ChatError):
    """The chat platform did not answer; whether it did what I asked is not known."""

    code = "chat_silent"


class ChannelRefused(ChatError):
    """I may not write in that channel ({reason}). Invite me there, or choose another channel."""

    code = "channel_refused"

    @property
    def why(self) -> str:
        """The reason in a word, where there is one for it."""
        return str(self.fields.get("why", "refused"))


class CardRefused(ChatError):
    """The chat platform did not take the form of my answer. It is logged; ask again."""

    code = "card_refused"


class MessageGone(ChatError):
    """That message is not there any more. Ask again with its command."""

    code = "message_gone"


class NotInstalled(ChatError):
    """amzigo is not installed in that workspace any more. Add it again with its install link."""

    code = "not_installed"
