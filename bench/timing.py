"""Measuring one call at a time, and saying it in few numbers."""

import gc
import math
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

Q = TypeVar("Q")


class Spread(Struct, frozen=True, kw_only=True):
    """Milliseconds of wall time by percentile; `cpu` = processor milliseconds a call, `rate` = calls a second."""

    count: int
    p50: float
    p95: float
    p99: float
    cpu: float
    rate: float


def spread(milliseconds: Sequence[float], *, cpu: float, seconds: float) -> Spread:
    """The spread of these durations; `cpu` in milliseconds in all, `seconds` that the whole took."""
    ordered = sorted(milliseconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]

    count = len(ordered)
    return Spread(count=count, p50=at(0.5), p95=at(0.95), p99=at(0.99), cpu=cpu / count, rate=count / seconds)


def timed(call: Callable[[Q], object], questions: Iterable[Q]) -> Spread:
    """Each call once, one after the other, garbage collector as it comes."""
    gc.collect()
    durations = []
    cpu, start = time.process_time(), time.perf_counter()
    for question in questions:
        before = time.perf_counter_ns()
        call(question)
        durations.append((time.perf_counter_ns() - before) / 1e6)
    seconds = time.perf_counter() - start
    return spread(durations, cpu=(time.process_time() - cpu) * 1000, seconds=seconds)


def once(work: Callable[[], Q]) -> tuple[Q, float]:
    """What `work` gives, and how many seconds it took."""
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start
