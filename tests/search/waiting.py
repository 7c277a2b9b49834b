"""Waiting for something to happen, without guessing how long it takes."""

from collections.abc import Callable
from time import monotonic

import anyio


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> float:
    """Wait for `condition`; gives the time it took, and fails after `seconds`."""
    start = monotonic()
    while not condition():
        assert monotonic() - start < seconds, "never happened"
        await anyio.sleep(0.005)
    return monotonic() - start
