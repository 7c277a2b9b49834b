"""What an injection could try to read a case without saying why, or as someone else."""

from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, Stage, as_role, refused
from tests.referrals.scenes import ADD_PART, OFFICER, OPEN, OTHER, RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio
COLLEAGUE = Context(kind="staff", org="cdom-69", actor=new_id())
PARTS = "SELECT category FROM case_part"
KEY = "SELECT data_key_of($1)"


async def shown(scene: Scene, context: Context | None) -> tuple[int, bool]:
    """How many categories this context reads, and whether it is given the key."""
    parts = await scene.rows(context, PARTS)
    return len(parts), (await scene.rows(context, KEY, scene.case))[0][0] is not None


async def openings(stage: Stage) -> int:
    return int(await stage.owner.fetchval("SELECT count(*) FROM case_opening"))


async def test_a_case_read_or_written_by_its_council_before_it_says_why(scene: Scene) -> None:
    assert await shown(scene, COLLEAGUE) == (0, True)  # the key opens the alias of its list
    assert await scene.run(COLLEAGUE, "UPDATE case_part SET sealed = sealed") == "UPDATE 0"
    replaced = ADD_PART + " ON CONFLICT ON CONSTRAINT case_part_pk DO UPDATE SET sealed = excluded.sealed"
    await refused(scene.run(COLLEAGUE, replaced, scene.case, "need", bytes(284)), DENIED)
    assert await scene.open(COLLEAGUE, "handover", "deputy")
    assert await shown(scene, COLLEAGUE) == (5, True)
    await scene.run(COLLEAGUE, replaced, scene.case, "need", bytes(284))


async def test_a_case_read_by_its_recipient_before_it_says_why(scene: Scene) -> None:
    await scene.bring("consented")
    await scene.prepare(scene.case, "sent")
    assert not await scene.open(RECIPIENT), "nothing was sent yet"
    await scene.bring("received")
    clerk = Context(kind="staff", org="mots", actor=new_id())
    assert await shown(scene, clerk) == (0, False)
    assert await scene.open(clerk)
    assert await shown(scene, clerk) == (2, True)


async def test_a_case_opened_by_a_recipient_once_the_consent_ended(scene: Scene) -> None:
    made = await scene.bring("received")
    assert await shown(scene, RECIPIENT) == (2, True)
    await scene.bring("withdrawn", made)
    assert await shown(scene, RECIPIENT) == (0, False)
    assert not await scene.open(RECIPIENT, "follow_up")


async def test_a_case_read_four_hours_after_it_was_opened(scene: Scene, stage: Stage) -> None:
    await scene.bring("received")
    await stage.owner.execute("ALTER TABLE case_opening DISABLE TRIGGER case_opening_append_only")
    await stage.owner.execute("UPDATE case_opening SET at = at - interval '4 hours'")
    assert await shown(scene, OFFICER) == (0, True)
    assert await shown(scene, RECIPIENT) == (0, False)
    assert await shown(scene, scene.person) == (5, True)
    assert await scene.open(OFFICER, "call", "officer")
    assert await shown(scene, OFFICER) == (5, True)


async def test_a_case_read_with_the_opening_of_someone_else(scene: Scene) -> None:
    await scene.bring("received")
    elsewhere = Context(kind="staff", org="mots", actor=OFFICER.actor)
    nobody = Context(kind="staff", org="cdom-69")
    for context in (COLLEAGUE, nobody):
        assert (await shown(scene, context))[0] == 0
    assert await shown(scene, elsewhere) == (0, False)
    for context in (COLLEAGUE, nobody, elsewhere, STRANGER, scene.person, PUBLIC, None):
        assert await scene.rows(context, "SELECT * FROM case_opening") == []
    assert len(await scene.rows(OFFICER, "SELECT * FROM case_opening")) == 1


@pytest.mark.parametrize("who", ["stranger", "other body", "nobody", "public", "person", "staff of no account"])
async def test_a_case_opened_by_who_has_nothing_to_do_with_it(scene: Scene, stage: Stage, who: str) -> None:
    await scene.bring("received")
    contexts = {"stranger": STRANGER, "other body": OTHER, "public": PUBLIC, "person": scene.person,
                "staff of no account": Context(kind="staff", org="cdom-69")}  # fmt: skip
    before = await openings(stage)
    for reason, function in (("call", "officer"), ("follow_up", "recipient"), ("call", "national")):
        opened = await scene.rows(contexts.get(who), OPEN, scene.case, reason, function)
        assert opened[0][0] is False
    assert await openings(stage) == before


