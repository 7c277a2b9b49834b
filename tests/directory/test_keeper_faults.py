"""A database that stops answering, in real processes: readers never notice, and nothing is restarted by hand."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import migrate
from relais.core.settings import Settings
from relais.directory.data_import import import_data
from relais.directory.keeper import SnapshotKeeper

pytestmark = [pytest.mark.anyio, pytest.mark.long]
DATA = Path(__file__).resolve().parents[2] / "data"


def processes(postmaster: int) -> list[int]:
    """The server's own process and all that it started."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    return [postmaster, *map(int, children)]


def send(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # a worker of the server may end on its own between the list and the signal
            os.kill(pid, what)


async def until(condition: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 what is awaited is a property of the product, not an event of ours
            await asyncio.sleep(0.01)


async def longest_read(keeper: SnapshotKeeper, seconds: float) -> float:
    """The longest wait of a reader that asks every 5 ms during `seconds`: the loop's own delay included."""
    worst, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        before = time.monotonic()
        await asyncio.sleep(0.005)
        assert "3114" in keeper.current.by_slug
        assert "cnom-ecoute" in keeper.current.by_slug
        worst = max(worst, time.monotonic() - before)
    return worst


@pytest.mark.parametrize("fault", ["stopped", "killed", "frozen"])
async def test_readers_go_on_and_the_keeper_recovers_by_itself(
    embedded_folder: Callable[[], Path], tmp_path: Path, fault: str
) -> None:
    folder = embedded_folder()
    server = EmbeddedPostgres(folder).start()
    await migrate(server.superuser_url)
    await import_data(server.app_url, DATA)
    told: list[Any] = []
    keeper = SnapshotKeeper(Settings(var_dir=tmp_path), server.app_url, told.append, lambda *_: None)
    await keeper.start()
    try:
        await until(lambda: not keeper.stale, 5)
        if fault == "frozen":
            frozen = processes(server.pid)
            send(frozen, signal.SIGSTOP)
        elif fault == "killed":
            send(processes(server.pid), signal.SIGKILL)
        else:
            os.kill(server.pid, signal.SIGINT)
        assert await longest_read(keeper, 6) < 0.3
        assert keeper.stale
        if fault == "frozen":
            send(frozen, signal.SIGCONT)
        else:
            server.revive()
        await until(lambda: not keeper.stale, 15)
        assert len(told) == 1, "what is in memory was still right: nothing is read anew"
    finally:
        await keeper.stop()
        server.stop()
