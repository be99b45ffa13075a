"""Text for Discord: nothing in it becomes a mention, a link, an emoji or a format, but for people
and channels that a card names by ids; no message calls anybody, as none allows any mention to.

Discord reads Markdown in every text display, mentions (`<@…>`, `<#…>`, `</…>`, `@everyone`), times
(`<t:…>`), emoji (`<:…>`, `:name:`), bare addresses, and at the start of a line heads, small print,
quotes and lists. A backslash before a sign makes it a letter; it costs a character of the limits.
"""

import re

from bot.adapters.runs import Run, Runs

_INLINE = re.compile(r"[\\*_~|`<@\[]|:(?=//)|:(?=[\w+-]+:)")
_LINE_START = re.compile(r"^(?:([^\S\n]*)([#>-]|\+(?=\s))|([^\S\n]*\d+)([.)]))", re.MULTILINE)
_TICKS = re.compile(r"`(?=`)")
_APART = "\N{ZERO WIDTH SPACE}"


def measure(text: str) -> int:
    """How long Discord may find a text: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def size(run: Run) -> int:
    """What a run takes as Markdown, with what a line of small print takes besides."""
    return measure(markdown((run,))) + 3 * run.text.count("\n")


def markdown(runs: Runs) -> str:
    """Runs as Markdown in which only their look is format, and only their mentions are some."""
    return _guarded("".join(_written(run) for run in runs))


def heading(runs: Runs) -> str:
    """A head of one line."""
    return f"## {_on_one_line(markdown(runs))}"


def small(runs: Runs) -> str:
    """Small print: each line that is not empty."""
    lines = markdown(runs).split("\n")
    return "\n".join(f"-# {line.strip()}" for line in lines if line.strip())


def fence(text: str) -> str:
    """Text in letters of one width; three backticks in it do not end it."""
    return f"```\n{_TICKS.sub('`' + _APART, text)}\n```"


def _letters(text: str) -> str:
    return _INLINE.sub(r"\\\g<0>", text)


def _guarded(text: str) -> str:
    return _LINE_START.sub(r"\1\3\\\2\4", text)


def _written(run: Run) -> str:
    if run.look == "person":
        return f"<@{run.mention}>"
    if run.look == "channel":
        return f"<#{run.mention}>"
    if run.look == "strong":
        return "\n".join(_strong(line) for line in run.text.split("\n"))
    if run.look == "code":
        return _code(_on_one_line(run.text))
    return _letters(run.text)


def _strong(line: str) -> str:
    inside = line.strip()
    if not inside:
        return line
    before, after = line.split(inside, 1)
    return f"{before}**{_letters(inside)}**{after}"


def _code(text: str) -> str:
    if not text.strip() or "``" in text:
        return _letters(text)
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ").strip()
