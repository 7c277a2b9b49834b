"""What could be agreed in a doctor's place, or changed behind them."""

from typing import Any

import pytest

from relais.core.context import WORKER, Context
from relais.core.ids import new_id
from tests.attacks.sql.accompanying import (
    AGREE,
    ANSWER,
    BEGIN,
    CHANGE,
    COUNCILS,
    NEW,
    OWN,
    PLAN,
    PROPOSE,
    REMIND,
    REPLY,
    SETTLE,
    SPOKEN,
    TABLES,
    agreed,
    agreed_now,
    begun,
    open_for,
    planned,
    proposed,
    state_of,
)
from tests.referrals.attacking import CHECK, DENIED, TWICE, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, OTHER, RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio


@pytest.fixture
async def opened(scene: Scene, stage: Stage) -> Scene:
    """The council said why it opens the case; another council may receive it."""
    await stage.owner.execute(COUNCILS)
    await open_for(scene, OFFICER)
    return scene


# Nobody agrees for the doctor ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "proof"), [("online", "code"), (None, None)])
async def test_a_council_that_agrees_without_a_word_of_the_doctor(opened: Scene, how: Any, proof: Any) -> None:
    asked = opened.run(OFFICER, AGREE, await begun(opened), new_id(), 1, how, proof, "none")
    assert await refused(asked, CHECK) == "pathway_agreed_by_the_person"


@pytest.mark.parametrize("how", ["online", None])
async def test_a_step_agreed_to_without_a_word_of_the_doctor(opened: Scene, how: Any) -> None:
    step = await planned(opened, await agreed(opened))
    asked = opened.run(OFFICER, ANSWER, step, new_id(), 1, "agreed", how, "code")
    assert await refused(asked, CHECK) == "pathway_agreed_by_the_person"


async def test_a_doctor_in_whose_session_another_voice_is_written(opened: Scene) -> None:
    made = await begun(opened)
    asked = opened.run(opened.person, AGREE, made, new_id(), 1, *SPOKEN, "none")
    assert await refused(asked, CHECK) == "pathway_agreed_by_the_person"


async def test_a_spoken_agreement_without_its_proof(opened: Scene) -> None:
    made = await begun(opened)
    asked = opened.run(OFFICER, AGREE, made, new_id(), 1, "oral_phone", "signature", "none")
    assert await refused(asked, CHECK) == "pathway_evidence_fits"
    step = await planned(opened, await agreed_now(opened, made))
    asked = opened.run(OFFICER, ANSWER, step, new_id(), 1, "agreed", "written", "read_back")
    assert await refused(asked, CHECK) == "pathway_step_evidence_fits"


async def test_what_was_heard_names_who_heard_it_and_what_was_written_names_nobody(opened: Scene, stage: Stage) -> None:
    made = await agreed(opened)
    mine, theirs = await planned(opened, made), await planned(opened, made)
    await opened.run(OFFICER, ANSWER, theirs, new_id(), 1, "agreed", *SPOKEN)
    await opened.run(opened.person, ANSWER, mine, new_id(), 1, "refused", *OWN)
    sql = "SELECT recorded_by FROM pathway_step WHERE id = $1"
    assert await stage.owner.fetchval(sql, theirs) == OFFICER.actor
    assert await stage.owner.fetchval(sql, mine) is None
    assert await stage.owner.fetchval("SELECT recorded_by FROM pathway WHERE id = $1", made) == OFFICER.actor


async def test_a_step_agreed_to_before_the_whole(opened: Scene) -> None:
    step = await planned(opened, await begun(opened))
    asked = opened.run(opened.person, ANSWER, step, new_id(), 1, "agreed", *OWN)
    assert await refused(asked, CHECK) == "pathway_agreed_before_its_steps"


