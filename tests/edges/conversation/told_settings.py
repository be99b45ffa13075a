"""What is set for a channel, by words, by buttons and by what is typed into a modal."""

from tests.edges.conversation.scenario import Talk, tells
from tests.edges.conversation.side import Seen


@tells("settings show")
async def show(talk: Talk, seen: Seen) -> None:
    """All that is set; who may not change it gets no button."""
    for words in ("Demo shop", "Los Angeles (America/Los_Angeles)", "3 people in 1 channel"):
        assert words in seen.text
    assert seen.buttons[0] == "Post the digest at 08:00"
    assert (await talk.says("settings show", user="viewer")).buttons == ()
    assert "3 people: 1 owner" in (await talk.press("Show the team", seen)).text


@tells("settings channel", changes=True)
async def channel(talk: Talk, seen: Seen) -> None:
    """Another channel is bound by name; the name of nobody's shop binds none."""
    assert "Settings of this channel" in seen.text
    name = (await talk.both.name_of(talk.side, talk.channel)).upper()
    second = talk.both.new_channel()
    bound = await talk.says(f"settings channel {name}", channel=second)
    assert "This channel speaks for “" in bound.text
    assert "3 people in 2 channels" in bound.text
    unknown = await talk.says("settings channel No such shop", channel=second)
    assert "Name a shop that you own, to the letter" in unknown.text
    off = await talk.says("settings channel off", channel=second)
    assert off.buttons == ("Unbind this channel", "Keep it")
    assert "Settings of this channel" in (await talk.press("Keep it", off)).text


@tells("settings digest", "settings digest 09:30", changes=True)
async def digest(talk: Talk, seen: Seen) -> None:
    """At which time, which all there are told, or never; no time that there is not."""
    assert "The digest is posted here each day at 09:30" in seen.text
    if talk.side.platform != "local":
        (announced,) = talk.posted()
        assert "The digest comes each day at 09:30, Los Angeles time." in announced.text
    off = await talk.press("Switch the digest off", seen)
    assert "No digest is posted here any more" in off.text
    usual = await talk.press("Post the digest at 08:00", off)
    assert "each day at 08:00" in usual.text
    wrong = await talk.says("settings digest 25:00")
    assert "“25:00” does not fit" in wrong.text


@tells("settings.digest", "settings show", press=(("At another time…", "7:15"),), changes=True)
async def digest_asked(talk: Talk, seen: Seen) -> None:
    """The time is asked for in a second step; what is no time changes nothing."""
    assert "The digest is posted here each day at 07:15" in seen.text
    wrong = await talk.press(("Post it at another time…", "soon"), seen)
    assert "“soon” does not fit" in wrong.text
    assert "07:15 each day" in (await talk.says("settings show")).text


@tells("settings zone", "settings zone Europe/Berlin", changes=True)
async def zone(talk: Talk, seen: Seen) -> None:
    """A zone or its city, and times are told in it."""
    assert "are now Berlin time" in seen.text
    assert "all times Berlin" in seen.text
    assert "Tokyo" in (await talk.says("settings zone tokyo")).text
    assert "does not fit" in (await talk.says("settings zone Nowhere/Town")).text


@tells("settings.zone", "settings show", press=(("Another zone…", "Berlin"),), changes=True)
async def zone_asked(talk: Talk, seen: Seen) -> None:
    """The same by a button."""
    assert "are now Berlin time" in seen.text
    wrong = await talk.press(("Another zone…", "<!channel> @everyone"), seen)
    assert "does not fit" in wrong.text


@tells("settings locale", "settings locale de", changes=True)
async def locale(talk: Talk, seen: Seen) -> None:
    """Figures in the signs of a language, in every card."""
    assert "as in “de” here" in seen.text
    assert "2.160,00" in (await talk.says("stats 7d")).text
    usual = await talk.says("settings locale usual")
    assert "as usual here" in usual.text
    whole = await talk.says("settings locale fr for:shop")
    assert "in all channels that chose nothing" in whole.text
    assert "does not fit" in (await talk.says("settings locale klingon")).text


@tells("settings sharing", "settings sharing on", changes=True, alike=False)
async def sharing(talk: Talk, seen: Seen) -> None:
    """What another company reads is an owner's word; only Slack has channels that one may."""
    if seen.platform == "discord":
        assert "Only Slack shares a channel with another company" in seen.text
        return
    assert "People of another company may read figures here now" in seen.text
    off = await talk.says("settings sharing off")
    assert "Nothing with figures is posted here where people of another company" in off.text
    assert "does not fit" in (await talk.says("settings sharing perhaps")).text


@tells("settings.unbind", "settings channel off", press=("Unbind this channel",), changes=True)
async def unbound(talk: Talk, seen: Seen) -> None:
    """The channel speaks for nobody."""
    assert "This channel is unbound from “Demo shop”" in seen.text
    lost = await talk.says("stats 7d")
    assert "$2,160.00" not in lost.text
    assert "connected to no shop" in lost.text
