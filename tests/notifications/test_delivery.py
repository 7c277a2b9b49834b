"""Delivering: once, whoever is alive; again when refused for now; never silently lost."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from relais.audit.service import history
from relais.core.db import Database, Unavailable
from relais.core.vault import Vault
from relais.notifications.delivery import FIRST_DELAY, LONGEST_DELAY, delay
from relais.notifications.service import forget_old, list_given_up, outbox_state
from tests.notifications.conftest import NewWorker, Post
from tests.notifications.mail_server import ACCEPTED, MailServer

pytestmark = pytest.mark.anyio
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'relais_worker'"


async def test_a_mail_arrives_as_written_and_nothing_of_it_stays(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    (mail,) = await post.put()
    assert await new_worker().deliver_due() == 1
    (received,) = server.received
    assert received.message_id == f"<{mail}@relais.exemple.fr>"
    assert received.to == ["a@exemple.fr"]
    assert received.mail["Subject"] == "Relais : une page à relire"
    row = await post.row()
    assert row["sent_at"] is not None
    assert (row["message_sealed"], row["attempts"], row["taken_over"], row["last_code"]) == (b"", 1, 0, "250")


async def test_one_connection_carries_every_mail_that_waits(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    await post.put(20)
    assert await new_worker().deliver_due() == 20
    assert server.connections == 1


async def test_two_living_workers_never_send_one_mail_twice(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    mails = await post.put(200)
    sent = await asyncio.gather(*(new_worker().deliver_due() for _ in range(2)))
    assert sum(sent) == 200
    assert min(sent) > 0
    assert server.count() == {f"<{mail}@relais.exemple.fr>": 1 for mail in mails}
    assert {row["attempts"] for row in await post.rows()} == {1}


async def test_a_mail_that_is_not_due_waits(post: Post, server: MailServer, new_worker: NewWorker) -> None:
    await post.put()
    await post.world.owner.execute("UPDATE outbox SET due_at = now() + interval '1 hour'")
    assert await new_worker().deliver_due() == 0
    assert server.connections == 0


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
async def test_a_temporary_refusal_waits_and_is_tried_again(
    post: Post, server: MailServer, new_worker: NewWorker, step: str
) -> None:
    server.reply = lambda at, _: "450 4.2.0 greylisted, come back" if at == step else ACCEPTED
    (mail,) = await post.put()
    worker = new_worker()
    assert await worker.deliver_due() == 0
    row = await post.row()
    assert (row["attempts"], row["last_code"], row["claimed_at"]) == (1, "450", None)
    assert timedelta(seconds=40) < row["due_at"] - row["made_at"] < timedelta(seconds=70)
    server.reply = lambda _step, _address: ACCEPTED
    assert await worker.deliver_due() == 0  # not yet
    await post.let_pass("1 minute")
    assert await worker.deliver_due() == 1
    assert server.count() == {f"<{mail}@relais.exemple.fr>": 1}


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
async def test_a_permanent_refusal_is_given_up_at_once_with_its_code_and_a_trace(
    post: Post, server: MailServer, new_worker: NewWorker, step: str
) -> None:
    server.reply = lambda at, _: "550 5.1.1 no such user here: a@exemple.fr" if at == step else ACCEPTED
    (mail,) = await post.put()
    assert await new_worker().deliver_due() == 0
    row = await post.row()
    assert row["given_up_at"] is not None
    assert (row["message_sealed"], row["last_code"]) == (b"", "550")
    (given_up,) = await list_given_up(post.world.owner)
    assert (given_up.id, given_up.kind, given_up.last_code) == (mail, "change_waiting", "550")
    (entry,) = await history(post.world.owner)
    assert (entry.acting_as, entry.act, entry.subject_id) == ("system", "notifications.give_up", str(mail))
    assert entry.detail == {"kind": "change_waiting", "code": "550", "attempts": 1}


async def test_one_refused_mail_does_not_hold_up_the_others(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    server.reply = lambda _, address: "550 no" if address == "b@exemple.fr" else ACCEPTED
    await post.put(3)
    await post.put(2, to="b@exemple.fr")
    await post.put(3)
    assert await new_worker().deliver_due() == 6
    assert server.connections == 1


@pytest.mark.parametrize(
    ("cut", "code"),
    [("before 250", "closed"), ("hang after data", "timeout"), ("hang at greeting", "timeout")],
)
async def test_a_server_that_fails_midway_costs_one_attempt_and_loses_nothing(
    post: Post, server: MailServer, new_worker: NewWorker, cut: Any, code: str
) -> None:
    server.cut = cut
    mails = await post.put(3)
    worker = new_worker()
    assert await worker.deliver_due() == 0
    rows = await post.rows()
    assert sorted(row["attempts"] for row in rows) == [0, 0, 1]
    assert {row["last_code"] for row in rows} == {"", code}
    server.cut = ""
    await post.let_pass("2 minutes")
    assert await worker.deliver_due() == 3
    assert server.count() == {f"<{mail}@relais.exemple.fr>": 1 for mail in mails}


async def test_a_line_cut_after_the_answer_sends_nothing_twice(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    server.cut = "after 250"
    await post.put(5)
    assert await new_worker().deliver_due() == 5
    assert set(server.count().values()) == {1}
    assert server.connections == 5
    assert {row["attempts"] for row in await post.rows()} == {1}


async def test_without_a_server_that_listens_mails_wait(post: Post, server: MailServer, new_worker: NewWorker) -> None:
    await server.close()
    await post.put(2)
    worker = new_worker()
    assert await worker.deliver_due() == 0
    assert sorted(row["last_code"] for row in await post.rows()) == ["", "connection"]
    await server.open()
    await post.let_pass("1 minute")
    assert await worker.deliver_due() == 2


async def test_what_a_dead_worker_had_claimed_comes_back_and_is_counted(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    (mail,) = await post.put()
    await post.world.owner.execute("UPDATE outbox SET claimed_at = now(), claimed_by = gen_random_uuid(), attempts = 1")
    assert await new_worker().deliver_due() == 0
    await post.let_pass("2 minutes")
    assert await new_worker().deliver_due() == 1
    row = await post.row()
    assert (row["attempts"], row["taken_over"]) == (2, 1)
    assert server.count() == {f"<{mail}@relais.exemple.fr>": 1}
    assert (await outbox_state(post.world.owner)).perhaps_twice == 1


async def test_an_accepted_mail_is_written_down_when_the_database_comes_back_and_not_sent_again(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    (mail,) = await post.put()
    server.gate.clear()
    worker = new_worker()
    sending = asyncio.create_task(worker.deliver_due())
    await server.asked.wait()
    admin = await post.world.pool("postgres", max_size=1)
    async with admin.acquire() as db:
        await db.execute("ALTER ROLE relais_worker NOLOGIN")
        try:
            await db.execute(CUT, post.world.name)
            server.gate.set()  # the server says 250 while there is nobody to note it
            with pytest.raises(Unavailable):
                await sending
        finally:
            await db.execute("ALTER ROLE relais_worker LOGIN")
    assert len(server.received) == 1
    await post.let_pass("10 minutes")  # its claim is past: another worker could take it, it writes first
    assert await worker.deliver_due() == 0
    assert (await post.row())["sent_at"] is not None
    assert server.count() == {f"<{mail}@relais.exemple.fr>": 1}


async def test_after_five_days_a_mail_is_given_up_with_a_trace(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    server.reply = lambda _step, _address: "451 later"
    await post.put()
    worker = new_worker()
    await worker.deliver_due()
    await post.let_pass("4 days 23 hours")
    await worker.deliver_due()
    assert (await post.row())["given_up_at"] is None
    await post.let_pass("2 hours")
    await worker.deliver_due()
    row = await post.row()
    assert (row["message_sealed"], row["last_code"]) == (b"", "451")
    assert [given_up.last_code for given_up in await list_given_up(post.world.owner)] == ["451"]
    assert [entry.act for entry in await history(post.world.owner)] == ["notifications.give_up"]


async def test_a_mail_that_nobody_could_try_for_a_week_is_tried_before_it_is_given_up(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    await post.put()
    await post.let_pass("7 days")
    assert await new_worker().deliver_due() == 1


async def test_without_any_mail_server_set_mails_wait_five_days(post: Post, new_worker: NewWorker) -> None:
    await post.put()
    worker = new_worker(silent=True)
    await post.let_pass("4 days")
    await worker.deliver_due()
    state = await outbox_state(post.world.owner)
    assert (state.waiting, state.given_up) == (1, 0)
    await post.let_pass("1 day")
    await worker.deliver_due()
    state = await outbox_state(post.world.owner)
    assert (state.waiting, state.given_up) == (0, 1)


async def test_with_the_wrong_keys_a_mail_waits_for_the_right_ones(
    post: Post, server: MailServer, new_worker: NewWorker
) -> None:
    right, post.vault = post.vault, Vault(b"r" * 32, {1: b"k" * 32})
    await post.put()
    post.vault = right
    assert await new_worker().deliver_due() == 0
    row = await post.row()
    assert (row["last_code"], row["given_up_at"]) == ("keys", None)


async def test_the_delay_doubles_up_to_six_hours() -> None:
    delays = [delay(attempt) for attempt in range(1, 30)]
    assert FIRST_DELAY * 0.74 < delays[0] <= FIRST_DELAY
    assert delays[:8] == sorted(delays[:8])
    assert min(delays[10:]) > LONGEST_DELAY * 0.74
    assert max(delays) <= LONGEST_DELAY


async def test_traces_of_mail_are_forgotten_in_time(post: Post, server: MailServer, new_worker: NewWorker) -> None:
    server.reply = lambda _, address: "550 no" if address == "b@exemple.fr" else ACCEPTED
    await post.put()
    await post.put(to="b@exemple.fr")
    await new_worker().deliver_due()
    worker = Database(post.world.worker_url)
    counts = []
    for interval in ("29 days", "2 days", "334 days"):
        await post.let_pass(interval)
        async with worker.writing() as db:
            counts.append(await forget_old(db))
    await worker.close()
    assert counts == [0, 1, 1]


async def test_no_word_of_the_server_is_kept_or_logged(
    post: Post, server: MailServer, new_worker: NewWorker, caplog: pytest.LogCaptureFixture
) -> None:
    said = "parole-du-serveur"
    for reply in (f"450 {said}", f"421 {said}", f"550 {said} a@exemple.fr"):
        server.reply = lambda _step, _address, reply=reply: reply
        await post.put()
        await new_worker().deliver_due()
    rows = await post.world.owner.fetch("SELECT o::text AS all FROM outbox o UNION SELECT j::text FROM journal j")
    whole = " ".join(row["all"] for row in rows) + caplog.text
    assert said not in whole
    assert "exemple.fr" not in whole
