"""Amazon's static cases in docs/amazon.md, counted in a folder of its models.

`python -m tests.architecture.static_table FOLDER` writes them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.amazon_table import PAGE
from tests.published.cases import Case, cases
from tests.published.models import Published, read_models
from tests.published.served import REJECTED, UNANSWERED, is_served

BEGIN, END = "<!-- the static cases: made by the suite -->", "<!-- the static cases end -->"


def section(published: Published) -> str:
    """A row a model, their sums, and the cases that are not as they should be."""
    found = list(cases(published))
    rows = [
        "| model | operations | served | static cases | of operations served | of others |",
        "|---|---|---|---|---|---|",
    ]
    for model in published.models:
        own = [case for case in found if case.spoken.model is model]
        served = sum(map(is_served, model.operations))
        rows.append(_row(f"`{model.name}`", len(model.operations), served, own))
    every = list(published.operations())
    rows.append(_row("together", len(every), sum(map(is_served, every)), found))
    return "\n".join([*rows, "", *_remarks(found)])


def _row(name: str, operations: int, served: int, found: list[Case]) -> str:
    ours = sum(is_served(case.spoken) for case in found)
    cells = (name, operations, served, len(found), ours, len(found) - ours)
    return f"| {' | '.join(map(str, cells))} |"


def _remarks(found: list[Case]) -> Iterator[str]:
    titles = {case.title: is_served(case.spoken) for case in found}
    yield f"Answered exactly by `amzigo sandbox --static`: {len(titles) - len(UNANSWERED)}. Not:"
    yield from _listed(UNANSWERED, titles)
    yield ""
    yield "Amazon's own schemas reject these samples, which are answered as they are all the same:"
    yield from _listed(REJECTED, titles)


def _listed(told: dict[str, str], titles: dict[str, bool]) -> Iterator[str]:
    for title, reason in told.items():
        served = "served" if titles[title] else "not served"
        yield f"- `{title}` ({served}): {reason}"


def page_with_cases(page: str, published: Published) -> str:
    """The page, with the section as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{section(published)}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with_cases(PAGE.read_text(), read_models(Path(sys.argv[1]))))
