"""What is kept goes on its day: nobody brings it nearer, takes a part away, or fills again what was emptied."""

from typing import Any
from uuid import UUID

import pytest

from relais.core.context import PUBLIC, WORKER
from relais.core.ids import new_id
from tests.referrals.attacking import CHECK, DENIED, Stage, as_role, refused
from tests.referrals.scenes import ADD_EVENT, ADD_OPTION, ADD_PART, OFFICER, RECIPIENT, Scene
from tests.retention.clock import move_clock

pytestmark = pytest.mark.anyio
EMPTY = "SELECT case_id, hash, seq FROM empty_due()"
EVERYONE = ("relais_app", "relais_worker", "relais_audit", "relais_backup")


async def end_ago(stage: Stage, referral: UUID, since: str) -> None:
    """The referral reached its last state so long ago."""
    await stage.owner.execute(
        f"UPDATE referral SET state_at = clock_timestamp() - interval '{since}' WHERE id = $1", referral
    )


async def emptied(stage: Stage) -> list[Any]:
    async with stage.playing("relais_purge") as db:
        return [row["case_id"] for row in await db.fetch(EMPTY)]


@pytest.fixture
async def ended(scene: Scene, stage: Stage) -> UUID:
    """A referral of the case, stopped just now."""
    made = await scene.bring("options_shown")
    await scene.ask(made, "withdrawn", scene.person, "person")
    return made


async def test_a_case_emptied_before_its_day(scene: Scene, stage: Stage, ended: UUID) -> None:
    await end_ago(stage, ended, "29 days 23 hours")
    assert await emptied(stage) == []
    for role in ("relais_owner", "postgres"):
        sql = "UPDATE aid_case SET emptied_at = now(), closed_at = now() WHERE id = $1"
        assert await refused(as_role(stage, role, sql, scene.case), CHECK) == "aid_case_emptied_when_due"
        assert await refused(as_role(stage, role, "DELETE FROM option_shown"), CHECK) == "option_shown_append_only"
    assert await stage.owner.fetchval("SELECT count(*) FROM option_shown") == 2


async def test_a_case_that_is_due_loses_its_content_its_key_and_keeps_its_code_and_steps(
    scene: Scene, stage: Stage, ended: UUID
) -> None:
    await end_ago(stage, ended, "30 days 2 hours")
    assert await emptied(stage) == [scene.case]
    row = (await stage.owner.fetch("SELECT * FROM aid_case WHERE id = $1", scene.case))[0]
    assert (row["data_key_wrapped"], row["alias_sealed"]) == (None, None)
    assert row["code_lookup"] is not None
    assert row["closed_at"] is not None
    assert await stage.owner.fetchval("SELECT count(*) FROM case_part WHERE case_id = $1", scene.case) == 0
    assert await stage.owner.fetchval("SELECT count(*) FROM option_shown") == 0
    assert await stage.owner.fetchval("SELECT count(*) FROM referral_event") == 2
    assert await emptied(stage) == []


async def test_what_was_emptied_is_filled_again_by_nobody(scene: Scene, stage: Stage, ended: UUID) -> None:
    other = await scene.bring("options_shown")  # left there, and the case closed on it
    await scene.run(OFFICER, "SELECT close_case($1)", scene.case)
    await end_ago(stage, ended, "40 days")
    await end_ago(stage, other, "40 days")
    await stage.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER USER")
    await stage.owner.execute("UPDATE aid_case SET closed_at = now() - interval '40 days'")
    await stage.owner.execute("ALTER TABLE aid_case ENABLE TRIGGER USER")
    assert scene.case in await emptied(stage)
    held = await scene.held(other)
    part = scene.run(scene.person, ADD_PART, scene.case, "need", bytes(284))
    assert await refused(part, CHECK) == "case_part_of_a_case_not_over"
    option = scene.run(OFFICER, ADD_OPTION, new_id(), other, 1, "ligne-mots", "")
    assert await refused(option, CHECK) == "option_shown_of_a_case_not_over"
    move = (other, held["version"], new_id(), "options_shown", "self_contact", "person", None, None, [])
    assert await refused(scene.run(scene.person, ADD_EVENT, *move), CHECK) == "referral_event_of_a_case_not_over"
    again = "UPDATE aid_case SET emptied_at = NULL, data_key_wrapped = $2 WHERE id = $1"
    attempt = as_role(stage, "postgres", again, scene.case, bytes(62))
    assert await refused(attempt, CHECK) == "aid_case_emptied_when_due"
    await scene.ask(other, "withdrawn", scene.person, "person")  # stopping always succeeds


