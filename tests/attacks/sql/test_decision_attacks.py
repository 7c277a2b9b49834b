"""What an injection could try on sessions, decisions and payments: PostgreSQL itself says no."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from relais.core.clock import now
from relais.core.db import connect
from relais.core.ids import new_id
from tests.commission.sitting.office import BODY, Held
from tests.commission.sitting.stage import RECORD, Stage, staged
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, TWICE, refused

pytestmark = pytest.mark.anyio
DECIDED = "SELECT kind, sum(amount_cents) FROM decision WHERE in_force_at IS NOT NULL GROUP BY kind"
PAID = "SELECT d.kind, sum(p.amount_cents) FROM payment AS p JOIN decision AS d ON d.id = p.decision GROUP BY d.kind"
TOLD = "SELECT kind, sum(decided_cents) AS d, sum(paid_cents) AS p FROM decision_year_euros GROUP BY kind"


@pytest.fixture(scope="module")
async def stage(postgres: Any, filled: str, anyio_backend: str) -> AsyncIterator[Stage]:
    async with staged(postgres, filled) as made:
        yield made


# Sessions


async def test_a_session_planned_by_a_member_or_for_another_body(stage: Stage) -> None:
    plan = "SELECT plan_session($1, $2, $3, 'both')"
    at = now() + timedelta(days=3)
    for person in (stage.office.one, stage.office.chair, stage.office.officer):
        await refused(stage.run(stage.by(person), plan, new_id(), BODY, at), DENIED)
    await refused(stage.run(stage.by(stage.office.national), plan, new_id(), "mots", at), DENIED)
    past = now() - timedelta(days=1)
    name = await refused(stage.run(stage.by(stage.office.national), plan, new_id(), BODY, past), CHECK)
    assert name == "commission_session_to_come"
    await stage.run(stage.by(stage.office.national), plan, new_id(), BODY, at)
    name = await refused(stage.run(stage.by(stage.office.national), plan, new_id(), BODY, at), TWICE)
    assert name == "commission_session_moment_once"


async def test_a_file_put_on_an_agenda_by_anyone_else_or_twice(stage: Stage) -> None:
    office = stage.office
    held, session, other = await office.bring("complete"), await office.plan(500), await office.plan(600)
    version = await stage.version(held)
    schedule = "SELECT schedule_file($1, $2, $3, $4)"
    for context in (stage.by(office.one), office.of_council(), held.context):
        await refused(stage.run(context, schedule, held.file, session, version, new_id()), DENIED)
    national = stage.by(office.national)
    name = await refused(stage.run(national, schedule, held.file, new_id(), version, new_id()), CHECK)
    assert name == "commission_session_is_planned"
    request = new_id()
    await stage.run(national, schedule, held.file, session, version, request)
    await stage.run(national, schedule, held.file, session, version, request)
    name = await refused(stage.run(national, schedule, held.file, other, version, new_id()), TWICE)
    assert name == "session_file_waits_once"


async def test_a_file_moved_past_its_session(stage: Stage) -> None:
    office = stage.office
    held = await office.bring("complete")
    move = (
        "INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
    )
    national = stage.by(office.national)
    version = await stage.version(held)
    name = await refused(
        stage.run(national, move, held.file, version, new_id(), "complete", "scheduled", "national"), CHECK
    )
    assert name == "national_file_on_an_agenda"
    await office.schedule(held, await office.plan())
    version = await stage.version(held)
    for actor, who in ((office.national, "national"), (office.one, "commissioner"), (office.chair, "chair")):
        asked = (held.file, version, new_id(), "scheduled", "decided", who)
        assert await refused(stage.run(stage.by(actor), move, *asked), CHECK) == "national_file_not_decided_yet"
    asked = (held.file, version, new_id(), "scheduled", "complete", "national")
    assert await refused(stage.run(national, move, *asked), CHECK) == "national_file_on_an_agenda"
    await refused(stage.run(national, move, held.file, version, new_id(), "scheduled", "paid", "national"), FOREIGN)


# Decisions


async def test_a_decision_outside_its_session(stage: Stage) -> None:
    office = stage.office
    held = await office.bring("complete")
    await office.schedule(held, await office.plan(3 * 24 * 60))
    await office.open(held, office.one)
    assert await refused(stage.record(held, office.one), CHECK) == "decision_in_its_session"


async def test_a_decision_by_who_did_not_answer_did_not_open_or_is_no_member(stage: Stage) -> None:
    office = stage.office
    held = await office.bring("complete")
    await office.schedule(held, await office.plan())
    await refused(stage.record(held, office.one), DENIED)
    await stage.run(stage.by(office.one), "SELECT answer_recusal($1, 'asked')", held.file)
    await stage.run(stage.by(office.one), "SELECT answer_recusal($1, 'unknown')", held.file)
    await refused(stage.record(held, office.one), DENIED)  # answered, and read nothing
    await refused(stage.record(held, office.national), DENIED)
    for context in (held.context, office.of_council()):
        asked = (new_id(), held.file, await stage.version(held), "gift", 1, None, None)
        await refused(stage.run(context, RECORD, *asked), DENIED)


@pytest.mark.parametrize(
    ("kind", "cents", "elsewhere", "reason", "name"),
    [
        ("gift", 0, None, None, "decision_amount_fits"),
        ("gift", -1, None, None, "decision_amount_fits"),
        ("advance", 100_000_001, None, None, "decision_amount_fits"),
        ("refusal", 1, None, "resources", "decision_amount_fits"),
        ("refusal", 0, None, None, "decision_reason_fits"),
        ("refusal", 0, None, "parce que", "decision_reason_fits"),
        ("gift", 1, None, "resources", "decision_reason_fits"),
        ("elsewhere", 0, None, None, "decision_elsewhere_fits"),
        ("gift", 1, "carmf", None, "decision_elsewhere_fits"),
        ("loan", 1, None, None, "decision_amount_fits"),
        ("loan", 0, None, None, "decision_kind_known"),
    ],
)
async def test_a_decision_without_what_it_needs(
    stage: Stage, sat: Held, kind: str, cents: int, elsewhere: str | None, reason: str | None, name: str
) -> None:
    asked = stage.record(sat, stage.office.one, kind, cents, elsewhere=elsewhere, reason=reason)
    assert await refused(asked, CHECK) == name


@pytest.fixture(scope="module")
async def sat(stage: Stage) -> Held:
    """A file whose session sits, opened by both members."""
    held = await stage.office.bring("complete")
    await stage.office.schedule(held, await stage.office.plan())
    for person in (stage.office.one, stage.office.two):
        await stage.office.open(held, person)
    return held


async def test_a_decision_confirmed_by_who_recorded_it_or_by_a_stranger(stage: Stage) -> None:
    office = stage.office
    held = await office.bring("complete")
    await office.schedule(held, await office.plan())
    await office.open(held, office.one)
    made = await stage.record(held, office.one)
    confirm = "SELECT confirm_decision($1)"
    assert await refused(stage.run(stage.by(office.one), confirm, made), CHECK) == "decision_takes_two_persons"
    for person in (office.two, office.national, office.officer):
        await refused(stage.run(stage.by(person), confirm, made), DENIED)
    again = (new_id(), held.file, await stage.version(held), "gift", 5, None, None)
    assert await refused(stage.run(stage.by(office.one), RECORD, *again), TWICE) == "decision_once_a_round"
    assert await stage.run(held.context, "SELECT count(*) FROM decision WHERE id = $1", made) == 0  # not in force
    assert await stage.run(office.of_council(), "SELECT count(*) FROM decision WHERE id = $1", made) == 0
    await office.open(held, office.two)
    await stage.run(stage.by(office.two), confirm, made)
    assert await stage.run(held.context, "SELECT count(*) FROM decision WHERE id = $1", made) == 1
    assert (await office.seen(held)).state == "decided"


async def test_a_decision_in_force_rewritten_or_put_aside(stage: Stage) -> None:
    held, made = await stage.office.decided()
    discard = stage.run(stage.by(stage.office.one), "SELECT discard_decision($1)", made)
    assert await refused(discard, CHECK) == "decision_said_once"
    for change in ("amount_cents = 5", "kind = 'advance'", "confirmed_by = recorded_by", "confirmed_at = now()"):
        sql = f"UPDATE decision SET {change} WHERE id = $1"
        await refused(stage.run(stage.by(stage.office.one), sql, made), DENIED)
        with pytest.raises(Exception, match=r".") as broken:
            await stage.office.owner.execute(sql, made)
        assert broken.value.constraint_name in ("decision_said_once", "decision_takes_two_persons")  # type: ignore[attr-defined]
    with pytest.raises(Exception, match=r".") as kept:
        await stage.office.owner.execute("DELETE FROM decision WHERE id = $1", made)
    assert kept.value.constraint_name == "decision_said_once"  # type: ignore[attr-defined]
    assert (await stage.office.seen(held)).state == "decided"


async def test_the_chair_decides_alone_only_what_is_urgent_and_complete(stage: Stage) -> None:
    office = stage.office
    calm = await office.bring("complete")
    await refused(stage.record(calm, office.chair), DENIED)  # cannot even open it
    held = await office.bring("complete", urgent=True)
    await refused(stage.record(held, office.one), DENIED)
    await office.open(held, office.chair, "chair")
    made = await stage.record(held, office.chair)
    assert (await office.seen(held)).state == "decided"
    assert await stage.run(held.context, "SELECT count(*) FROM decision WHERE id = $1", made) == 1
    await office.open(held, office.one)
    await refused(stage.run(stage.by(office.one), "SELECT confirm_decision($1)", made), CHECK)


async def test_a_session_that_passes_over_what_the_chair_decided(stage: Stage) -> None:
    office = stage.office
    held = await office.bring("complete", urgent=True)
    await office.open(held, office.chair, "chair")
    made = await stage.record(held, office.chair)
    await office.plan(-30)  # the next one now
    session = await stage.run(
        stage.by(office.national), "SELECT session FROM session_file WHERE file = $1 AND outcome IS NULL", held.file
    )
    assert session is not None
    ending = stage.run(stage.by(office.national), "SELECT end_session($1)", session)
    assert await refused(ending, CHECK) == "commission_session_ratifies_first"
    ratify = "SELECT ratify_decision($1, $2)"
    assert await refused(stage.run(stage.by(office.chair), ratify, made, "ratified"), CHECK) == (
        "decision_ratified_by_another"
    )
    await refused(stage.run(stage.by(office.one), ratify, made, "ratified"), DENIED)  # asked and opened first
    await office.open(held, office.one)
    assert await refused(stage.run(stage.by(office.one), ratify, made, "perhaps"), CHECK) in (
        "decision_ratified_known", "session_file_outcome_fits",
    )  # fmt: skip
    await stage.run(stage.by(office.one), ratify, made, "ratified")
    with pytest.raises(Exception, match=r".") as broken:
        await office.owner.execute("UPDATE decision SET ratified = 'not_ratified' WHERE id = $1", made)
    assert broken.value.constraint_name == "decision_said_once"  # type: ignore[attr-defined]


# Payments


async def test_more_than_was_decided_is_never_paid(stage: Stage) -> None:
    office = stage.office
    _, made = await office.decided(cents=1000)
    pay = "SELECT record_payment($1, $2, $3, current_date)"
    national = stage.by(office.national)
    assert await refused(stage.run(national, pay, made, new_id(), 1001), CHECK) == "payment_within_the_decision"
    await stage.run(national, pay, made, new_id(), 600)
    assert await refused(stage.run(national, pay, made, new_id(), 401), CHECK) == "payment_within_the_decision"
    assert await refused(stage.run(national, pay, made, new_id(), -601), CHECK) == "payment_within_the_decision"
    assert await refused(stage.run(national, pay, made, new_id(), 0), CHECK) == "payment_moves"
    request = new_id()
    await stage.run(national, pay, made, request, 400)
    await stage.run(national, pay, made, request, 400)  # posted twice
    assert await stage.run(national, "SELECT sum(amount_cents) FROM payment WHERE decision = $1", made) == 1000


async def test_the_ledger_holds_without_any_trigger(stage: Stage) -> None:
    """Written by a superuser who puts the triggers of the application aside, keys at work."""
    office = stage.office
    held, made = await office.decided(cents=1000)
    await office.pay(made, 600)
    db = await connect(office.world.superuser_url)
    columns = (
        "decision, number, follows, file, request, decided_cents, before_cents, amount_cents, after_cents, paid_on,"
        " recorded_by, recorded_at"
    )
    line = f"INSERT INTO payment ({columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, current_date, $5, now())"
    tries = (
        ((made, 2, 1, held.file, new_id(), 9999, 600, 9000, 9600), "payment_of_decision"),
        ((made, 2, 1, held.file, new_id(), 1000, 0, 900, 900), "payment_follows"),
        ((made, 2, None, held.file, new_id(), 1000, 0, 900, 900), "payment_begins_at_nothing"),
        ((made, 3, 2, held.file, new_id(), 1000, 600, 100, 700), "payment_follows"),
        ((made, 2, 1, held.file, new_id(), 1000, 600, 100, 650), "payment_adds_up"),
        ((made, 2, 1, held.file, new_id(), 1000, 600, 500, 1100), "payment_within_the_decision"),
    )
    for values, name in tries:
        attempt = db.transaction()
        await attempt.start()
        await db.execute("ALTER TABLE payment DISABLE TRIGGER USER")
        with pytest.raises(Exception, match=r".") as broken:
            await db.execute(line, *values)
        await attempt.rollback()
        assert broken.value.constraint_name == name  # type: ignore[attr-defined]
    await db.close()


async def test_a_payment_by_anyone_else_too_early_or_to_come(stage: Stage) -> None:
    office = stage.office
    held, made = await office.decided(cents=1000)
    pay = "SELECT record_payment($1, $2, 100, current_date + $3::integer)"
    for context in (stage.by(office.one), stage.by(office.chair), office.of_council(), held.context):
        await refused(stage.run(context, pay, made, new_id(), 0), DENIED)
    for days in (-3, 3):
        name = await refused(stage.run(stage.by(office.national), pay, made, new_id(), days), CHECK)
        assert name == "payment_on_a_day_that_came"
    waiting = await office.bring("complete")
    await office.schedule(waiting, await office.plan())
    await office.open(waiting, office.one)
    recorded = await stage.record(waiting, office.one)
    name = await refused(stage.run(stage.by(office.national), pay, recorded, new_id(), 0), CHECK)
    assert name == "payment_of_a_decision_in_force"


async def test_a_file_said_paid_before_its_sum(stage: Stage) -> None:
    office = stage.office
    held, made = await office.decided(cents=1000)
    await office.pay(made, 999)
    move = (
        "INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)"
        " VALUES ($1, $2, $3, 'decided', $4, 'national')"
    )
    national, version = stage.by(office.national), await stage.version(held)
    for to in ("paid", "closed"):
        name = await refused(stage.run(national, move, held.file, version, new_id(), to), CHECK)
        assert name == "national_file_paid_in_full"
    await office.pay(made, 1)
    await stage.run(national, move, held.file, version, new_id(), "paid")
    name = await refused(stage.run(national, "SELECT record_payment($1, $2, -1, current_date)", made, new_id()), CHECK)
    assert name == "payment_of_a_decision_in_force"


async def test_the_sums_of_a_year_are_read_by_no_account_and_hold(stage: Stage) -> None:
    await refused(stage.run(stage.by(stage.office.national), "SELECT * FROM decision_year_euros"), DENIED)
    owner = stage.office.owner
    told = await owner.fetch(TOLD)
    decided = dict(await owner.fetch(DECIDED))
    paid = dict(await owner.fetch(PAID))
    assert {row["kind"]: row["d"] for row in told} == decided
    assert {row["kind"]: row["p"] for row in told if row["p"]} == paid
    assert await owner.fetchval("SELECT count(*) FROM decisions_out_of_step") == 0
