"""Periodic jobs: once per period whichever process asks, all or nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from relais.core.db import Database, Db
from relais.core.jobs import Job, run_if_due

pytestmark = pytest.mark.anyio
HOUR = timedelta(hours=1)


@pytest.fixture
async def databases(world: Any) -> AsyncIterator[list[Database]]:
    """What two processes would hold."""
    async with AsyncExitStack() as stack:
        made = [Database(world.worker_url, max_size=2) for _ in range(2)]
        for database in made:
            stack.push_async_callback(database.close)
        yield made


async def test_a_job_runs_once_per_period_whichever_process_asks(world: Any, databases: list[Database]) -> None:
    ran = []

    async def work(_db: Db) -> None:
        ran.append(1)

    job = Job(name="test.count", every=HOUR, run=work)
    for _ in range(3):
        await asyncio.gather(*(run_if_due(database, job) for database in databases))
    assert len(ran) == 1
    await world.owner.execute("UPDATE job SET ran_at = ran_at - interval '59 minutes'")
    assert not await run_if_due(databases[0], job)
    await world.owner.execute("UPDATE job SET ran_at = ran_at - interval '2 minutes'")
    done = await asyncio.gather(*(run_if_due(database, job) for database in databases))
    assert sorted(done) == [False, True]


async def test_a_job_that_is_running_is_passed_over_without_waiting(databases: list[Database]) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def work(_db: Db) -> None:
        begun.set()
        await finish.wait()

    job = Job(name="test.long", every=HOUR, run=work)
    first = asyncio.create_task(run_if_due(databases[0], job))
    await begun.wait()
    assert not await run_if_due(databases[1], job)
    finish.set()
    assert await first


async def test_a_job_that_fails_leaves_nothing_and_is_due_again(world: Any, databases: list[Database]) -> None:
    async def work(db: Db) -> None:
        await db.execute(
            "INSERT INTO journal (acting_as, act, subject_kind, subject_id) VALUES ('system', 'test.work', 'x', 'x')"
        )
        raise ZeroDivisionError

    async def rest(_db: Db) -> None:
        return None

    with pytest.raises(ZeroDivisionError):
        await run_if_due(databases[0], Job(name="test.fail", every=HOUR, run=work))
    assert await world.owner.fetchval("SELECT count(*) FROM journal") == 0
    assert await run_if_due(databases[1], Job(name="test.fail", every=HOUR, run=rest))


async def test_two_jobs_do_not_hold_each_other_up(databases: list[Database]) -> None:
    meeting = asyncio.Barrier(2)

    async def work(_db: Db) -> None:
        async with asyncio.timeout(5):
            await meeting.wait()

    jobs = [Job(name=f"test.{name}", every=HOUR, run=work) for name in ("one", "two")]
    pairs = zip(databases, jobs, strict=True)
    assert await asyncio.gather(*(run_if_due(database, job) for database, job in pairs)) == [True, True]
