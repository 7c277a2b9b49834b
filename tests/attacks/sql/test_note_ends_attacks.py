"""A note moved past its rules: informed of without a day, put aside once read, kept or gone at another time."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER
from relais.core.ids import new_id
from tests.aid_requests.noting import (
    INFORM,
    days_go_by,
    inform,
    key,
    open_note,
    scene_with_officers,
    write,
)
from tests.referrals.attacking import CHECK, DENIED, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio
CONTACTS = "SELECT id FROM note_contacts($1)"
PARIS = "(now() AT TIME ZONE 'Europe/Paris')::date"


@pytest.fixture(scope="module")
async def built(postgres: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    """The scene of the referrals, with an officer in each of its two councils."""
    async with scene_with_officers(postgres) as made:
        yield made


# Informing, putting aside, stopping -----------------------------------------------------------------------------------


async def test_a_person_informed_is_told_so_and_given_thirty_days(scene: Scene, stage: Stage) -> None:
    written = await write(scene)
    await days_go_by(stage.owner, 29)
    await inform(scene, written)
    row = (await scene.rows(written.person, "SELECT state, informed_how, due_at - state_at AS left FROM note"))[0]
    assert (row["state"], row["informed_how"], row["left"].total_seconds()) == ("informed", "telephone", 720 * 3600)
    told = await scene.rows(written.person, "SELECT act, detail FROM case_event ORDER BY seq DESC LIMIT 1")
    assert told[0]["act"] == "note.informed"
    assert told[0]["detail"]["how"] == "telephone"


async def test_a_note_informed_of_without_a_reason_by_a_stranger_or_by_the_person(scene: Scene) -> None:
    written = await write(scene)
    assert await refused(scene.run(OFFICER, INFORM, written.note, "letter"), DENIED) == "note_by_its_council"
    await open_note(scene, written)
    for context in (STRANGER, RECIPIENT, PUBLIC, written.person, None):
        assert await refused(scene.run(context, INFORM, written.note, "letter"), DENIED) == "note_by_its_council"
    await refused(scene.run(WORKER, INFORM, written.note, "letter"), DENIED)
    assert await refused(scene.run(OFFICER, INFORM, new_id(), "letter"), DENIED) == "note_by_its_council"


@pytest.mark.parametrize("day", ["today + 1", "today - 1", "NULL"])
async def test_a_person_informed_on_a_day_that_cannot_be(scene: Scene, day: str) -> None:
    written = await write(scene)
    await open_note(scene, written)
    sql = f"SELECT inform_note($1, ({day.replace('today', PARIS)})::date, 'letter')"
    assert await refused(scene.run(OFFICER, sql, written.note), CHECK) == "note_informed_since"


async def test_a_person_informed_by_a_way_that_is_none_or_twice(scene: Scene) -> None:
    written = await write(scene)
    await open_note(scene, written)
    assert await refused(scene.run(OFFICER, INFORM, written.note, "sms"), CHECK) == "note_informed_how_known"
    await scene.run(OFFICER, INFORM, written.note, "letter")
    assert await refused(scene.run(OFFICER, INFORM, written.note, "letter"), CHECK) == "note_written_once"


async def test_a_note_put_aside_unread_is_emptied_at_once_and_not_sent_again(scene: Scene, stage: Stage) -> None:
    written = await write(scene)
    for context in (STRANGER, PUBLIC, written.person, None):
        await refused(scene.run(context, "SELECT discard_note($1)", written.note), DENIED)
    await scene.run(OFFICER, "SELECT discard_note($1)", written.note)
    assert await scene.rows(OFFICER, "SELECT id FROM note") == []
    kept = "SELECT data_key_wrapped IS NULL AND erased_at IS NOT NULL FROM aid_case WHERE id = $1"
    assert await stage.owner.fetchval(kept, written.case)
    assert await stage.owner.fetchval("SELECT count(*) FROM case_part WHERE case_id = $1", written.case) == 0
    assert await stage.owner.fetchval("SELECT contact_sealed IS NULL FROM note_author")
    assert (await write(scene)).done == "already"
    assert (await write(scene, author_key=key("dominique@exemple.fr"))).done == "added"


async def test_a_note_of_which_the_person_was_informed_is_not_put_aside(scene: Scene) -> None:
    written = await write(scene)
    await inform(scene, written)
    put_aside = scene.run(OFFICER, "SELECT discard_note($1)", written.note)
    assert await refused(put_aside, CHECK) == "note_written_once"


@pytest.mark.parametrize("informed", [True, False])
async def test_a_note_stopped_by_its_person_is_read_by_nobody_from_then_on(
    scene: Scene, stage: Stage, informed: bool
) -> None:
    written = await write(scene)
    await open_note(scene, written)
    if informed:
        await inform(scene, written)
    for context in (OFFICER, STRANGER, scene.person, PUBLIC, None):
        await refused(scene.run(context, "SELECT withdraw_note($1)", written.note), DENIED)
    await scene.run(written.person, "SELECT withdraw_note($1)", written.note)
    await scene.run(written.person, "SELECT withdraw_note($1)", written.note)
    for sql in (
        "SELECT id FROM note",
        "SELECT id FROM note_author",
        "SELECT sealed FROM case_part WHERE case_id <> $1",
    ):
        args = (scene.case,) if "$1" in sql else ()
        assert await scene.rows(OFFICER, sql, *args) == []
    assert await scene.rows(OFFICER, CONTACTS, written.note) == []
    told = "SELECT count(*) FROM case_event WHERE case_id = $1 AND act = 'note.withdrawn'"
    assert await stage.owner.fetchval(told, written.case) == 1
    assert (await scene.rows(WORKER, "SELECT purge_notes()"))[0][0] == 1


@pytest.mark.parametrize("informed", [True, False])
async def test_a_note_erased_by_its_person_is_gone_with_its_authors(scene: Scene, stage: Stage, informed: bool) -> None:
    written = await write(scene)
    if informed:
        await inform(scene, written)
    await scene.run(written.person, "SELECT erase_case($1)", written.case)
    assert await stage.owner.fetchval("SELECT count(*) FROM note") == 0
    assert await stage.owner.fetchval("SELECT count(*) FROM note_author") == 0
    assert await scene.rows(OFFICER, "SELECT id FROM note") == []


async def test_a_note_erased_by_its_council(scene: Scene) -> None:
    written = await write(scene)
    await open_note(scene, written)
    assert await refused(scene.run(OFFICER, "SELECT erase_case($1)", written.case), DENIED) == "aid_case_by_who_may"


# Time -----------------------------------------------------------------------------------------------------------------


async def test_a_note_of_which_nobody_was_informed_in_thirty_days_is_purged_whole(scene: Scene, stage: Stage) -> None:
    written, informed = await write(scene), await write(scene, person_key=key("x"), author_key=key("x"))
    await days_go_by(stage.owner, 29)
    await inform(scene, informed)
    assert (await scene.rows(WORKER, "SELECT purge_notes()"))[0][0] == 0
    await days_go_by(stage.owner, 1)
    assert [row["id"] for row in await scene.rows(OFFICER, "SELECT id FROM note")] == [informed.note]
    for context in (PUBLIC, OFFICER, written.person, None):
        await refused(scene.rows(context, "SELECT purge_notes()"), DENIED)
    assert (await scene.rows(WORKER, "SELECT purge_notes()"))[0][0] == 1
    assert await stage.owner.fetchval("SELECT array_agg(id) FROM note") == [informed.note]
    kept = "SELECT data_key_wrapped IS NULL FROM aid_case WHERE id = $1"
    assert await stage.owner.fetchval(kept, written.case)
    assert await stage.owner.fetchval("SELECT count(*) FROM case_part WHERE case_id = $1", written.case) == 0
    last = "SELECT act FROM case_event WHERE case_id = $1 ORDER BY seq DESC LIMIT 1"
    assert await stage.owner.fetchval(last, written.case) == "note.purged"
    await days_go_by(stage.owner, 30)
    async with stage.playing("relais_purge") as db:
        assert await db.fetchval("SELECT purge_notes()") == 1


async def test_a_note_put_aside_is_forgotten_at_its_day(scene: Scene, stage: Stage) -> None:
    written = await write(scene)
    await scene.run(OFFICER, "SELECT discard_note($1)", written.note)
    await days_go_by(stage.owner, 30)
    assert (await scene.rows(WORKER, "SELECT purge_notes()"))[0][0] == 1
    assert await stage.owner.fetchval("SELECT count(*) FROM note_author") == 0
    assert (await write(scene)).done == "added"


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_a_note_rewritten_kept_or_gone_before_its_day_by_the_owner(scene: Scene, stage: Stage, role: str) -> None:
    await write(scene)
    for sql in ("DELETE FROM note", "TRUNCATE note CASCADE"):
        assert await refused(as_role(stage, role, sql), CHECK) == "note_goes_when_due"
    for sql in ("DELETE FROM note_author", "TRUNCATE note_author"):
        assert await refused(as_role(stage, role, sql), CHECK) == "note_author_goes_when_due"
    for sql in ("UPDATE note SET council = 'cdom-75'", "UPDATE note SET person_key = sha256('x')",
                "UPDATE note SET due_at = due_at + interval '1 day'", "UPDATE note SET made_at = now()"):  # fmt: skip
        assert await refused(as_role(stage, role, sql), CHECK) == "note_written_once"
    for sql in ("UPDATE note_author SET motive = 'money'", "UPDATE note_author SET author_key = sha256('x')"):
        assert await refused(as_role(stage, role, sql), CHECK) == "note_author_written_once"
    await as_role(stage, role, "UPDATE note_author SET contact_sealed = decode(repeat('01', 60), 'hex')")


async def test_a_state_of_a_note_that_goes_back(scene: Scene, stage: Stage) -> None:
    written = await write(scene)
    await inform(scene, written)
    back = "UPDATE note SET state = 'received', informed_on = NULL, informed_how = NULL"
    assert await refused(as_role(stage, "relais_owner", back), CHECK) == "note_written_once"
    again = "UPDATE note SET state = 'withdrawn', informed_how = 'letter'"
    assert await refused(as_role(stage, "relais_owner", again), CHECK) == "note_written_once"