async def test_reminders_chosen_by_a_council_or_before_anything_is_agreed(opened: Scene) -> None:
    made = await begun(opened)
    assert await refused(opened.run(OFFICER, REMIND, made, "officer", "online"), CHECK) == (
        "pathway_agreed_by_the_person"
    )
    assert await refused(opened.run(opened.person, REMIND, made, "page", "online"), CHECK) == (
        "pathway_reminds_as_agreed"
    )
    await agreed_now(opened, made)
    await opened.run(opened.person, REMIND, made, "page", "online")
    assert [row["reminders"] for row in await opened.rows(opened.person, "SELECT reminders FROM pathway")] == ["page"]


# What was agreed to is not changed behind them ------------------------------------------------------------------------


async def test_a_changed_step_is_no_longer_agreed_to(opened: Scene, stage: Stage) -> None:
    step = await planned(opened, await agreed(opened))
    await opened.run(opened.person, ANSWER, step, new_id(), 1, "agreed", *OWN)
    await opened.run(OFFICER, CHANGE, step, new_id(), 2, None)
    row = (await stage.owner.fetch("SELECT state, mode, answered_at FROM pathway_step WHERE id = $1", step))[0]
    assert (row["state"], row["mode"], row["answered_at"]) == ("planned", None, None)


async def test_an_answer_to_another_version_than_the_one_that_was_shown(opened: Scene) -> None:
    made = await agreed(opened)
    step = await planned(opened, made)
    await opened.run(OFFICER, CHANGE, step, new_id(), 1, None)
    asked = opened.run(opened.person, ANSWER, step, new_id(), 1, "agreed", *OWN)
    assert await refused(asked, CHECK) == "pathway_step_of_this_version"
    asked = opened.run(opened.person, AGREE, made, new_id(), 1, *OWN, "none")
    assert await refused(asked, CHECK) == "pathway_of_this_version"


@pytest.mark.parametrize(
    ("outcome", "answer"), [("done", None), ("done", "refused"), ("agreed", "agreed"), ("planned", "agreed")]
)
async def test_a_step_settled_as_it_cannot_be(opened: Scene, outcome: str, answer: str | None) -> None:
    step = await planned(opened, await agreed(opened))
    if answer:
        await opened.run(opened.person, ANSWER, step, new_id(), 1, answer, *OWN)
    asked = opened.run(OFFICER, SETTLE, step, new_id(), 2 if answer else 1, outcome)
    assert await refused(asked, CHECK) == "pathway_step_moves_on"


async def test_a_settled_step_is_answered_and_changed_no_more(opened: Scene) -> None:
    step = await planned(opened, await agreed(opened))
    await opened.run(OFFICER, SETTLE, step, new_id(), 1, "skipped")
    asked = opened.run(opened.person, ANSWER, step, new_id(), 2, "agreed", *OWN)
    assert await refused(asked, CHECK) == "pathway_step_moves_on"
    assert await refused(opened.run(OFFICER, CHANGE, step, new_id(), 2, None), CHECK) == "pathway_step_moves_on"
    other = await planned(opened, (await opened.rows(OFFICER, "SELECT id FROM pathway"))[0][0])
    asked = opened.run(opened.person, ANSWER, other, new_id(), 1, "done", *OWN)
    assert await refused(asked, CHECK) == "pathway_step_moves_on"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET state = 'agreed'", "DELETE FROM {}", "INSERT INTO {} (id) VALUES ($1)"]
)
async def test_a_row_written_past_the_acts(opened: Scene, table: str, statement: str) -> None:
    args = (new_id(),) if "$1" in statement else ()
    for context in (OFFICER, opened.person):
        await refused(opened.run(context, statement.format(table), *args), DENIED)