async def test_a_case_that_goes_on_is_emptied_by_nobody(scene: Scene, stage: Stage) -> None:
    living = await scene.bring("received")
    ended = await scene.bring("options_shown")
    await scene.ask(ended, "withdrawn", scene.person, "person")
    await end_ago(stage, ended, "29 days")
    await end_ago(stage, living, "200 days")
    assert await emptied(stage) == []
    for role in ("relais_owner", "postgres"):
        assert await refused(as_role(stage, role, "DELETE FROM option_shown"), CHECK) == "option_shown_append_only"


async def test_the_end_of_a_case_follows_the_rule_whatever_is_written(scene: Scene, stage: Stage, ended: UUID) -> None:
    until = await stage.owner.fetchval("SELECT ends_on FROM aid_case WHERE id = $1", scene.case)
    assert (until.month, until.day) == (6, 30)
    for role in ("relais_owner", "postgres"):
        for day in ("CURRENT_DATE - 1", "CURRENT_DATE + 9000"):
            attempt = as_role(stage, role, f"UPDATE aid_case SET ends_on = {day} WHERE id = $1", scene.case)
            assert await refused(attempt, CHECK) == "aid_case_written_once"


@pytest.mark.parametrize("function", ["empty_due()", "thin_due()", "purge_due()"])
async def test_cases_are_purged_by_the_account_of_purges_alone(scene: Scene, stage: Stage, function: str) -> None:
    for context in (OFFICER, RECIPIENT, scene.person, PUBLIC, WORKER, None):
        await refused(scene.run(context, f"SELECT {function}"), DENIED)
    for role in EVERYONE:
        await refused(as_role(stage, role, f"SELECT {function}"), DENIED)


async def test_rows_are_purged_by_no_account_that_answers(scene: Scene, stage: Stage) -> None:
    for role in ("relais_app", "relais_audit", "relais_backup"):
        await refused(as_role(stage, role, "SELECT purge_rows()"), DENIED)


@pytest.mark.parametrize(
    "call",
    [
        "empty_case(gen_random_uuid())", "empty_subject('referral', gen_random_uuid())", "empty_ended()",
        "purge_pathways()", "empty_closed_accounts()", "content_due_at(gen_random_uuid())", "chain_ends('{}')",
        "is_due('journal', '{}')", "holds_a_file(gen_random_uuid())", "file_ends_on(now())",
    ],
)  # fmt: skip
async def test_what_the_purge_is_made_of_is_called_by_nobody(stage: Stage, call: str) -> None:
    for role in (*EVERYONE, "relais_purge"):
        await refused(as_role(stage, role, f"SELECT {call}"), DENIED)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE retention_rule SET lasts = '1 second'", "DELETE FROM retention_rule",
        "INSERT INTO retention_rule VALUES ('case_event', 'at', '1 day', 'row')", "TRUNCATE retention_rule",
        "UPDATE aid_case SET emptied_at = now()", "DELETE FROM journal", "DELETE FROM invitation",
        "DELETE FROM role_grant", "DELETE FROM reminder", "DELETE FROM error_report", "DELETE FROM reset",
    ],
)  # fmt: skip
async def test_no_account_changes_a_rule_nor_deletes_by_itself(stage: Stage, sql: str) -> None:
    for role in ("relais_app", "relais_worker", "relais_audit", "relais_purge", "relais_backup"):
        await refused(as_role(stage, role, sql), DENIED)


async def test_how_long_a_case_is_kept_is_told_to_whose_it_is(scene: Scene) -> None:
    asked = "SELECT * FROM case_keeping($1)"
    assert len(await scene.rows(scene.person, asked, scene.case)) == 1
    assert len(await scene.rows(OFFICER, asked, scene.case)) == 1
    for context in (RECIPIENT, scene.strange_person, PUBLIC, None):
        assert await scene.rows(context, asked, scene.case) == []


async def test_a_file_that_was_never_decided_is_not_taken_up_again_once_emptied(scene: Scene, stage: Stage) -> None:
    made = new_id()
    begun = (
        "INSERT INTO national_file (id, case_id, key, body, begun_as, practice)"
        " VALUES ($1, $2, $1, 'cnom-ecoute', 'doctor', 'liberal')"
    )
    await scene.run(scene.person, begun, made, scene.case)
    await stage.owner.execute("UPDATE national_file SET state = 'submitted', shared_at = now(), submitted_at = now()")
    async with stage.playing("postgres") as db:
        await move_clock(db, 400)
    assert scene.case in await emptied(stage)
    again = (
        "INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as)"
        " VALUES ($1, 1, $2, 'submitted', 'draft', 'person')"
    )
    assert await refused(scene.run(scene.person, again, made, new_id()), CHECK) == "file_event_of_a_case_not_over"
    await scene.run(scene.person, again.replace("'draft'", "'withdrawn'"), made, new_id())
