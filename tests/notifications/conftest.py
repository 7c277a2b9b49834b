"""Outboxes with real commits, and workers that deliver them to a server of the test's own."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest

from relais.core.db import Database
from relais.core.vault import Vault
from relais.notifications.delivery import Delivery
from relais.notifications.letters import change_waiting
from relais.notifications.mailer import Mailer
from relais.notifications.service import enqueue
from relais.notifications.smtp import SmtpMailer, SmtpServer
from relais.notifications.writing import Sender
from tests.notifications.mail_server import MailServer

LINK = "https://relais.exemple.fr/ouvrir/coordination"
SENDER = Sender(address="relais@exemple.fr", host="relais.exemple.fr")


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def server(anyio_backend: str) -> AsyncIterator[MailServer]:
    async with MailServer() as opened:
        yield opened


class Post:
    """The outbox of a world: mails are put in it as the app does, looked at as its owner."""

    def __init__(self, world: Any, vault: Vault) -> None:
        self.world, self.vault = world, vault
        self.app = Database(world.app_url, max_size=2)

    async def put(self, count: int = 1, *, to: str = "a@exemple.fr") -> list[UUID]:
        async with self.app.writing() as db:
            return [await enqueue(db, self.vault, change_waiting(LINK, number + 1), to=to) for number in range(count)]

    async def rows(self) -> list[Any]:
        rows: list[Any] = await self.world.owner.fetch("SELECT * FROM outbox ORDER BY made_at, id")
        return rows

    async def row(self) -> Any:
        (row,) = await self.rows()
        return row

    async def let_pass(self, interval: str) -> None:
        """As if that much time had passed for the outbox."""
        await self.world.owner.execute(
            "UPDATE outbox SET made_at = made_at - $1::text::interval, due_at = due_at - $1::text::interval, "
            "give_up_at = give_up_at - $1::text::interval, claimed_at = claimed_at - $1::text::interval, "
            "sent_at = sent_at - $1::text::interval, given_up_at = given_up_at - $1::text::interval",
            interval,
        )


@pytest.fixture
async def post(world: Any, vault: Vault) -> AsyncIterator[Post]:
    made = Post(world, vault)
    yield made
    await made.app.close()


NewWorker = Callable[..., Delivery]


@pytest.fixture
async def new_worker(world: Any, vault: Vault, server: MailServer) -> AsyncIterator[NewWorker]:
    """Makes workers, each with its own connections to the database and to the server."""
    async with AsyncExitStack() as stack:

        def make(mailer: Mailer | None = None, *, silent: bool = False, url: str = "") -> Delivery:
            database = Database(url or world.worker_url, max_size=2)
            stack.push_async_callback(database.close)
            here = SmtpServer(host="127.0.0.1", port=server.port, security="none")
            return Delivery(database, vault, None if silent else mailer or SmtpMailer(here, step_seconds=0.5), SENDER)

        yield make