async def test_the_same_post_twice_is_one_act(opened: Scene, stage: Stage) -> None:
    made, request = await agreed(opened), new_id()
    await opened.run(OFFICER, BEGIN, made, opened.case)
    step = await planned(opened, made)
    await opened.run(OFFICER, PLAN, step, made, None, None, None)
    for _ in range(2):
        await opened.run(OFFICER, CHANGE, step, request, 1, None)
    for _ in range(2):
        await opened.run(opened.person, ANSWER, step, made, 2, "agreed", *OWN)
    for _ in range(2):
        await opened.run(opened.person, SETTLE, step, request, 3, "done")
    assert await stage.owner.fetchval("SELECT version FROM pathway_step WHERE id = $1", step) == 4
    assert await stage.owner.fetchval("SELECT count(*) FROM pathway_step") == 1


async def test_a_second_pathway_while_one_lives(opened: Scene) -> None:
    await begun(opened)
    assert await refused(begun(opened), TWICE) == "pathway_one_alive"


async def test_a_step_of_another_cases_referral(opened: Scene, stage: Stage) -> None:
    made = await agreed(opened)
    strange = new_id()
    await opened.run(STRANGER, "INSERT INTO referral (id, case_id, key, origin_org, concerns) VALUES"
                     " ($1, $2, $1, 'cdom-75', 'self')", strange, opened.stranger_case)  # fmt: skip
    asked = opened.run(OFFICER, PLAN, new_id(), made, None, None, strange)
    assert await refused(asked, CHECK) == "pathway_step_referral_of_its_case"
    step = await planned(opened, made)
    asked = opened.run(OFFICER, CHANGE, step, new_id(), 1, strange)
    assert await refused(asked, CHECK) == "pathway_step_referral_of_its_case"


async def test_a_pathway_without_an_end(opened: Scene) -> None:
    made = await begun(opened)
    for _ in range(40):
        await planned(opened, made)
    assert await refused(planned(opened, made), CHECK) == "pathway_step_are_few"


# Ended by the person whenever they want ----------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["person", "council"])
@pytest.mark.parametrize("whole", [True, False])
async def test_nothing_holds_the_end_back_and_nothing_moves_after(
    opened: Scene, stage: Stage, by: str, whole: bool
) -> None:
    made = await agreed(opened) if whole else await begun(opened)
    step = await planned(opened, made)
    context, how = (opened.person, "online") if by == "person" else (OFFICER, "oral_phone")
    for _ in range(2):
        await opened.run(context, "SELECT end_pathway($1, $2)", made, how)
    row = (await stage.owner.fetch("SELECT state, ended_how FROM pathway WHERE id = $1", made))[0]
    assert tuple(row) == ("ended", "person" if whole else "refused")
    for asked in (
        opened.run(OFFICER, PLAN, new_id(), made, None, None, None),
        opened.run(OFFICER, CHANGE, step, new_id(), 1, None),
        opened.run(opened.person, ANSWER, step, new_id(), 1, "refused", *OWN),
        opened.run(OFFICER, SETTLE, step, new_id(), 1, "skipped"),
        opened.run(opened.person, REMIND, made, "page", "online"),
        opened.run(opened.person, AGREE, made, new_id(), 2, *OWN, "none"),
        opened.run(OFFICER, "SELECT complete_pathway($1)", made),
    ):
        assert await refused(asked, CHECK) == "pathway_is_alive"


async def test_a_pathway_ended_by_a_council_without_a_word(opened: Scene) -> None:
    made = await agreed(opened)
    asked = opened.run(OFFICER, "SELECT end_pathway($1, 'online')", made)
    assert await refused(asked, CHECK) == "pathway_agreed_by_the_person"


async def test_a_pathway_said_to_be_at_its_term_while_a_step_waits(opened: Scene, stage: Stage) -> None:
    made = await agreed(opened)
    complete = "SELECT complete_pathway($1)"
    assert await refused(opened.run(OFFICER, complete, made), CHECK) == "pathway_completed_once_settled"
    step, other = await planned(opened, made), await planned(opened, made)
    await opened.run(opened.person, ANSWER, step, new_id(), 1, "agreed", *OWN)
    await opened.run(opened.person, SETTLE, step, new_id(), 2, "done")
    assert await refused(opened.run(OFFICER, complete, made), CHECK) == "pathway_completed_once_settled"
    await opened.run(opened.person, ANSWER, other, new_id(), 1, "refused", *OWN)
    await opened.run(OFFICER, complete, made)
    assert await stage.owner.fetchval("SELECT ended_how FROM pathway") == "completed"


