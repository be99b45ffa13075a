"""A process that runs for long: what it began with is not searched for garbage again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def long_life() -> Iterator[None]:
    """Set everything that is there aside from the garbage collector while the block runs.

    Modules, tables and the command table are some 300,000 objects that live to the end; a full
    collection that visits them all stops the event loop for 40 to 60 ms.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
