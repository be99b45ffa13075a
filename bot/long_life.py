"""A process that serves for long: its event loop is not held up by garbage or by its threads."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH_SECONDS = 0.001


@contextmanager
def long_life() -> Iterator[None]:
    """Keep the event loop's waits short while the block runs.

    Modules, tables and the command table are over 100,000 objects that live to the end; a full
    collection that visits them all stops the loop for 40 to 60 ms, so they are set aside. And a
    thread that computes gives way after a millisecond, where Python's usual five add up to more
    than ten as soon as the loop has to ask twice.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(usual)