@pytest.mark.parametrize(("end", "how"), [("close_case", "case_closed"), ("erase_case", "erased")])
async def test_what_ends_a_case_ends_its_pathway_and_what_was_to_be_handed_over(
    opened: Scene, stage: Stage, end: str, how: str
) -> None:
    made = await agreed(opened)
    await planned(opened, made)
    handover = await proposed(opened)
    await opened.run(opened.person, f"SELECT {end}($1)", opened.case)
    assert await stage.owner.fetchval("SELECT ended_how FROM pathway WHERE id = $1", made) == how
    assert await state_of(stage, "handover", handover) == "cancelled"
    left = await stage.owner.fetchval("SELECT count(*) FROM pathway_step")
    assert left == (0 if how == "erased" else 1)
    if how == "case_closed":
        assert await refused(begun(opened), CHECK) == "pathway_of_open_case"


async def test_a_pathway_grown_from_a_note_about_someone(opened: Scene, stage: Stage) -> None:
    await stage.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER aid_case_written_once")
    await stage.owner.execute("UPDATE aid_case SET origin = 'colleague' WHERE id = $1", opened.case)
    await stage.owner.execute("ALTER TABLE aid_case ENABLE TRIGGER aid_case_written_once")
    assert await refused(begun(opened), CHECK) == "pathway_of_no_note"
    assert await refused(proposed(opened), CHECK) == "pathway_of_no_note"


# Who acts, who reads ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nobody", "another council", "a recipient", "another person", "unopened", "worker"])
async def test_an_act_of_who_does_not_accompany(scene: Scene, stage: Stage, who: str) -> None:
    await stage.owner.execute(COUNCILS)
    await open_for(scene, OFFICER)
    made = await agreed(scene)
    step, handover = await planned(scene, made), await proposed(scene)
    unopened = Context(kind="staff", org="cdom-69", actor=new_id())
    context = {"nobody": None, "another council": STRANGER, "a recipient": RECIPIENT, "worker": WORKER,
               "another person": scene.strange_person, "unopened": unopened}[who]  # fmt: skip
    how = OWN if who == "another person" else SPOKEN
    for asked in (
        scene.run(context, BEGIN, new_id(), scene.case),
        scene.run(context, AGREE, made, new_id(), 2, *how, "none"),
        scene.run(context, PLAN, new_id(), made, None, None, None),
        scene.run(context, CHANGE, step, new_id(), 1, None),
        scene.run(context, ANSWER, step, new_id(), 1, "agreed", *how),
        scene.run(context, SETTLE, step, new_id(), 1, "skipped"),
        scene.run(context, REMIND, made, "page", how[0]),
        scene.run(context, "SELECT end_pathway($1, $2)", made, how[0]),
        scene.run(context, "SELECT complete_pathway($1)", made),
        scene.run(context, PROPOSE, new_id(), scene.case, "cdom-75", None),
        scene.run(context, "SELECT cancel_handover($1)", handover),
        scene.run(context, REPLY, handover, "agreed", *how, []),
    ):
        await refused(asked, DENIED)


async def test_a_pathway_read_by_who_does_not_accompany(opened: Scene, stage: Stage) -> None:
    await planned(opened, await agreed(opened))
    await proposed(opened)
    for context in (None, STRANGER, NEW, RECIPIENT, OTHER, opened.strange_person):
        for table in TABLES:
            assert await opened.rows(context, f"SELECT id FROM {table}") == []
    for table in TABLES:
        await refused(opened.rows(WORKER, f"SELECT id FROM {table}"), DENIED)
    assert await opened.rows(STRANGER, "SELECT * FROM council_pathways()") == []


