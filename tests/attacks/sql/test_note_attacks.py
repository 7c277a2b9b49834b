"""What could be written behind a person's back, read without a reason, kept past its day, or led from a note."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.aid_requests.noting import (
    INFORM,
    Written,
    days_go_by,
    inform,
    key,
    open_note,
    seat_officers,
    write,
)
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, TWICE, Stage, as_role, refused, staged
from tests.referrals.scenes import ADD_PART, ADD_REFERRAL, OFFICER, RECIPIENT, STRANGER, Scene, scene_in

pytestmark = pytest.mark.anyio
ADD_CARD = "INSERT INTO card (id, code_lookup, code_verifier) VALUES ($1, sha256(uuid_send($1)), '$argon2id$x')"
FIND_CARD = "SELECT id FROM find_card_by_code(sha256(uuid_send($1)))"
CONTACTS = "SELECT id FROM note_contacts($1)"
COLUMNS = (
    "SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
    " WHERE table_name = $1"
)
PARIS = "(now() AT TIME ZONE 'Europe/Paris')::date"
READERS = ["nobody", "public", "stranger", "recipient", "another person", "the author"]


@pytest.fixture(scope="module")
async def built(postgres: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    """The scene of the referrals, with an officer in each of its two councils."""
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made, staged(world, made) as scene:
        await seat_officers(world.owner, "69", "75")
        yield scene


def reader(scene: Scene, who: str) -> Context | None:
    return {
        "nobody": None, "public": PUBLIC, "stranger": STRANGER, "recipient": RECIPIENT, "another person": scene.person,
        "the author": Context(kind="person", case=new_id()),
    }[who]  # fmt: skip


# Cards ----------------------------------------------------------------------------------------------------------------


async def test_a_card_holds_a_code_and_its_days_and_nothing_of_anyone(scene: Scene, stage: Stage) -> None:
    card = new_id()
    await scene.run(PUBLIC, ADD_CARD, card)
    assert await stage.owner.fetchval(COLUMNS, "card") == ["id", "code_lookup", "code_verifier", "made_at", "ends_at"]
    assert await stage.owner.fetchval("SELECT ends_at - made_at = interval '720 hours' FROM card")
    assert [row["id"] for row in await scene.rows(PUBLIC, FIND_CARD, card)] == [card]


async def test_a_card_made_read_or_looked_up_by_who_may_not(scene: Scene) -> None:
    card = new_id()
    await scene.run(PUBLIC, ADD_CARD, card)
    for context in (None, OFFICER, scene.person):
        await refused(scene.run(context, ADD_CARD, new_id()), DENIED)
    for context in (None, PUBLIC, OFFICER, scene.person):
        await refused(scene.rows(context, "SELECT * FROM card"), DENIED)
    assert await scene.rows(None, FIND_CARD, card) == []


@pytest.mark.parametrize("column", ["made_at", "ends_at"])
async def test_a_card_that_names_its_own_moments(scene: Scene, column: str) -> None:
    sql = ADD_CARD.replace("verifier)", f"verifier, {column})").replace("x')", "x', now())")
    await refused(scene.run(PUBLIC, sql, new_id()), DENIED)


async def test_a_card_under_a_code_already_given_or_not_hashed(scene: Scene) -> None:
    plain = ADD_CARD.replace("$argon2id$x", "123 456")
    assert await refused(scene.run(PUBLIC, plain, new_id()), CHECK) == "card_code_is_argon2id"
    short = ADD_CARD.replace("sha256(uuid_send($1))", "'x'")
    assert await refused(scene.run(PUBLIC, short, new_id()), CHECK) == "card_code_lookup_size"
    same, card = ADD_CARD.replace("sha256(uuid_send($1))", "sha256('x')"), new_id()
    await scene.run(PUBLIC, same, card)
    assert await refused(scene.run(PUBLIC, same, new_id()), TWICE) == "card_code_once"
    assert await refused(scene.run(PUBLIC, ADD_CARD, card), TWICE) == "card_pk"


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_a_card_kept_changed_or_gone_before_its_day_by_the_owner(scene: Scene, stage: Stage, role: str) -> None:
    await scene.run(PUBLIC, ADD_CARD, new_id())
    for sql in ("DELETE FROM card", "UPDATE card SET code_verifier = '$argon2id$y'", "TRUNCATE card"):
        assert await refused(as_role(stage, role, sql), CHECK) == "card_goes_when_due"
    await as_role(stage, "relais_owner", "ALTER TABLE card DISABLE TRIGGER card_goes_when_due")
    later = "UPDATE card SET ends_at = ends_at + interval '1 day'"
    assert await refused(as_role(stage, role, later), CHECK) == "card_lives_30_days"


async def test_cards_purged_when_their_day_has_come_and_not_before(scene: Scene, stage: Stage) -> None:
    old, fresh = new_id(), new_id()
    await scene.run(PUBLIC, ADD_CARD, old)
    await days_go_by(stage.owner, 30)
    await scene.run(PUBLIC, ADD_CARD, fresh)
    assert await scene.rows(PUBLIC, FIND_CARD, old) == []
    for context in (PUBLIC, OFFICER, scene.person, None):
        await refused(scene.rows(context, "SELECT purge_cards()"), DENIED)
    assert (await scene.rows(WORKER, "SELECT purge_cards()"))[0][0] == 1
    async with stage.playing("relais_purge") as db:
        assert await db.fetchval("SELECT purge_cards()") == 0
    assert await stage.owner.fetchval("SELECT array_agg(id) FROM card") == [fresh]


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


# From a note nothing leads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concerns", ["self", "colleague"])
async def test_a_referral_begun_from_a_note(scene: Scene, concerns: str) -> None:
    written = await write(scene)
    await inform(scene, written)
    for context, origin in ((OFFICER, "cdom-69"), (written.person, "")):
        begun = scene.run(context, ADD_REFERRAL, new_id(), written.case, new_id(), origin, concerns)
        assert await refused(begun, CHECK) == "referral_of_no_note"


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
