"""What time does: silence that is told, referrals that end; on the database's clock, once, whoever works."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from relais.accounts.passwords import Passwords
from relais.core.db import Database
from relais.core.jobs import Job, run_if_due
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.referrals.deadlines import move_due, tell_silence
from relais.referrals.model import Referral, State
from relais.worker import TASKS
from tests.accounts.people import Person, add_person, keep_pads
from tests.conftest import World
from tests.followup.held import Desk
from tests.inbox.office import PHONE, mails

pytestmark = pytest.mark.anyio


@pytest.fixture
def world(filled_world: World) -> World:
    return filled_world


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(world.owner, vault)
    database, working = (
        Database(world.app_url, max_size=2, pads=pads),
        Database(world.worker_url, max_size=4, pads=pads),
    )
    yield Desk(world=world, owner=world.owner, vault=vault, database=database, working=working, passwords=Passwords())
    await database.close()
    await working.close()


async def sent(desk: Desk) -> Referral:
    """One more referral of the only case: making a code takes a while."""
    known = await desk.owner.fetchval("SELECT id FROM aid_case")
    return await desk.bring(known or (await desk.open()).case, "sent")


async def add_recipient(desk: Desk) -> Person:
    return await add_person(desk.owner, desk.vault, "recipient", organization="mots", function="accueil")


async def let_pass(desk: Desk, interval: str) -> None:
    """As if everything had been sent, and had moved, that long ago."""
    await desk.owner.execute(
        "UPDATE referral SET sent_at = sent_at - $1::text::interval, state_at = state_at - $1::text::interval", interval
    )


async def tell(desk: Desk) -> int:
    async with desk.working.writing() as db:
        return await tell_silence(db, desk.vault, Settings(public_origin="https://relais.exemple.fr"))


async def move(desk: Desk) -> int:
    async with desk.working.writing() as db:
        return await move_due(db, desk.vault, Settings())


async def kinds(desk: Desk) -> list[str]:
    return [row["kind"] for row in await desk.owner.fetch("SELECT kind FROM outbox ORDER BY kind")]


async def test_nothing_is_told_before_a_day_then_the_recipient_once(desk: Desk) -> None:
    recipient = await add_recipient(desk)
    referral = await sent(desk)
    await let_pass(desk, "23 hours 59 minutes")
    assert await tell(desk) == 0
    await let_pass(desk, "1 minute")
    assert await tell(desk) == 1
    assert await tell(desk) == 0
    ((account, message),) = await mails(desk)
    assert account == recipient.account
    assert "https://relais.exemple.fr/ouvrir/recues" in message.text
    for word in (referral.reference, PHONE, "MOTS", "cdom", str(referral.id)):
        assert word not in f"{message.subject} {message.text}"
    told = await desk.owner.fetchval("SELECT count(*) FROM case_event WHERE act = 'referral.reminded'")
    assert told == 1


async def test_a_recipient_who_never_entered_is_not_written_to_and_it_is_tried_again(desk: Desk) -> None:
    recipient = await add_recipient(desk)
    await desk.owner.execute("UPDATE account SET entered_at = NULL WHERE id = $1", recipient.account)
    await sent(desk)
    await let_pass(desk, "25 hours")
    assert await tell(desk) == 0
    assert await desk.owner.fetchval("SELECT count(*) FROM referral_told") == 0
    await desk.owner.execute("UPDATE account SET entered_at = now() WHERE id = $1", recipient.account)
    assert await tell(desk) == 1


async def test_after_three_days_the_officer_and_her_deputy_are_told_once(desk: Desk) -> None:
    officer = await add_person(desk.owner, desk.vault, "officer", council="69")
    deputy = await add_person(desk.owner, desk.vault, "officer", council="69", deputy=True)
    await add_person(desk.owner, desk.vault, "officer", council="75")
    await add_person(desk.owner, desk.vault, "national")
    referral = await sent(desk)
    await let_pass(desk, "72 hours")
    assert await tell(desk) == 1  # nobody to remind at the recipient's
    assert await tell(desk) == 0
    written = await mails(desk)
    assert {account for account, _ in written} == {officer.account, deputy.account}
    for _, message in written:
        assert "/ouvrir/suivis" in message.text
        assert referral.reference not in message.text
        assert "mots" not in message.text.lower()


async def test_when_no_officer_is_there_the_national_service_is_told(desk: Desk) -> None:
    national = await add_person(desk.owner, desk.vault, "national")
    away = await add_person(desk.owner, desk.vault, "officer", council="69")
    await desk.owner.execute(
        "INSERT INTO absence (id, grant_id, first_day, last_day) "
        "SELECT gen_random_uuid(), id, CURRENT_DATE - 3, CURRENT_DATE + 3 FROM role_grant WHERE account = $1",
        away.account,
    )
    await sent(desk)
    await let_pass(desk, "73 hours")
    assert await tell(desk) == 1
    written = dict(await mails(desk))
    assert set(written) == {national.account, away.account}
    assert "https://relais.exemple.fr/structures/mots" in written[national.account].text


async def test_without_a_council_the_national_service_is_told(desk: Desk) -> None:
    national = await add_person(desk.owner, desk.vault, "national")
    await add_person(desk.owner, desk.vault, "officer", council="69")
    referral = await sent(desk)
    await desk.owner.execute("UPDATE referral SET origin_org = '' WHERE id = $1", referral.id)
    await let_pass(desk, "73 hours")
    assert await tell(desk) == 1
    assert [account for account, _ in await mails(desk)] == [national.account]


async def test_an_escalation_that_nobody_could_be_told_is_tried_again(desk: Desk) -> None:
    await sent(desk)
    await let_pass(desk, "73 hours")
    assert await tell(desk) == 0
    assert await desk.owner.fetchval("SELECT count(*) FROM case_event WHERE act = 'referral.escalated'") == 0
    await add_person(desk.owner, desk.vault, "national")
    assert await tell(desk) == 1


async def test_what_was_answered_is_told_to_nobody(desk: Desk) -> None:
    await add_recipient(desk)
    await add_person(desk.owner, desk.vault, "officer", council="69")
    case = (await desk.open()).case
    states: tuple[State, ...] = ("accepted", "declined", "contact_made")
    for state in states:
        await desk.bring(case, state)
    await let_pass(desk, "80 hours")
    assert await tell(desk) == 0
    assert await kinds(desk) == []


async def test_workers_at_once_tell_once(desk: Desk) -> None:
    await add_recipient(desk)
    await add_person(desk.owner, desk.vault, "officer", council="69")
    for _ in range(3):
        await sent(desk)
    await let_pass(desk, "73 hours")
    told = await asyncio.gather(*(tell(desk) for _ in range(4)))
    assert sum(told) == 6
    assert await kinds(desk) == ["referral_escalated"] * 3 + ["referral_reminded"] * 3


async def test_jobs_run_once_a_period_whichever_worker_does_them(desk: Desk) -> None:
    tasks = {task.name: task for task in TASKS}
    assert {"referrals.due", "referrals.tell"} <= set(tasks)
    assert tasks["referrals.due"].run is move_due
    assert tasks["referrals.tell"].run is tell_silence
    await sent(desk)
    await let_pass(desk, "15 days")
    job = Job(name="referrals.due", every=timedelta(minutes=5), run=lambda db: move_due(db, desk.vault, Settings()))
    ran = await asyncio.gather(*(run_if_due(desk.working, job) for _ in range(3)))
    assert sum(ran) == 1


async def test_without_an_answer_it_expires_at_fourteen_days_then_is_cancelled_seven_days_later(desk: Desk) -> None:
    await add_recipient(desk)
    referral = await sent(desk)
    await let_pass(desk, "13 days 23 hours")
    assert await move(desk) == 0
    await let_pass(desk, "1 hour")
    assert await move(desk) == 1
    assert await desk.state(referral.id) == "expired"
    assert await desk.owner.fetchval("SELECT readable_until FROM referral") is None
    assert await desk.owner.fetchval("SELECT ended_how FROM consent") == "expired"
    await let_pass(desk, "6 days 23 hours")
    assert await move(desk) == 0
    await let_pass(desk, "1 hour")
    assert await move(desk) == 1
    assert await desk.state(referral.id) == "cancelled"
    assert await move(desk) == 0
    assert await kinds(desk) == []  # the recipient learns nothing but that it is no longer there


async def test_what_expired_is_told_once_to_the_officer_who_sent_it(desk: Desk) -> None:
    officer = await add_person(desk.owner, desk.vault, "officer", council="69")
    referral = await sent(desk)
    await let_pass(desk, "14 days")
    assert await tell(desk) == 0
    assert await move(desk) == 1
    assert await tell(desk) == 1
    assert await tell(desk) == 0
    ((account, message),) = await mails(desk)
    assert account == officer.account
    assert "/ouvrir/suivis" in message.text
    assert referral.reference not in message.text
    assert "mots" not in message.text.lower()


async def test_what_was_accepted_is_closed_without_outcome_fourteen_days_after_the_consent(desk: Desk) -> None:
    referral = await desk.bring((await desk.open()).case, "accepted")
    await consent_given_earlier(desk, "43 days")
    assert await move(desk) == 0
    await consent_given_earlier(desk, "1 day")
    assert await move(desk) == 1
    assert await desk.state(referral.id) == "closed"
    assert await desk.owner.fetchval("SELECT outcome FROM referral_event WHERE to_state = 'closed'") == "no_outcome"


async def test_workers_at_once_move_once(desk: Desk) -> None:
    for _ in range(3):
        await sent(desk)
    await let_pass(desk, "15 days")
    assert sum(await asyncio.gather(*(move(desk) for _ in range(4)))) == 3
    assert await desk.owner.fetchval("SELECT count(*) FROM referral_event WHERE to_state = 'expired'") == 3
    assert await desk.owner.fetchval("SELECT count(*) FROM referrals_out_of_step") == 0


async def test_one_that_cannot_move_holds_nothing_up(desk: Desk) -> None:
    stuck, other = await sent(desk), await sent(desk)
    await let_pass(desk, "15 days")
    check = f"CHECK (id <> '{stuck.id}' OR state <> 'expired')"
    for name in ("referral_of_a_colleague_goes_nowhere", "of_another_name"):  # known as a refusal, or a fault of ours
        await desk.owner.execute(f"ALTER TABLE referral DROP CONSTRAINT IF EXISTS {name}")
        await desk.owner.execute(f"ALTER TABLE referral ADD CONSTRAINT {name} {check}")
        await move(desk)
        await desk.owner.execute(f"ALTER TABLE referral DROP CONSTRAINT {name}")
        assert await desk.state(stuck.id) == "sent"
        assert await desk.state(other.id) == "expired"
        other = await sent(desk)
        await let_pass(desk, "15 days")
    await move(desk)
    assert await desk.state(stuck.id) == "expired"


async def consent_given_earlier(desk: Desk, interval: str) -> None:
    """As if the consent had been given, and what it opened sent, that long before."""
    for table in ("consent", "disclosure"):
        await desk.owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await desk.owner.execute(
        "UPDATE consent SET given_at = given_at - $1::text::interval, valid_until = valid_until - $1::text::interval",
        interval,
    )
    await desk.owner.execute("UPDATE disclosure SET disclosed_at = disclosed_at - $1::text::interval", interval)
    for table in ("consent", "disclosure"):
        await desk.owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    await desk.owner.execute(
        "UPDATE referral SET sent_at = sent_at - $1::text::interval, "
        "readable_until = readable_until - $1::text::interval",
        interval,
    )