async def test_a_council_reads_the_steps_once_it_said_why(opened: Scene) -> None:
    await planned(opened, await agreed(opened))
    colleague = Context(kind="staff", org="cdom-69", actor=new_id())
    assert [len(await opened.rows(colleague, f"SELECT id FROM {table}")) for table in TABLES] == [1, 0, 0]
    assert [len(await opened.rows(OFFICER, f"SELECT id FROM {table}")) for table in TABLES] == [1, 1, 0]
    assert [len(await opened.rows(opened.person, f"SELECT id FROM {table}")) for table in TABLES] == [1, 1, 0]
    listed = await opened.rows(colleague, "SELECT case_id, unanswered FROM council_pathways()")
    assert [tuple(row) for row in listed] == [(opened.case, 1)]


@pytest.mark.parametrize(
    "call", ["hold_accompanied($1)", "hold_pathway($1)", "hold_step($1, 1)", "refuse_strange_referral($1, $1)"]
)
async def test_what_only_the_acts_call_is_called_by_nobody_else(opened: Scene, call: str) -> None:
    await refused(opened.run(OFFICER, f"SELECT {call}", opened.case), DENIED)


async def test_what_the_database_tells_is_told_by_nobody_else(opened: Scene) -> None:
    for act in ("pathway.agreed", "handover.agreed", "pathway.step_agreed"):
        asked = opened.run(OFFICER, "SELECT append_case_event($1, $2)", opened.case, act)
        assert await refused(asked, CHECK) == "case_event_told_by_its_cause"


# Reminders ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reminders", "days", "due"), [("officer", 1, 1), ("officer", 3, 0), ("page", 1, 0), ("none", 1, 0)]
)
async def test_a_step_is_told_on_its_eve_where_the_doctor_chose_it_and_once(
    opened: Scene, stage: Stage, reminders: str, days: int, due: int
) -> None:
    made = await agreed(opened, reminders)
    day = await stage.owner.fetchval("SELECT (now() AT TIME ZONE 'Europe/Paris')::date + $1::int", days)
    step = await planned(opened, made, day=day)
    assert await opened.rows(WORKER, "SELECT step FROM steps_to_remind()") == []
    await opened.run(opened.person, ANSWER, step, new_id(), 1, "agreed", *OWN)
    assert [row["step"] for row in await opened.rows(WORKER, "SELECT step FROM steps_to_remind()")] == [step] * due
    told = [(await opened.rows(WORKER, "SELECT remind_step($1)", step))[0][0] for _ in range(2)]
    assert told == [bool(due), False]
    for sql in ("SELECT remind_step($1)", "SELECT count(*) FROM steps_to_remind() WHERE step = $1"):
        await refused(opened.run(OFFICER, sql, step), DENIED)


# Nothing goes before its day ----------------------------------------------------------------------------------------


async def test_a_pathway_taken_away_before_its_day(opened: Scene, stage: Stage) -> None:
    made = await agreed(opened)
    await planned(opened, made)
    await proposed(opened)
    for table in TABLES:
        assert await refused(stage.owner.execute(f"DELETE FROM {table}"), CHECK) == f"{table}_goes_when_due"
    await opened.run(opened.person, "SELECT end_pathway($1, 'online')", made)
    assert await refused(stage.owner.execute("DELETE FROM pathway_step"), CHECK) == "pathway_step_goes_when_due"
    await stage.owner.execute("UPDATE pathway SET ended_at = ended_at - interval '31 days'")
    await stage.owner.execute("DELETE FROM pathway")
    assert await stage.owner.fetchval("SELECT count(*) FROM pathway_step") == 0


@pytest.mark.parametrize("table", TABLES)
async def test_a_pathway_deleted_by_an_account_of_the_application(opened: Scene, stage: Stage, table: str) -> None:
    for role in ("relais_worker", "relais_audit", "relais_purge", "relais_backup"):
        await refused(as_role(stage, role, f"DELETE FROM {table}"), DENIED)
