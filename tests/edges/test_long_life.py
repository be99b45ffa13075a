"""A process that serves for long: its objects are set aside, its threads give way sooner."""

import gc
import sys

from bot.long_life import long_life


def test_what_was_there_is_set_aside_and_given_back() -> None:
    before = gc.get_freeze_count()
    with long_life():
        aside = gc.get_freeze_count() - before
        assert aside > 10_000
        assert len(gc.get_objects()) < aside / 10
    assert gc.get_freeze_count() == 0
    assert len(gc.get_objects()) > aside / 2


def test_garbage_is_looked_for_less_often_until_the_end() -> None:
    usual = gc.get_threshold()
    with long_life():
        assert gc.get_threshold() > usual
    assert gc.get_threshold() == usual


def test_threads_give_way_sooner_until_the_end() -> None:
    usual = sys.getswitchinterval()
    with long_life():
        assert sys.getswitchinterval() < usual
    assert sys.getswitchinterval() == usual
