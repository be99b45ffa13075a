"""`amzigo preview`: what is drawn is what is sent, and a page that needs nothing from elsewhere."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adapters.discord import render as discord
from bot.adapters.slack import render as slack
from bot.card import Actions, Button, Card, Column, Context, Fields, Person, Table, Text, Title
from bot.card import Untrusted as Foreign
from bot.cli.app import app
from bot.figures import Writing, text
from bot.preview.catalogue import catalogue, named
from bot.preview.drawing import DRAWN, draw_slack
from bot.preview.folder import write
from bot.preview.markdown import lines
from bot.preview.native_chart import native_chart
from bot.preview.people import SLACK, shown
from bot.preview.sent import Sent, refs_of, to_discord, to_slack
from core.errors import BadArgument
from tests.card_words import is_title, letters, missing
from tests.drawn_pages import drawn_pages, read
from tests.people import Named, with_names

SENT: dict[str, Callable[[Card, str], Sent]] = {"Slack": to_slack, "Discord": to_discord}
PLATFORMS = sorted(SENT)
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)> <!channel> **b** `c` @everyone <@7>'


def called(named: Named) -> str:
    """Somebody, or a channel, as a client calls them."""
    if isinstance(named, Person):
        return f"@{shown(named.user)}"
    return f"#{shown(named.place.channel)}"


def drawn(card: Card, platform: str, locale: str = "en") -> str:
    """A card's drawing alone."""
    return str(DRAWN[platform](SENT[platform](card, locale), locale))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_word_of_every_card_is_in_its_drawing(platform: str) -> None:
    for name, sample in catalogue().items():
        seen = read(drawn(sample.card, platform)).text
        writing, card = Writing(sample.card.year), with_names(sample.card, called)
        assert missing(card, writing, seen) == [], name
        whole = not re.search(r"and [\d,]+ more: all", seen)
        tables = [node for node in card.nodes if isinstance(node, Table) and whole]
        cells = [cell for table in tables for row in table.rows for cell in row]
        # A cell that is folded stands on several lines, between words of its neighbours.
        # Of a product's title the first words will do.
        said = [(text(cell, writing).split(), is_title(cell)) for cell in cells]
        told = [word for words, short in said for word in (words[:2] if short else words)]
        assert [word for word in told if letters(word) not in letters(seen)] == [], name


def test_the_json_is_what_the_renderers_give() -> None:
    for name in ("batch", "stats", "restock", "revoke-done", "help"):
        card = catalogue()[name].card
        found = json.loads(drawn_pages()[f"{name}.slack.json"])
        paper = slack.Paper(writing=Writing(card.year, home=SLACK))
        ours = slack.render(card, refs_of(card), paper).messages
        assert [one["blocks"] for one in found["messages"]] == [list(one.blocks) for one in ours]
        assert [one["text"] for one in found["messages"]] == [one.text for one in ours]
        if not discord.wanted(card):
            found = json.loads(drawn_pages()[f"{name}.discord.json"])
            sent = [one["components"] for one in found["messages"]]
            theirs = discord.render(card, refs_of(card)).messages
            assert sent == [list(one.components) for one in theirs]
            assert {one["flags"] for one in found["messages"]} == {discord.IS_COMPONENTS_V2}


def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    for name, html in drawn_pages().items():
        if not name.endswith(".html"):
            continue
        seen = read(html)
        assert not {"script", "link", "iframe", "object", "embed", "base"} & set(seen.tags), name
        assert not re.search(r"url\(|@import|@font-face", "".join(seen.styles)), name
        for attribute, value in seen.attributes:
            assert not attribute.startswith("on"), name
            assert attribute != "src" or value.startswith("data:image/png;base64,"), name
            assert attribute != "href" or value in drawn_pages(), name


def test_each_drawing_says_that_it_is_one() -> None:
    for name in catalogue():
        said = read(drawn_pages()[f"{name}.html"]).text
        for platform in PLATFORMS:
            caption = f"Our own drawing of what {platform} shows."
            assert f"{caption} {platform}'s own page looks different." in said