async def test_a_case_opened_under_the_function_of_another(scene: Scene) -> None:
    await scene.bring("received")
    assert not await scene.open(RECIPIENT, "call", "officer")
    assert not await scene.open(OFFICER, "follow_up", "recipient")
    await refused(scene.rows(WORKER, OPEN, scene.case, "call", "officer"), DENIED)


@pytest.mark.parametrize(
    ("reason", "function", "name"),
    [
        ("curious", "officer", "case_opening_reason_known"),
        ("outcome", "officer", "case_opening_reason_known"),
        ("", "deputy", "case_opening_reason_known"),
        ("call", "chief", "case_opening_function_known"),
    ],
)
async def test_a_case_opened_without_a_reason_that_is_one(scene: Scene, reason: str, function: str, name: str) -> None:
    assert await refused(scene.open(OFFICER, reason, function), CHECK) == name


async def test_a_recipient_that_gives_the_reason_of_an_officer(scene: Scene) -> None:
    await scene.bring("received")
    for reason in ("with_person", "call", "correction"):
        assert await refused(scene.open(RECIPIENT, reason), CHECK) == "case_opening_reason_known"


@pytest.mark.parametrize("session", ["", "a" * 65, "une phrase sur la personne", "a'; --"])
async def test_a_session_that_says_more_than_a_name(scene: Scene, session: str) -> None:
    sql = "SELECT open_case($1, 'call', 'officer', $2)"
    assert await refused(scene.rows(OFFICER, sql, scene.case, session), CHECK) == "case_opening_session_form"


async def test_an_opening_that_is_not_told_or_told_of_another(scene: Scene) -> None:
    told = {"reason": "call", "function": "officer", "org": "cdom-69"}
    for act in ("case.opened_by", "case.opened", "case.erased", "case.closed", "referral.sent", "referral.consent",
                "referral.escalated", "referral.handed_back"):  # fmt: skip
        forged = scene.rows(OFFICER, "SELECT append_case_event($1, $2, $3)", scene.case, act, told)
        assert await refused(forged, CHECK) == "case_event_told_by_its_cause"
    assert await scene.open(OFFICER, "call", "officer")
    events = await scene.rows(scene.person, "SELECT * FROM case_event ORDER BY seq DESC LIMIT 1")
    assert (events[0]["act"], events[0]["detail"], events[0]["org"]) == ("case.opened_by", told, "cdom-69")


async def test_a_reason_posted_twice_is_told_once(scene: Scene, stage: Stage) -> None:
    before = await openings(stage)
    for reason in ("call", "call", "answer", "call"):
        assert await scene.open(OFFICER, reason, "officer")
    assert await openings(stage) == before + 2


@pytest.mark.parametrize("sql", [
    "INSERT INTO case_opening SELECT * FROM case_opening", "UPDATE case_opening SET at = now()",
    "DELETE FROM case_opening", "TRUNCATE case_opening", "ALTER TABLE case_opening DISABLE ROW LEVEL SECURITY",
])  # fmt: skip
async def test_an_opening_written_or_taken_away_by_hand(scene: Scene, sql: str) -> None:
    for context in (OFFICER, RECIPIENT, scene.person, WORKER):
        await refused(scene.run(context, sql), DENIED)


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_an_opening_rewritten_or_taken_away_by_the_owner(scene: Scene, stage: Stage, role: str) -> None:
    for sql, name in (
        ("UPDATE case_opening SET reason = 'answer'", "case_opening_append_only"),
        ("DELETE FROM case_opening", "case_opening_goes_when_due"),
        ("TRUNCATE case_opening", "case_opening_goes_when_due"),
    ):
        assert await refused(as_role(stage, role, sql), CHECK) == name
    untold = (
        "INSERT INTO case_opening SELECT case_id, 99, org, actor, session, reason, as_function, at FROM case_opening"
    )
    assert await refused(as_role(stage, role, untold), FOREIGN) == "case_opening_is_told"


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_a_part_sealed_into_an_erased_case(scene: Scene, stage: Stage, role: str) -> None:
    await scene.run(scene.person, "SELECT erase_case($1)", scene.case)
    assert not await scene.open(OFFICER, "call", "officer")
    sealed = as_role(stage, role, ADD_PART, scene.case, "need", bytes(284))
    assert await refused(sealed, CHECK) == "case_part_of_living_case"
    await refused(scene.run(scene.person, ADD_PART, scene.case, "need", bytes(284)), CHECK)


async def test_what_is_opened_once_is_not_asked_row_by_row(scene: Scene, stage: Stage) -> None:
    async with scene.acting(OFFICER) as db:
        plan: Any = await db.fetch(f"EXPLAIN {PARTS}")
    lines = [row[0] for row in plan]
    assert sum("InitPlan" in line for line in lines) >= 2, lines
    assert not any("opened_cases" in line and "Filter" in line for line in lines), lines
