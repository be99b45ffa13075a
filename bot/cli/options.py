"""A command's options as one value: a dataclass whose fields are what the command line takes."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

Options = TypeVar("Options")


def options_of(
    kind: Callable[..., Options],
) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Let a command take a dataclass whole; to typer its fields look like parameters."""

    def unfold(command: Callable[[Options], None]) -> Callable[..., None]:
        def unfolded(**given: Any) -> None:
            command(kind(**given))

        hints = get_type_hints(kind, include_extras=True)
        fields = inspect.signature(kind).parameters.values()
        taken = [field.replace(kind=inspect.Parameter.KEYWORD_ONLY) for field in fields]
        unfolded.__signature__ = inspect.Signature(taken)  # type: ignore[attr-defined]
        unfolded.__annotations__ = {field.name: hints[field.name] for field in taken}
        unfolded.__name__, unfolded.__doc__ = command.__name__, command.__doc__
        return unfolded

    return unfold
