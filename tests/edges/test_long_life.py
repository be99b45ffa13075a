"""A process that runs for long sets what it began with aside from the garbage collector."""

import gc

from bot.long_life import long_life


def test_what_was_there_is_set_aside_and_given_back() -> None:
    before = gc.get_freeze_count()
    with long_life():
        aside = gc.get_freeze_count() - before
        assert aside > 10_000
        assert len(gc.get_objects()) < aside / 10
    assert gc.get_freeze_count() == 0
    assert len(gc.get_objects()) > aside / 2
