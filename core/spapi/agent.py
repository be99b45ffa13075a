"""How amzigo names itself to Amazon: truly, in the form that Amazon asks for."""

import re

_LONGEST = 500
_SPECIAL = re.compile(r"[/\\()=;]")


def user_agent(version: str, python: str, platform: str) -> str:
    """`amzigo/<version> (Language=Python/<version>; Platform=<name>)`, at most 500 characters."""
    name = f"amzigo/{_escaped(version)}"
    about = f"Language=Python/{_escaped(python)}; Platform={_escaped(platform)}"
    return f"{name} ({about})"[:_LONGEST]


def _escaped(value: str) -> str:
    printable = "".join(c for c in value if c.isascii() and c.isprintable())[:100]
    return _SPECIAL.sub(r"\\\g<0>", printable)
