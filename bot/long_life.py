"""A process that serves for long: its event loop is not held up by garbage or by its threads."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH_SECONDS = 0.001

THRESHOLDS = 20_000, 20, 50
"""Python looks for garbage after every 700 new objects, and an order is a dozen of them."""


@contextmanager
def long_life() -> Iterator[None]:
    """Keep the event loop's waits short while the block runs.

    Modules, tables and the command table are over 100,000 objects that live to the end; a full
    collection that visits them all stops the loop for 40 to 60 ms, so they are set aside. And a
    thread that computes gives way after a millisecond, where Python's usual five add up to more
    than ten as soon as the loop has to ask twice.
    """
    usual, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        sys.setswitchinterval(usual)
