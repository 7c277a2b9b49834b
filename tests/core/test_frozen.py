"""A frozen PostgreSQL: who waits is told within the time of a page, and nothing is left held."""

import asyncio
import contextlib
import os
import secrets
import signal
import time
from typing import Any

import pytest

from relais.core.context import PUBLIC, pads_of
from relais.core.db import Database, Unavailable

SECONDS = 0.3
GRACE = 1.0  # on a busy machine


def freeze(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)


def thaw(*pids: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # it ends as soon as it wakes: its client left
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def database(world: Any) -> Database:
    return Database(world.app_url, max_size=1, pads=pads_of(secrets.token_bytes(32)), answer_seconds=SECONDS)


async def freezing_act(database: Database, pid: int) -> None:
    async with database.acting(PUBLIC) as db:
        freeze(pid)
        await db.fetchval("SELECT 1")


async def backend_of(database: Database) -> int:
    async with database.reading() as db:
        return int(await db.fetchval("SELECT pg_backend_pid()"))


async def test_a_question_to_a_frozen_server_is_given_up_in_time(database: Database) -> None:
    pid = await backend_of(database)
    freeze(pid)
    began = time.monotonic()
    try:
        with pytest.raises(Unavailable):
            async with database.reading() as db:
                await db.fetchval("SELECT 1")
    finally:
        thaw(pid)
    assert time.monotonic() - began < SECONDS + GRACE
    await database.close()


async def test_an_act_under_way_is_given_up_without_waiting_for_its_rollback(database: Database) -> None:
    pid = await backend_of(database)
    began = time.monotonic()
    try:
        with pytest.raises(Unavailable):
            await freezing_act(database, pid)
    finally:
        thaw(pid)
    assert time.monotonic() - began < SECONDS + GRACE
    assert await backend_of(database) != pid  # another line, once it is back
    await database.close()


async def test_who_waits_for_a_line_is_told_in_time(database: Database) -> None:
    began = time.monotonic()
    async with database.writing() as db:  # the only line
        await db.fetchval("SELECT 1")
        with pytest.raises(Unavailable):
            await backend_of(database)
    assert time.monotonic() - began < SECONDS + GRACE
    await database.close()


async def test_writing_takes_its_time(database: Database) -> None:
    async with database.writing() as db:
        assert await db.fetchval("SELECT 1 FROM pg_sleep($1)", SECONDS * 2) == 1
    await database.close()


async def test_a_process_that_was_held_up_gives_the_server_its_time_anew(database: Database) -> None:
    await backend_of(database)
    async with database.reading() as db:
        time.sleep(SECONDS * 2)  # noqa: ASYNC251 the loop itself is held up
        await asyncio.sleep(0)
        assert await db.fetchval("SELECT 1") == 1
    await database.close()
