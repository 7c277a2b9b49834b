"""Load on a server from another process: connections that each ask one question after the other."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from bench.timing import Spread, spread
from relais.search.model import SearchRequest

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "


def post(path: str, port: int, question: SearchRequest) -> bytes:
    """The bytes of one search, as a page of the desk would send it."""
    body = msgspec.json.encode(question)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def get(path: str, port: int) -> bytes:
    """The bytes of one GET."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


class Asker(asyncio.Protocol):
    """One connection. Takes the next question as soon as the last answer is whole; `durations` in milliseconds."""

    def __init__(self, questions: Iterator[bytes], durations: list[float]) -> None:
        self.questions = questions
        self.durations = durations
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.accepted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received = bytearray()
        self.whole = 0

    def connection_made(self, transport: Any) -> None:
        """One question that is not counted: a busy server takes its time to accept many connections."""
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Send the next question, or end."""
        question = next(self.questions, None)
        if question is None:
            self.transport.close()
            return
        self.asked = time.perf_counter_ns()
        self.transport.write(question)

    def data_received(self, data: bytes) -> None:
        """Count an answer once all of it is there."""
        self.received += data
        if not self.whole:
            head = self.received.find(END_OF_HEAD)
            if head < 0:
                return
            at = self.received.find(LENGTH) + len(LENGTH)
            if not self.received.startswith(b"HTTP/1.1 200"):
                self.done.set_exception(RuntimeError(bytes(self.received[:600])))
                self.transport.close()
                return
            self.whole = head + len(END_OF_HEAD) + int(self.received[at : self.received.find(b"\r", at)])
        if len(self.received) >= self.whole:
            self.received.clear()
            self.whole = 0
            if not self.accepted.done():
                self.accepted.set_result(None)
                return
            self.durations.append((time.perf_counter_ns() - self.asked) / 1e6)
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell the waiting task."""
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)


def ask(port: int, pid: int, questions: Sequence[bytes], connections: int, count: int) -> Spread:
    """`count` questions over `connections`; the processor time is that of process `pid`, the server."""
    durations: list[float] = []
    began: list[tuple[float, float]] = []

    async def run() -> None:
        rest = islice(cycle(questions), count + connections)
        loop = asyncio.get_running_loop()
        askers = [Asker(rest, durations) for _ in range(connections)]
        for asker in askers:
            await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)
        await asyncio.gather(*(asker.accepted for asker in askers))
        began.append((cpu_seconds(pid), time.perf_counter()))
        for asker in askers:
            asker.ask()
        await asyncio.gather(*(asker.done for asker in askers))

    uvloop.run(run())
    cpu, start = began[0]
    seconds = time.perf_counter() - start
    return spread(durations, cpu=(cpu_seconds(pid) - cpu) * 1000, seconds=seconds)


def cpu_seconds(pid: int) -> float:
    """Processor seconds that the main thread of a process has used, from Linux's /proc."""
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


def memory_mb(pid: int) -> float:
    """Memory that a process holds now, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
