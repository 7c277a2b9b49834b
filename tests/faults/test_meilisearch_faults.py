"""A Meilisearch server as a real process, killed, frozen, slow, emptied or lying while the desk asks.

What is asserted is the engine's part of the desk's 300 ms: an answer or TextIndexDown soon enough for the memory
engine to answer after it. Times are medians of five, in seconds.
"""

import signal
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from statistics import median
from time import monotonic

import anyio
import pytest

from relais.core.settings import Settings
from relais.search.meilisearch import MeilisearchIndex, reindex
from relais.search.text_index import TextIndexDown
from tests.faults.meilisearch_process import ServerProcess
from tests.search.meilisearch_world import a_few, settings_for, snapshot_of
from tests.search.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.long]
SNAPSHOT = snapshot_of(a_few())
EVERYWHERE: frozenset[str] = frozenset()
SOON = 0.25
AT_ONCE = 0.005


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path)
    process.start()
    yield process
    process.kill()


@pytest.fixture
def settings(server: ServerProcess, tmp_path: Path) -> Settings:
    made = settings_for(server.url, tmp_path / "search_index")
    reindex(made, SNAPSHOT)
    return made


@pytest.fixture
async def index(settings: Settings) -> AsyncIterator[MeilisearchIndex]:
    made = MeilisearchIndex(settings, lambda: SNAPSHOT, probe_every=0.2)
    yield made
    await made.stop()


async def timed(index: MeilisearchIndex) -> tuple[float, str]:
    """How long a call took, and what came: the first slug, or why the engine is down."""
    start = monotonic()
    try:
        ranked = await index.rank("mots", EVERYWHERE)
        came = ranked[0][0]
    except TextIndexDown as down:
        came = f"down: {down}"
    return monotonic() - start, came


async def five(index: MeilisearchIndex) -> list[tuple[float, str]]:
    return [await timed(index) for _ in range(5)]


async def test_a_healthy_server_answers_in_a_few_milliseconds(index: MeilisearchIndex) -> None:
    calls = await five(index)
    assert {came for _, came in calls} == {"mots"}
    assert median(took for took, _ in calls) < 0.05


async def test_a_killed_server_is_down_at_once_and_trusted_when_it_is_back(
    index: MeilisearchIndex, server: ServerProcess, settings: Settings
) -> None:
    server.kill()
    calls = await five(index)
    assert all(came == "down: injoignable" for _, came in calls)
    assert median(took for took, _ in calls) < AT_ONCE * 4
    server.start()
    reindex(settings, SNAPSHOT)
    await until(lambda: not index.down)
    assert (await timed(index))[1] == "mots"


@pytest.mark.parametrize("fault", ["frozen", "slow", "drip", "drip_headers"])
async def test_a_server_that_keeps_one_waiting_costs_three_deadlines_then_nothing(
    index: MeilisearchIndex, server: ServerProcess, fault: str
) -> None:
    server.go_wrong(fault, seconds=30)
    first = [await timed(index) for _ in range(3)]
    assert all(came == "down: délai dépassé" for _, came in first)
    assert median(took for took, _ in first) < SOON
    then = await five(index)
    assert median(took for took, _ in then) < AT_ONCE
    server.go_wrong("")
    await until(lambda: not index.down)
    assert (await timed(index))[1] == "mots"


async def test_a_process_stopped_by_the_system_is_left_alone_and_taken_back(
    index: MeilisearchIndex, server: ServerProcess
) -> None:
    server.signal(signal.SIGSTOP)
    first = [await timed(index) for _ in range(3)]
    assert median(took for took, _ in first) < SOON
    assert median(took for took, _ in await five(index)) < AT_ONCE
    server.signal(signal.SIGCONT)
    await until(lambda: not index.down)
    assert (await timed(index))[1] == "mots"


async def test_three_hundred_questions_to_a_frozen_server_all_end_soon_on_four_threads(
    index: MeilisearchIndex, server: ServerProcess
) -> None:
    server.signal(signal.SIGSTOP)
    took: list[float] = []
    most = 0

    async def one() -> None:
        nonlocal most
        start = monotonic()
        with pytest.raises(TextIndexDown):
            await index.rank("mots", EVERYWHERE)
        took.append(monotonic() - start)
        most = max(most, sum(thread.name == "meilisearch" for thread in threading.enumerate()))

    async with anyio.create_task_group() as group:
        for _ in range(300):
            group.start_soon(one)
    assert median(took) < SOON * 2  # three hundred at the same instant, on a machine at work
    assert most <= 4
    server.signal(signal.SIGCONT)


@pytest.mark.parametrize(
    "fault", ["html", "not_json", "no_hits", "wrong_types", "error_body", "error500", "empty", "unknown"]
)
async def test_a_lying_server_is_down_soon_and_trusted_when_it_speaks_the_truth(
    index: MeilisearchIndex, server: ServerProcess, fault: str
) -> None:
    server.go_wrong(fault)
    calls = await five(index)
    assert all(came.startswith("down: ") for _, came in calls)
    assert median(took for took, _ in calls) < SOON
    server.go_wrong("")
    await until(lambda: not index.down)
    assert (await timed(index))[1] == "mots"


async def test_a_server_that_came_back_empty_stays_aside_until_it_is_reindexed(
    index: MeilisearchIndex, server: ServerProcess, settings: Settings
) -> None:
    server.kill()
    server.start()
    calls = await five(index)
    assert all(came == "down: index absent" for _, came in calls)
    await anyio.sleep(0.5)  # two probes find no more than that
    assert index.down == "index absent"
    reindex(settings, SNAPSHOT)
    await until(lambda: not index.down)
    assert (await timed(index))[1] == "mots"


async def test_with_the_delays_of_the_product_it_is_taken_back_within_three_seconds(
    settings: Settings, server: ServerProcess
) -> None:
    index = MeilisearchIndex(settings, lambda: SNAPSHOT)
    server.go_wrong("frozen")
    for _ in range(3):
        await timed(index)
    assert index.down
    server.go_wrong("")
    assert await until(lambda: not index.down) < 3
    await index.stop()