@pytest.mark.parametrize("platform", PLATFORMS)
def test_foreign_text_is_drawn_letter_for_letter(platform: str) -> None:
    said = (Foreign(EVIL, 200),)
    button = Actions((Button(EVIL[:70], "stats", ""),))
    table = Table((Column(EVIL),), ((said,),), EVIL)
    nodes = (Title(said), Text(said), Fields(((EVIL, said),)), table, Context(said), button)
    seen = read(drawn(Card(EVIL, nodes), platform))
    assert not {"script", "img", "mark"} & set(seen.tags)
    assert letters(seen.text).count(letters("<script>alert(1)</script>")) >= 8
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert ("class", "mention") not in seen.attributes


def test_what_discord_would_bring_to_life_is_marked() -> None:
    (line,) = lines(r"**<@!1>** <@3> @everyone https://example.invalid :smile: \<@2> a\_b \*\*")
    found = re.findall(r'<mark class="alive">(.*?)</mark>', line.html)
    assert found == ["&lt;@!1&gt;", "@everyone", "https://example.invalid", ":smile:"]
    assert "".join(read(line.html).said).endswith(":smile: <@2> a_b **")
    assert '<span class="mention">@3</span>' in line.html
    assert not [name for name, html in drawn_pages().items() if "<mark" in html]


def test_a_button_is_drawn_in_its_style_with_its_reference() -> None:
    for platform in PLATFORMS:
        html = drawn(catalogue()["batch"].card, platform)
        assert re.findall(r'class="button (\w+)"', html) == ["primary", "plain", "danger"]
        assert re.findall(r'title="az1:([\w.]+):', html) == [
            "reviews.approve",
            "reviews.list",
            "reviews.reject",
        ]


def test_charts_are_pictures_but_for_those_that_slack_draws_itself() -> None:
    week, month = catalogue()["stats"].card, catalogue()["stats-30-days"].card
    assert "Slack draws this chart itself" in drawn(week, "Slack")
    for card, platform in ((month, "Slack"), (week, "Discord"), (month, "Discord")):
        assert "data:image/png;base64," in drawn(card, platform)
        assert "<svg" not in drawn(card, platform)


def test_a_native_chart_is_drawn_from_the_block_alone() -> None:
    points = [{"label": "first", "value": 1}, {"label": "last", "value": 3}]
    chart = {
        "type": "line",
        "series": [{"name": "Units", "data": points}],
        "axis_config": {"categories": ["first", "last"], "y_label": "units"},
    }
    block = {"type": "data_visualization", "title": "Units a day", "chart": chart}
    html = native_chart(block, "de")
    assert "first" in html
    assert "last" in html
    points[1]["value"] = 2
    assert native_chart(block, "de") != html


def test_a_person_is_drawn_as_one_on_slack_too() -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U7"}]}
    block = {"type": "rich_text", "elements": [section]}
    sent = Sent({"messages": [{"text": "", "blocks": [block]}], "files": []}, {})
    assert '<span class="mention">@U7</span>' in draw_slack(sent, "en")


def test_a_block_that_the_drawing_does_not_know_is_not_left_out_in_silence() -> None:
    sent = Sent({"messages": [{"text": "", "blocks": [{"type": "carousel"}]}], "files": []}, {})
    with pytest.raises(ValueError, match="carousel"):
        draw_slack(sent, "en")


def test_a_card_is_drawn_in_the_signs_of_a_locale(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["preview", str(tmp_path), "--card", "stats", "--locale", "de"])
    assert done.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "stats.discord.json",
        "stats.html",
        "stats.slack.json",
    ]
    shown = read((tmp_path / "stats.html").read_text("utf-8")).text
    assert re.search(r"\d\d\.\d{3},\d\d\s\$", shown)


def test_a_folder_keeps_what_else_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, {"a.html": "old"})
    write(tmp_path, {"a.html": "new"})
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "a.html").read_text() == "new"


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadArgument) as refused:
        write(tmp_path / "file", {"a.html": ""})
    assert "FOLDER" in refused.value.message
    assert "Name a folder" in refused.value.message


def test_an_unknown_card_names_the_nearest() -> None:
    with pytest.raises(BadArgument, match=r"Did you mean `digest-quiet`\?"):
        named("digest-quite")
