"""The Jinja environment: every page and picture escapes by default, and a missing value fails."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The environment over bot/templates, made at the first use with every template compiled.

    That takes some 30 ms; call it before an event loop has work.
    """
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    for name in templates.list_templates(extensions=["j2"]):
        templates.get_template(name)
    return templates


def render(template: str, **values: object) -> str:
    """A template of bot/templates with its values."""
    return environment().get_template(template).render(values)
