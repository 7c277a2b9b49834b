"""Over HTTP: the floor and four kinds of search, at 1 and 32 connections, on servers that run side by side."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from bench import ground, load
from bench.desk import FLOOR
from bench.questions import MAKERS, questions
from bench.timing import Spread
from relais.geo.gazetteer import load_gazetteer

CONNECTIONS = (1, 32)
KINDS = ("floor", *MAKERS)
DIFFERENT = 2_000  # questions of one kind before the first comes again


class Desk(Struct, frozen=True, kw_only=True):
    """A running server and what to ask it."""

    services: int
    pid: int
    port: int
    ready_seconds: float
    bodies: dict[str, list[bytes]]


class Measured(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    services: int
    kind: str
    connections: int
    spread: Spread


@contextmanager
def desk(count: int, folder: Path) -> Iterator[Desk]:
    """A server over `count` services, in a process of its own, as `relais serve` runs it."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "bench.desk", str(count), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        ready = time.perf_counter() - start
        yield Desk(services=count, pid=process.pid, port=port, ready_seconds=ready, bodies=_bodies(count, port))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _bodies(count: int, port: int) -> dict[str, list[bytes]]:
    services = ground.drawn(ground.snapshot(count))
    bodies = {"floor": [load.get(FLOOR, port)]}
    for kind in MAKERS:
        asked = questions(kind, load_gazetteer(), services, DIFFERENT)
        bodies[kind] = [load.post("/api/v1/search", port, question) for question in asked]
    return bodies


@contextmanager
def desks(sizes: Sequence[int], folder: Path) -> Iterator[list[Desk]]:
    """Servers of these sizes, all at once: what is compared is measured within the same seconds."""
    with ExitStack() as stack:
        yield [stack.enter_context(desk(size, folder)) for size in sizes]


def measure(running: Sequence[Desk], rounds: int, each: int) -> list[Measured]:
    """`rounds` times around every server, kind and number of connections, `each` questions at a time."""
    parts: dict[tuple[int, str, int], list[Spread]] = {}
    for turn in range(rounds + 1):
        for connections in CONNECTIONS:
            for kind in KINDS:
                for server in running:
                    bodies = server.bodies[kind]
                    first = turn * each % len(bodies)
                    asked = [*bodies[first:], *bodies[:first]]
                    found = load.ask(server.port, server.pid, asked, connections, each)
                    if turn:  # the first turn warms up
                        parts.setdefault((server.services, kind, connections), []).append(found)
    return [Measured(services=s, kind=k, connections=c, spread=_middle(found)) for (s, k, c), found in parts.items()]


def _middle(parts: Sequence[Spread]) -> Spread:
    """The median turn, number by number: one disturbed turn on a shared machine changes nothing."""
    middle = {name: sorted(getattr(part, name) for part in parts)[len(parts) // 2] for name in Spread.__struct_fields__}
    return Spread(**middle)
