"""The preview's pages made once a run, and a reader of them that knows HTML and nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from bot.preview.catalogue import catalogue
from bot.preview.folder import INDEX, index, pages


@dataclass
class Seen(HTMLParser):
    """What a page shows and says aloud, and the tags and addresses that it is made of."""

    said: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag; an alternative text counts as said."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.said += [value or "" for name, value in attrs if name in ("alt", "aria-label")]

    def handle_data(self, data: str) -> None:
        """Note what is shown; a style sheet is not."""
        (self.styles if self.tags[-1:] == ["style"] and data.strip() else self.said).append(data)

    @property
    def text(self) -> str:
        """All that is said."""
        return " ".join(self.said)


def read(html: str) -> Seen:
    """A page, read."""
    seen = Seen()
    seen.feed(html)
    seen.close()
    return seen


@cache
def drawn_pages() -> Mapping[str, str]:
    """All files of the whole catalogue by name."""
    samples = list(catalogue().values())
    return {**pages(samples, "en"), INDEX: index(samples)}
