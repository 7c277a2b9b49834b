"""What could be written behind a person's back, read without a reason, kept past its day, or led from a note."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.aid_requests.noting import (
    INFORM,
    Written,
    inform,
    key,
    open_note,
    scene_with_officers,
    write,
)
from tests.attacks.sql.test_request_attacks import ADD as ADD_REQUEST
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, Stage, as_role, refused
from tests.referrals.scenes import ADD_PART, ADD_REFERRAL, OFFICER, RECIPIENT, STRANGER, Scene

pytestmark = pytest.mark.anyio
CONTACTS = "SELECT id FROM note_contacts($1)"
COLUMNS = (
    "SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
    " WHERE table_name = $1"
)
READERS = ["nobody", "public", "stranger", "recipient", "another person", "the author"]


@pytest.fixture(scope="module")
async def built(postgres: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    """The scene of the referrals, with an officer in each of its two councils."""
    async with scene_with_officers(postgres) as made:
        yield made


def reader(scene: Scene, who: str) -> Context | None:
    return {
        "nobody": None, "public": PUBLIC, "stranger": STRANGER, "recipient": RECIPIENT, "another person": scene.person,
        "the author": Context(kind="person", case=new_id()),
    }[who]  # fmt: skip


# What a note holds ----------------------------------------------------------------------------------------------------


async def test_a_note_holds_no_name_no_health_and_no_words_in_clear(scene: Scene, stage: Stage) -> None:
    written = await write(scene)
    assert written.done == "added"
    assert await stage.owner.fetchval(COLUMNS, "note") == [
        "id", "case_id", "council", "person_key", "state", "made_at", "state_at", "due_at", "informed_on",
        "informed_how",
    ]  # fmt: skip
    assert await stage.owner.fetchval(COLUMNS, "note_author") == [
        "id", "note", "person_key", "author_key", "motive", "contact_sealed", "made_at",
    ]  # fmt: skip
    parts = "SELECT array_agg(category ORDER BY category) FROM case_part WHERE case_id = $1"
    assert await stage.owner.fetchval(parts, written.case) == ["context", "identity"]
    assert await stage.owner.fetchval("SELECT due_at - made_at = interval '720 hours' FROM note")
    told = "SELECT array_agg(act ORDER BY seq) FROM case_event WHERE case_id = $1"
    assert await stage.owner.fetchval(told, written.case) == ["case.opened", "note.received"]
    opens = "SELECT code_lookup IS NULL AND origin = 'colleague' FROM aid_case WHERE id = $1"
    assert await stage.owner.fetchval(opens, written.case)


@pytest.mark.parametrize(
    ("changes", "state", "name"),
    [
        ({"motive": "life_danger"}, CHECK, "note_author_motive_known"),
        ({"motive": "elle boit"}, CHECK, "note_author_motive_known"),
        ({"author_key": b"x"}, CHECK, "note_author_key_size"),
        ({"person_key": b"x"}, CHECK, "note_person_key_size"),
        ({"contact": b"a@exemple.fr"}, CHECK, "note_author_contact_is_sealed"),
        ({"identity": b"Camille Kanari"}, CHECK, "case_part_is_padded"),
        ({"council": "cdom-13"}, CHECK, "note_council_reads"),
        ({"council": "mots"}, CHECK, "note_council_reads"),
        ({"council": ""}, CHECK, "note_council_reads"),
    ],
)
async def test_a_note_that_says_more_or_to_whom_nobody_reads(
    scene: Scene, changes: dict[str, Any], state: str, name: str
) -> None:
    assert await refused(write(scene, **changes), state) == name


@pytest.mark.parametrize("ended", ["ended_at = now()", "approved_at = NULL"])
async def test_a_note_to_a_council_without_an_officer_in_force(scene: Scene, stage: Stage, ended: str) -> None:
    await stage.owner.execute("ALTER TABLE role_grant DISABLE TRIGGER USER")
    await stage.owner.execute(f"UPDATE role_grant SET {ended} WHERE council = '69'")
    assert await refused(write(scene), CHECK) == "note_council_reads"


@pytest.mark.parametrize("gone", ["closed_at = now()", "entered_at = NULL"])
async def test_a_note_to_an_officer_who_is_not_there(scene: Scene, stage: Stage, gone: str) -> None:
    await stage.owner.execute("ALTER TABLE account DISABLE TRIGGER USER")
    await stage.owner.execute(f"UPDATE account SET {gone}")
    assert await refused(write(scene), CHECK) == "note_council_reads"


@pytest.mark.parametrize(("last_day", "refuses"), [(30, True), (1, False)])
async def test_a_note_to_a_council_that_is_away_for_long(
    scene: Scene, stage: Stage, last_day: int, refuses: bool
) -> None:
    await stage.owner.execute(
        "INSERT INTO absence (id, grant_id, first_day, last_day)"
        " SELECT gen_random_uuid(), id, CURRENT_DATE - 1, CURRENT_DATE + $1::integer FROM role_grant",
        last_day,
    )
    if refuses:
        assert await refused(write(scene), CHECK) == "note_council_reads"
    else:
        assert (await write(scene)).done == "added"


async def test_a_note_written_otherwise_than_by_its_verified_author(scene: Scene) -> None:
    for context in (None, OFFICER, RECIPIENT, scene.person):
        assert await refused(write(scene, context), DENIED) in ("note_by_its_author", "")
    await refused(write(scene, WORKER), DENIED)
    for sql in (
        "INSERT INTO note (id, case_id, council, person_key, state, made_at, state_at, due_at)"
        f" VALUES ('{new_id()}', '{scene.case}', 'cdom-69', sha256('x'), 'received', now(), now(), now())",
        f"INSERT INTO note_author (id, note, person_key, author_key, motive, made_at)"
        f" VALUES ('{new_id()}', '{new_id()}', sha256('x'), sha256('x'), 'offer', now())",
        "UPDATE note SET state = 'informed'", "DELETE FROM note", "TRUNCATE note CASCADE",
        "UPDATE note_author SET motive = 'offer'", "DELETE FROM note_author",
    ):  # fmt: skip
        for context in (PUBLIC, OFFICER, scene.person):
            await refused(scene.run(context, sql), DENIED)


# Duplicates -----------------------------------------------------------------------------------------------------------


async def test_the_same_author_again_adds_nothing_even_to_another_council(scene: Scene, stage: Stage) -> None:
    first = await write(scene)
    assert (await write(scene)).done == "already"
    assert (await write(scene, council="cdom-75")).done == "already"
    assert (await write(scene, id=first.author, person_key=key("other"), author_key=key("other"))).done == "already"
    assert await stage.owner.fetchval("SELECT count(*) FROM note_author") == 1
    assert await stage.owner.fetchval("SELECT count(*) FROM aid_case WHERE origin = 'colleague'") == 1


async def test_another_author_about_the_same_person_joins_the_note_that_lives(scene: Scene, stage: Stage) -> None:
    first = await write(scene)
    second = await write(scene, author_key=key("dominique@exemple.fr"), motive="money")
    assert second.done == "joined"
    assert await stage.owner.fetchval("SELECT count(*) FROM aid_case WHERE id = $1", second.case) == 0
    await open_note(scene, first)
    rows = await scene.rows(OFFICER, "SELECT motive FROM note_author WHERE note = $1 ORDER BY motive", first.note)
    assert [row["motive"] for row in rows] == ["isolated", "money"]


async def test_a_reference_already_taken_is_said_and_another_is_drawn(scene: Scene) -> None:
    await write(scene, reference="AAA-BBB")
    again = {"reference": "AAA-BBB", "person_key": key("other"), "author_key": key("other")}
    assert (await write(scene, **again)).done == "reference"
    assert (await write(scene, **again | {"reference": "AAA-CCC"})).done == "added"


# Who reads ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", READERS)
async def test_a_note_read_by_who_is_neither_its_council_nor_its_person(scene: Scene, who: str) -> None:
    written = await write(scene)
    await open_note(scene, written)
    context = reader(scene, who)
    assert await scene.rows(context, "SELECT id FROM note") == []
    assert await scene.rows(context, "SELECT id FROM note_author") == []
    assert await scene.rows(context, CONTACTS, written.note) == []
    assert await scene.rows(context, "SELECT sealed FROM case_part WHERE case_id = $1", written.case) == []
    assert await scene.rows(context, "SELECT id FROM aid_case WHERE id = $1", written.case) == []


async def test_the_council_of_a_note_reads_that_there_is_one_and_no_more_before_a_reason(scene: Scene) -> None:
    written = await write(scene)
    assert [row["id"] for row in await scene.rows(OFFICER, "SELECT id FROM note")] == [written.note]
    assert await scene.rows(OFFICER, "SELECT id FROM note_author") == []
    assert await scene.rows(OFFICER, CONTACTS, written.note) == []
    assert await scene.rows(OFFICER, "SELECT sealed FROM case_part WHERE case_id = $1", written.case) == []
    assert await open_note(scene, written)
    assert len(await scene.rows(OFFICER, "SELECT id FROM note_author")) == 1
    assert len(await scene.rows(OFFICER, CONTACTS, written.note)) == 1
    assert len(await scene.rows(OFFICER, "SELECT sealed FROM case_part WHERE case_id = $1", written.case)) == 2


async def test_a_colleague_of_the_council_reads_under_their_own_reason_alone(scene: Scene) -> None:
    written = await write(scene)
    await open_note(scene, written)
    other = Context(kind="staff", org="cdom-69", actor=new_id())
    assert await scene.rows(other, "SELECT id FROM note_author") == []
    assert await scene.rows(other, CONTACTS, written.note) == []
    assert await refused(scene.run(other, INFORM, written.note, "letter"), DENIED) == "note_by_its_council"


async def test_a_note_opened_by_another_council(scene: Scene) -> None:
    written = await write(scene)
    assert not await open_note(scene, written, STRANGER)
    assert not await open_note(scene, written, RECIPIENT)


@pytest.mark.parametrize("column", ["contact_sealed", "author_key", "person_key"])
async def test_what_finds_or_reaches_an_author_read_by_the_person_or_the_council(scene: Scene, column: str) -> None:
    written = await write(scene)
    await open_note(scene, written)
    for context in (OFFICER, written.person):
        await refused(scene.rows(context, f"SELECT {column} FROM note_author"), DENIED)
    await refused(scene.rows(OFFICER, "SELECT person_key FROM note"), DENIED)


async def test_the_person_of_a_note_reads_it_whole_but_for_the_authors_address(scene: Scene) -> None:
    written = await write(scene)
    await write(scene, person_key=key("other"), author_key=key("other"))
    assert [row["id"] for row in await scene.rows(written.person, "SELECT id FROM note")] == [written.note]
    assert [row["id"] for row in await scene.rows(written.person, "SELECT id FROM note_author")] == [written.author]
    assert len(await scene.rows(written.person, "SELECT sealed FROM case_part")) == 2
    assert await scene.rows(written.person, CONTACTS, written.note) == []


# From a note nothing leads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concerns", ["self", "colleague"])
async def test_a_referral_begun_from_a_note(scene: Scene, concerns: str) -> None:
    written = await write(scene)
    await inform(scene, written)
    for context, origin in ((OFFICER, "cdom-69"), (written.person, "")):
        begun = scene.run(context, ADD_REFERRAL, new_id(), written.case, new_id(), origin, concerns)
        assert await refused(begun, CHECK) == "referral_of_no_note"


async def test_a_request_made_in_the_case_of_a_note(scene: Scene) -> None:
    written = await write(scene)
    await inform(scene, written)
    for context in (OFFICER, written.person):
        asked = scene.run(context, ADD_REQUEST, new_id(), written.case, "cdom-69", ["financier"], False, None)
        await refused(asked, DENIED)


async def test_a_referral_moved_into_a_note_by_the_owner(scene: Scene, stage: Stage) -> None:
    written, referral = await write(scene), await scene.begin()
    moved = as_role(stage, "relais_owner", "UPDATE referral SET case_id = $1 WHERE id = $2", written.case, referral)
    assert await refused(moved, CHECK) == "referral_of_no_note"


@pytest.mark.parametrize("category", ["need", "contact", "availability"])
async def test_more_about_a_person_sealed_into_the_case_of_a_note(scene: Scene, category: str) -> None:
    written = await write(scene)
    await open_note(scene, written)
    for context in (OFFICER, written.person):
        added = scene.run(context, ADD_PART, written.case, category, bytes(284))
        assert await refused(added, CHECK) == "case_part_of_a_note"


async def test_a_note_tied_to_a_case_that_is_not_there(scene: Scene, stage: Stage) -> None:
    written: Written = await write(scene)
    await stage.owner.execute("ALTER TABLE note DISABLE TRIGGER note_written_once")
    away = as_role(stage, "relais_owner", "UPDATE note SET case_id = $1 WHERE id = $2", new_id(), written.note)
    assert await refused(away, FOREIGN) == "note_of_case"


async def test_the_helpers_of_notes_called_apart(scene: Scene) -> None:
    for call in ("card_begins()", "card_goes_when_due()", "note_is_written_once()", "note_author_is_written_once()",
                 "note_goes_when_due()", "referral_is_of_no_note()", "case_part_of_a_note_is_narrow()",
                 "aid_case_erased_ends_note()", f"hold_note('{new_id()}')",
                 f"shut_case_of_note('{scene.case}', 'note.purged')"):  # fmt: skip
        for context in (OFFICER, PUBLIC, WORKER):
            await refused(scene.run(context, f"SELECT {call}"), DENIED)
