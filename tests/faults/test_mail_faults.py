"""Workers killed at any moment, and a mail server that never answers: no mail is lost, no search waits."""

import asyncio
import random
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from relais.core.db import Database as Connections
from relais.core.vault import Vault, open_vault
from relais.notifications.letters import change_waiting
from relais.notifications.service import enqueue
from tests.faults.conftest import StartDesk
from tests.faults.desk import Database, answers_in_time, until
from tests.faults.figures import note
from tests.notifications.conftest import Post
from tests.notifications.mail_server import MailServer
from tests.serving import COMMAND, PATIENCE, environ

pytestmark = [pytest.mark.long, pytest.mark.anyio]
KILLS = 30
MAILS_PER_KILL = 20
LONGEST_LIFE = 0.12  # seconds between the first mail a worker hands over and its death
LINK = "https://relais.exemple.fr/ouvrir/coordination"
BACKENDS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'relais_worker'"
OLD_CLAIMS = "UPDATE outbox SET claimed_at = claimed_at - interval '3 minutes' WHERE claimed_at IS NOT NULL"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Keys that processes share."""
    return open_vault(tmp_path / "var" / "keys", create=True)


@pytest.fixture
async def server(anyio_backend: str) -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


@pytest.fixture
async def post(world: Any, vault: Vault) -> AsyncIterator[Post]:
    made = Post(world, vault)
    yield made
    await made.app.close()


@asynccontextmanager
async def worker_process(world: Any, server: MailServer, var: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A `relais worker` of its own; killed at the end if it still lives."""
    settings = {
        "RELAIS_APP_URL": world.app_url,
        "RELAIS_WORKER_URL": world.worker_url,
        "RELAIS_SMTP_HOST": "127.0.0.1",
        "RELAIS_SMTP_PORT": str(server.port),
        "RELAIS_MAIL_FROM": "relais@exemple.fr",
    }
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "worker", env=environ(var, **settings), stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def none_left(post: Post, question: str) -> None:
    """Until a count of the database is 0."""
    async with asyncio.timeout(2 * PATIENCE):
        while await post.world.owner.fetchval(question):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def all_sent(post: Post) -> None:
    await none_left(post, "SELECT count(*) FROM outbox WHERE sent_at IS NULL")


async def let_claims_grow_old(post: Post) -> None:
    """Once PostgreSQL has finished what the dead worker had asked: a claim may be written after its death."""
    await none_left(post, BACKENDS)
    await post.world.owner.execute(OLD_CLAIMS)


async def test_workers_killed_at_random_moments_lose_no_mail_and_every_second_copy_is_counted(
    post: Post, server: MailServer, tmp_path: Path
) -> None:
    chance = random.Random()
    mails = []
    for _ in range(KILLS):
        mails += await post.put(MAILS_PER_KILL)
        server.asked.clear()
        async with worker_process(post.world, server, tmp_path / "var") as process:
            async with asyncio.timeout(PATIENCE):
                await server.asked.wait()
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
            process.kill()
        await let_claims_grow_old(post)
    async with worker_process(post.world, server, tmp_path / "var"):
        await all_sent(post)
    count = server.count()
    assert set(count) == {f"<{mail}@localhost>" for mail in mails}
    for row in await post.rows():
        copies = count[f"<{row['id']}@localhost>"]
        assert copies - 1 <= row["taken_over"] == row["attempts"] - 1
        assert row["message_sealed"] == b""
    second = len(server.received) - len(mails)
    note("workers killed", kills=KILLS, mails=len(mails), interrupted=await interrupted(post), second_copies=second)
    copies_by_id = {received.message_id: bytes(received.mail) for received in server.received}
    assert all(bytes(received.mail) == copies_by_id[received.message_id] for received in server.received)


async def test_a_worker_killed_between_the_answer_and_its_note_sends_a_second_copy_known_as_such(
    post: Post, server: MailServer, tmp_path: Path
) -> None:
    (mail,) = await post.put()
    server.gate.clear()
    async with worker_process(post.world, server, tmp_path / "var") as process:
        async with asyncio.timeout(PATIENCE):
            await server.asked.wait()
        async with post.world.owner.transaction():
            await post.world.owner.execute("SELECT 1 FROM outbox FOR UPDATE")  # its note will have to wait
            server.gate.set()
            await server.wait_for(1)
            await asyncio.sleep(0.2)
            process.kill()
            await process.wait()
    await let_claims_grow_old(post)
    async with worker_process(post.world, server, tmp_path / "var"):
        await all_sent(post)
    assert server.count() == {f"<{mail}@localhost>": 2}
    row = await post.row()
    assert (row["attempts"], row["taken_over"]) == (2, 1)


async def test_a_worker_told_to_stop_ends_in_order_and_leaves_no_claim(
    post: Post, server: MailServer, tmp_path: Path
) -> None:
    await post.put(200)
    async with worker_process(post.world, server, tmp_path / "var") as process:
        await server.wait_for(20)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    rows = await post.rows()
    assert all(row["claimed_at"] is None for row in rows)
    assert sum(row["sent_at"] is not None for row in rows) == len(server.received) < 200


async def interrupted(post: Post) -> int:
    """Attempts whose worker died."""
    return sum(row["taken_over"] for row in await post.rows())


@pytest.fixture
def frozen_port() -> Iterator[int]:
    """A mail server that takes every line and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]


def test_a_frozen_mail_server_slows_no_search(database: Database, desks: StartDesk, frozen_port: int) -> None:
    desk = desks(
        RELAIS_APP_URL=database.server.app_url,
        RELAIS_WORKER_URL=database.server.worker_url,
        RELAIS_SMTP_HOST="127.0.0.1",
        RELAIS_SMTP_PORT=str(frozen_port),
        RELAIS_MAIL_FROM="relais@exemple.fr",
    )
    keys = open_vault(desk.var / "keys", create=False)

    async def put() -> None:
        app = Connections(database.server.app_url)
        async with app.writing() as db:
            for number in range(50):
                await enqueue(db, keys, change_waiting(LINK, number), to="a@exemple.fr")
        await app.close()

    async def attempts() -> int:
        worker = Connections(database.server.worker_url)
        async with worker.reading() as db:
            count: int = await db.fetchval("SELECT sum(attempts) FROM outbox")
        await worker.close()
        return count

    asyncio.run(put())
    until(lambda: asyncio.run(attempts()), every=0.2)
    took = [answers_in_time(desk) for _ in range(3)]
    note("frozen mail server", api=1000 * max(api for api, _ in took), page=1000 * max(page for _, page in took))
    assert desk.health()["database"] == "reachable"
    assert desk.end(signal.SIGTERM) == 0
