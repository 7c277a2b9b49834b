"""The worker: woken by a mail, alive whatever fails, ending in order."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from relais.core.db import Db
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.worker import GRACE_SECONDS, POLL_SECONDS, TASKS, Task, Worker
from tests.notifications.conftest import Post
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.anyio
NOWHERE = "postgresql://relais_worker@/relais?host=/nonexistent"


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again: what is awaited is in the database."""
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.fixture
def mailing(settings: Settings, server: MailServer) -> Settings:
    """Settings that deliver to the test's own server."""
    return replace(settings, smtp_host="127.0.0.1", smtp_port=server.port, mail_from="relais@exemple.fr")


async def test_a_mail_wakes_the_worker_well_before_it_would_look_by_itself(
    mailing: Settings, post: Post, server: MailServer
) -> None:
    async with Worker(mailing, post.vault, tasks=()).life():
        await post.put()
        await server.wait_for(1)
        start = time.monotonic()
        for count in range(2, 5):
            await post.put()
            await server.wait_for(count)
        assert time.monotonic() - start < POLL_SECONDS / 2


async def test_every_task_is_done_with_the_rights_of_the_workers_account(
    mailing: Settings, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    async def all_done() -> bool:
        return bool(await post.world.owner.fetchval("SELECT count(*) FROM job") == len(TASKS))

    async with Worker(mailing, post.vault).life():
        await until(all_done)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    rows = await post.world.owner.fetch("SELECT name FROM job")
    assert {row["name"] for row in rows} == {task.name for task in TASKS}


async def test_a_task_that_fails_is_told_without_its_words_and_stops_nothing(
    mailing: Settings, post: Post, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    done = asyncio.Event()

    async def fail(_db: Db, _vault: Vault, _settings: Settings) -> None:
        raise LookupError("words about a person")

    async def work(_db: Db, _vault: Vault, _settings: Settings) -> None:
        done.set()

    hour = timedelta(hours=1)
    tasks = (Task(name="test.fail", every=hour, run=fail), Task(name="test.work", every=hour, run=work))
    async with Worker(mailing, post.vault, tasks=tasks).life(), asyncio.timeout(20):
        await done.wait()
        await post.put()
        await server.wait_for(1)
    (failure,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert failure.getMessage() == "a job failed"
    assert failure.code == "test.fail"  # type: ignore[attr-defined]


async def test_without_a_database_it_lives_and_ends_at_once(mailing: Settings, vault: Vault) -> None:
    start = time.monotonic()
    async with Worker(replace(mailing, worker_url=NOWHERE), vault).life():
        await asyncio.sleep(0)
    assert time.monotonic() - start < GRACE_SECONDS


async def test_the_mail_that_is_being_sent_is_finished_before_the_end(
    mailing: Settings, post: Post, server: MailServer
) -> None:
    server.gate.clear()
    await post.put(3)
    async with Worker(mailing, post.vault, tasks=()).life():
        await server.asked.wait()
        asyncio.get_running_loop().call_later(0.2, server.gate.set)
    rows = await post.rows()
    assert sorted(row["attempts"] for row in rows) == [0, 0, 1]
    assert sum(row["sent_at"] is not None for row in rows) == len(server.received) == 1


@pytest.mark.long
async def test_a_frozen_mail_server_does_not_hold_up_the_end(mailing: Settings, post: Post, server: MailServer) -> None:
    server.cut = "hang at greeting"
    await post.put()
    worker = Worker(mailing, post.vault, tasks=())
    async with worker.life():
        await server.connected.wait()
        start = time.monotonic()
    assert time.monotonic() - start < GRACE_SECONDS + 1
    assert (await post.row())["sent_at"] is None


@pytest.mark.long
async def test_a_mail_left_by_an_outage_of_the_database_leaves_when_it_is_back(
    mailing: Settings, post: Post, server: MailServer
) -> None:
    admin = await post.world.pool("postgres", max_size=1)
    async with Worker(mailing, post.vault, tasks=()).life():
        await post.put()
        await server.wait_for(1)
        async with admin.acquire() as db:
            await db.execute("ALTER ROLE relais_worker NOLOGIN")
            await db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = $1 AND usename = 'relais_worker'",
                post.world.name,
            )
        try:
            await post.put()
        finally:
            async with admin.acquire() as db:
                await db.execute("ALTER ROLE relais_worker LOGIN")
        await server.wait_for(2)
    assert set(server.count().values()) == {1}


async def test_two_workers_alive_together_send_each_mail_once(
    mailing: Settings, post: Post, server: MailServer
) -> None:
    async with Worker(mailing, post.vault, tasks=()).life(), Worker(mailing, post.vault, tasks=()).life():
        for _ in range(10):
            await post.put(10)
        await server.wait_for(100)
    assert set(server.count().values()) == {1}


async def test_in_development_mails_without_a_server_go_to_the_folder(settings: Settings, post: Post) -> None:
    await post.put(2)

    async def all_sent() -> bool:
        return all(row["sent_at"] for row in await post.rows())

    async with Worker(settings, post.vault, tasks=()).life():
        await until(all_sent)
    assert len(list(settings.mail_folder.iterdir())) == 2


async def test_in_production_without_a_server_mails_wait(settings: Settings, post: Post, tmp_path: Any) -> None:
    ran = asyncio.Event()

    async def work(_db: Db, _vault: Vault, _settings: Settings) -> None:
        ran.set()

    await post.put()
    tasks = (Task(name="test.work", every=timedelta(hours=1), run=work),)
    async with Worker(replace(settings, env="production"), post.vault, tasks=tasks).life(), asyncio.timeout(10):
        await ran.wait()
    assert (await post.row())["attempts"] == 0
    assert not settings.mail_folder.exists()
