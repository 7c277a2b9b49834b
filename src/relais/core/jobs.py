"""Periodic jobs: each runs once per period, whichever process does it, in the transaction that says it ran."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from msgspec import Struct

from relais.core import job_store as store
from relais.core.db import Database, Db


class Job(Struct, frozen=True, kw_only=True):
    """`run` works in one transaction: all of it lasts, and the job is done for this period, or nothing of it."""

    name: str
    every: timedelta
    run: Callable[[Db], Awaitable[object]]


async def run_if_due(database: Database, job: Job) -> bool:
    """Run the job if nobody did during this period nor is doing it now. Raises Unavailable, and what `run` raises."""
    async with database.writing() as db:
        if not await store.TRY_LOCK.value(db, job.name):
            return False
        if await store.TAKE_PERIOD.value(db, job.name, job.every) is None:
            return False
        await job.run(db)
    return True
