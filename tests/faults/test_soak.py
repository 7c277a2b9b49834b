"""A minute of searches at eight connections while an editor publishes ten times a second."""

import asyncio
import itertools
import random
import time
from statistics import median
from typing import Any
from urllib.parse import urlencode

import pytest

from relais.core.db import connect
from relais.directory.service import change_field
from tests.faults.desk import CALLED, FORM, Database, Desk
from tests.faults.figures import note

pytestmark = pytest.mark.long
SECONDS, WARM = 60.0, 10.0
CONNECTIONS = 8
PAUSE = 0.02  # seconds between two questions of a connection: the machine must not be the limit
EVERY = 0.1
WINDOWS = 5
P95, VISIBLE, VISIBLE_AT_MOST = 0.050, 0.1, 1.0  # seconds
GROWTH = 16.0  # MB, of some 150 held
QUESTIONS = (
    "épuisement isère", "asra", "adicsion interne lyon", "clinique loin de chez moi 30", "0608282589", "je veux mourir",
    "cdom 2a", "dettes", "entraide", "conjoint médecin bordeaux", "mots", "zxqtplm", "retraité paris gratuit", "93",
)  # fmt: skip


class Line:
    """One kept connection, asking as a browser or a program does."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> "Line":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def ask(self, text: str, *, page: bool = False) -> bytes:
        """The body; a status other than 200 fails the test."""
        body = urlencode({"text": text}).encode() if page else f'{{"text":"{text}"}}'.encode()
        path, kind = ("/", FORM) if page else ("/api/v1/search", "application/json")
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        assert answer.startswith(b"http/1.1 200")
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        return await self.reader.readexactly(length)


class Soak:
    """What happened in the minute."""

    def __init__(self, desk: Desk, url: str) -> None:
        self.desk, self.url = desk, url
        self.end = time.monotonic() + SECONDS
        self.took: list[tuple[float, float]] = []  # when, and how long
        self.waits: list[tuple[float, float]] = []
        self.memory: list[float] = []

    @property
    def going(self) -> bool:
        return time.monotonic() < self.end

    async def ask(self, number: int) -> None:
        """One listener."""
        any_of = random.Random(number)
        async with Line(self.desk.port) as line:
            while self.going:
                begun = time.monotonic()
                await line.ask(any_of.choice(QUESTIONS), page=any_of.random() < 0.3)
                self.took.append((begun, time.monotonic() - begun))
                await asyncio.sleep(PAUSE)

    async def edit(self) -> None:
        """An editor, who looks at the desk after each edit until it shows it."""
        db = await connect(self.url)
        async with Line(self.desk.port) as line:
            for turn in itertools.count():
                if not self.going:
                    break
                begun = time.monotonic()
                number = f"04 72 {turn // 10_000 % 100:02d} {turn // 100 % 100:02d} {turn % 100:02d}"
                await change_field(db, "asra", "phone", number, CALLED)
                self.waits.append((begun, await self._shown(line, number, time.monotonic())))
                await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - begun)))
        await db.close()

    async def _shown(self, line: Line, number: str, committed: float) -> float:
        async with asyncio.timeout(10):
            while f'"display":"{number}"'.encode() not in await line.ask("asra"):  # noqa: ASYNC110 in another process
                await asyncio.sleep(0.002)
        return time.monotonic() - committed

    async def weigh(self) -> None:
        """Memory, once everything usual has been asked a few times."""
        await asyncio.sleep(WARM)
        while self.going:
            self.memory.append(self.desk.memory())
            await asyncio.sleep(1)

    def parts(self, timed: list[tuple[float, float]]) -> list[list[float]]:
        """What was timed, sorted, in each of five parts of the minute: the machine may be busy in one of them."""
        begin, width = self.end - SECONDS, SECONDS / WINDOWS
        found: list[list[float]] = [[] for _ in range(WINDOWS)]
        for when, took in timed:
            found[min(int((when - begin) / width), WINDOWS - 1)].append(took)
        return [sorted(part) for part in found]

    @property
    def p95(self) -> list[float]:
        return [part[int(len(part) * 0.95)] for part in self.parts(self.took)]

    @property
    def visible(self) -> list[float]:
        return [median(part) for part in self.parts(self.waits)]

    @property
    def visible_at_most(self) -> list[float]:
        return [part[-1] for part in self.parts(self.waits)]


async def run(soak: Soak) -> None:
    async with asyncio.TaskGroup() as together:
        for number in range(CONNECTIONS):
            together.create_task(soak.ask(number))
        together.create_task(soak.edit())
        together.create_task(soak.weigh())


def test_a_minute_of_searches_and_edits_leaves_no_error_no_leak_and_no_old_answer(
    desk: Desk, database: Database
) -> None:
    soak = Soak(desk, database.server.app_url)
    asyncio.run(run(soak))
    figures: dict[str, Any] = {
        "searches": len(soak.took),
        "p95_ms": median(soak.p95) * 1000,
        "edits": len(soak.waits),
        "visible_median_ms": median(soak.visible) * 1000,
        "visible_most_ms": max(soak.visible_at_most) * 1000,
        "memory_after_10_s_MB": soak.memory[0],
        "growth_MB": max(soak.memory[-5:]) - soak.memory[0],
    }
    note("Soak of a minute", **figures)
    # The quietest part says what the desk can do; the others also what else the machine was doing.
    assert min(soak.p95) < P95
    assert min(soak.visible) <= VISIBLE
    assert median(soak.visible_at_most) <= VISIBLE_AT_MOST
    assert figures["growth_MB"] < GROWTH
    assert desk.health()["database"] == "reachable"
