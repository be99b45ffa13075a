"""Drawings written to a folder: what is there already stays, but for files of the same names."""

import json
from collections.abc import Iterable
from pathlib import Path

from bot import words
from bot.preview.drawing import DRAWN, PLATFORMS
from bot.preview.samples.sample import Sample
from bot.preview.sent import to_discord, to_slack
from core.errors import BadArgument

INDEX = "index.html"


def pages(samples: Iterable[Sample], locale: str) -> dict[str, str]:
    """The files of some samples by name: both platforms' JSON, and a page that draws them."""
    files: dict[str, str] = {}
    for sample in samples:
        sent = dict(zip(PLATFORMS, (to_slack(sample.card, locale), to_discord(sample.card, locale)),
                        strict=True))  # fmt: skip
        for platform, one in sent.items():
            text = json.dumps(one.document, ensure_ascii=False, indent=1)
            files[f"{sample.name}.{platform.lower()}.json"] = f"{text}\n"
        drawings = {platform: DRAWN[platform](one, locale) for platform, one in sent.items()}
        files[f"{sample.name}.html"] = words.render(
            "preview.html.j2", name=sample.name, about=sample.about, drawings=drawings
        )
    return files


def index(samples: Iterable[Sample]) -> str:
    """The page that lists the others."""
    return words.render("preview_index.html.j2", samples=list(samples), platforms=PLATFORMS)


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the files; raises BadArgument where the folder cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as why:
        hint = f"I cannot write there ({why.strerror}). Name a folder that I may make or fill."
        raise BadArgument(value=folder, name="FOLDER", hint=hint) from why
