"""What an injection could try on the documents of a file, and on who may open it: PostgreSQL itself says no."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from relais.core.context import Context
from relais.core.ids import new_id
from tests.accounts.people import add_person
from tests.commission.sitting.office import BODY, COUNCIL, also
from tests.commission.sitting.stage import RECORD, TABLES, WORDS, Stage, staged
from tests.referrals.attacking import CHECK, DENIED, TWICE, refused

pytestmark = pytest.mark.anyio
FULL = bytes(1 << 20) + bytes(28)


@pytest.fixture(scope="module")
async def stage(postgres: Any, filled: str, anyio_backend: str) -> AsyncIterator[Stage]:
    async with staged(postgres, filled) as made:
        yield made


# Documents


async def test_the_twenty_first_document(stage: Stage) -> None:
    held = await stage.office.begin()
    for _ in range(20):
        await stage.begin_document(held)
    assert await refused(stage.begin_document(held), CHECK) == "attachment_twenty_per_file"


async def test_a_document_of_another_kind_or_posted_twice(stage: Stage) -> None:
    held, request = await stage.office.begin(), new_id()
    assert await refused(stage.begin_document(held, kind="html"), CHECK) == "attachment_kind_known"
    assert await refused(stage.begin_document(held, piece="Une Phrase"), CHECK) == "attachment_piece_form"
    assert await refused(stage.begin_document(held, words=b"clair"), CHECK) == "attachment_name_is_padded"
    cut = await stage.begin_document(held, request=request)
    made = await stage.begin_document(held, request=request)  # sent again, since the first was cut
    assert await refused(stage.chunk(cut, 0, held.context), CHECK) == "attachment_arriving"
    await stage.chunk(made, 0, held.context)
    await stage.run(held.context, "SELECT finish_attachment($1)", made)
    assert await refused(stage.begin_document(held, request=request), TWICE) == "attachment_once"


async def test_a_document_larger_than_ten_mebibytes(stage: Stage) -> None:
    held = await stage.office.begin()
    made = await stage.begin_document(held)
    name = await refused(stage.chunk(made, 0, held.context, size=len(FULL) + 1), CHECK)
    assert name == "attachment_chunk_size"
    assert await refused(stage.chunk(made, 0, held.context, last=False), CHECK) == "attachment_chunk_size"
    assert await refused(stage.chunk(made, 10, held.context), CHECK) == "attachment_chunk_ten_at_most"


async def test_a_document_that_is_not_whole(stage: Stage) -> None:
    held = await stage.office.begin()
    made = await stage.begin_document(held)
    finish = "SELECT finish_attachment($1)"
    assert await refused(stage.run(held.context, finish, made), CHECK) == "attachment_is_whole"
    await stage.chunk(made, 0, held.context, last=False, size=len(FULL))
    assert await refused(stage.run(held.context, finish, made), CHECK) == "attachment_is_whole"
    await stage.chunk(made, 2, held.context)
    assert await refused(stage.run(held.context, finish, made), CHECK) == "attachment_is_whole"
    assert await refused(stage.chunk(made, 1, held.context), TWICE) == "attachment_chunk_one_last"
    assert await refused(stage.chunk(made, 0, held.context), TWICE) in (
        "attachment_chunk_pk",
        "attachment_chunk_one_last",
    )
    assert await stage.run(held.context, "SELECT count(*) FROM attachment WHERE file = $1", held.file) == 0


async def test_a_document_of_someone_else(stage: Stage) -> None:
    held, other = await stage.office.begin(), await stage.office.begin()
    made = await stage.begin_document(held)
    for context in (other.context, stage.office.of_council(), stage.by(stage.office.national), None):
        await refused(stage.begin_document(held, context or Context(kind="public")), DENIED)
        await refused(stage.chunk(made, 0, context or Context(kind="public")), DENIED)
    await stage.chunk(made, 0, held.context)
    await stage.run(held.context, "SELECT finish_attachment($1)", made)
    for context in (other.context, stage.office.of_council(), stage.by(stage.office.national)):
        assert await stage.run(context, "SELECT count(*) FROM attachment WHERE id = $1", made) == 0
        assert await stage.run(context, "SELECT count(*) FROM attachment_chunk WHERE attachment = $1", made) == 0
        await refused(stage.run(context, "SELECT drop_attachment($1)", made), DENIED)


async def test_a_document_joined_or_taken_away_once_the_file_is_on_its_way(stage: Stage) -> None:
    held = await stage.office.begin()
    made = await stage.document(held)
    await stage.office.move(held, held.context, "submitted", "person")
    async with stage.office.database.acting(stage.office.of_council()) as db:
        await db.execute("SELECT open_case($1, 'follow_up', 'officer', 'a-session')", held.case)
    version = await stage.version(held)
    await stage.run(stage.office.of_council(), "SELECT give_file_opinion($1, $2, $3, 'favourable', $4)", held.file,
                    version, new_id(), WORDS)  # fmt: skip
    assert await refused(stage.begin_document(held), CHECK) == "attachment_while_open"
    assert await refused(stage.run(held.context, "SELECT drop_attachment($1)", made), CHECK) == "attachment_while_open"


async def test_a_document_of_an_erased_case(stage: Stage) -> None:
    held = await stage.office.begin()
    made = await stage.document(held)
    arriving = await stage.begin_document(held)
    await stage.run(held.context, "SELECT erase_case($1)", held.case)
    assert (
        await stage.office.owner.fetchval("SELECT count(*) FROM attachment WHERE id IN ($1, $2)", made, arriving) == 0
    )
    assert await stage.office.owner.fetchval("SELECT count(*) FROM attachment_chunk WHERE attachment = $1", made) == 0
    assert await refused(stage.chunk(arriving, 0, held.context), CHECK) == "attachment_arriving"


@pytest.mark.parametrize("table", ["attachment", "attachment_chunk", "recusal", "commission_session", "session_file",
                                   "decision", "payment"])  # fmt: skip
async def test_rows_written_past_the_functions(stage: Stage, table: str) -> None:
    national = stage.by(stage.office.national)
    column = await stage.office.owner.fetchval(
        "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND is_generated = 'NEVER' LIMIT 1",
        table,
    )
    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}",
                f"INSERT INTO {table} DEFAULT VALUES", f"TRUNCATE {table}"):  # fmt: skip
        await refused(stage.run(national, sql), DENIED)


# Recusal


async def test_a_file_opened_by_a_member_before_the_question(stage: Stage) -> None:
    held = await stage.office.bring("complete")
    await stage.office.schedule(held, await stage.office.plan())
    one = stage.by(stage.office.one)
    opening = "SELECT open_file($1, 'file_session', 'commissioner', 's')"
    assert await refused(stage.run(one, opening, held.file), CHECK) == "recusal_asked_first"
    name = await refused(stage.run(one, "SELECT answer_recusal($1, 'unknown')", held.file), CHECK)
    assert name == "recusal_asked_first"
    assert await refused(stage.run(one, "SELECT answer_recusal($1, 'perhaps')", held.file), CHECK) == (
        "recusal_answer_known"
    )
    found = await stage.counts(held, one)
    assert (found["file_section"], found["file_opinion"], found["national_file"]) == (0, 0, 1)


async def test_a_member_who_knows_the_doctor_reads_no_row_and_decides_nothing(stage: Stage) -> None:
    office = stage.office
    held = await office.begin()
    await stage.document(held)
    await office.move(held, held.context, "submitted", "person")
    async with office.database.acting(office.of_council()) as db:
        await db.execute("SELECT open_case($1, 'follow_up', 'officer', 'a-session')", held.case)
    await stage.run(office.of_council(), "SELECT give_file_opinion($1, $2, $3, 'favourable', $4)", held.file,
                    await stage.version(held), new_id(), WORDS)  # fmt: skip
    async with office.database.acting(office.of_body(office.national)) as db:
        await db.execute("SELECT open_file($1, 'file_check', 'national', 's')", held.file)
    await office.move(held, office.of_body(office.national), "complete", "national")
    await office.schedule(held, await office.plan())
    for person in (office.one, office.two):
        await office.open(held, person)
    made = await stage.record(held, office.two)
    one = stage.by(office.one)
    before = await stage.counts(held, one)
    assert all(before[table] for table in TABLES if table != "payment")

    await stage.run(one, "SELECT answer_recusal($1, 'knows')", held.file)
    assert set((await stage.counts(held, one)).values()) == {0}
    assert await stage.run(one, "SELECT file_roles($1)", held.file) == []
    assert await stage.run(one, "SELECT file_key_of($1)", held.file) is None
    await refused(stage.run(one, "SELECT confirm_decision($1)", made), DENIED)
    await refused(stage.run(one, RECORD, new_id(), held.file, await stage.version(held), "gift", 1, None, None), DENIED)
    await refused(stage.run(one, "SELECT answer_recusal($1, 'unknown')", held.file), DENIED)
    await refused(stage.run(one, "SELECT name_to_recuse($1)", held.file), DENIED)
    assert await stage.run(one, "SELECT open_file($1, 'file_session', 'commissioner', 's')", held.file) is False
    assert (await stage.counts(held, stage.by(office.two)))["decision"] == 1


async def test_a_recusal_for_another_or_of_a_stranger(stage: Stage) -> None:
    office = stage.office
    held = await office.bring("complete")
    await office.schedule(held, await office.plan())
    stranger = await add_person(office.owner, office.vault, "listener", "Sam")
    for context in (held.context, office.of_council(), office.of_body(stranger), Context(kind="public")):
        await refused(stage.run(context, "SELECT answer_recusal($1, 'knows')", held.file), DENIED)
    insert = "INSERT INTO recusal (file, account, answer, acted_as, at) VALUES ($1, $2, 'knows', 'chair', now())"
    await refused(stage.run(stage.by(office.chair), insert, held.file, office.one.account), DENIED)


async def test_an_officer_who_is_a_recused_member_serves_their_council_as_before(stage: Stage) -> None:
    office = stage.office
    both = await add_person(office.owner, office.vault, "officer", "Bea", council="69")
    await also(office, both, "commissioner")
    held = await office.bring("complete")
    await office.schedule(held, await office.plan())
    await stage.run(stage.by(both), "SELECT answer_recusal($1, 'knows')", held.file)
    assert await stage.run(stage.by(both), "SELECT count(*) FROM national_file WHERE id = $1", held.file) == 0
    council = Context(kind="staff", org=COUNCIL, actor=both.account)
    assert await stage.run(council, "SELECT count(*) FROM national_file WHERE id = $1", held.file) == 1
    assert await stage.run(council, "SELECT count(*) FROM aid_case WHERE id = $1", held.case) == 1


async def test_a_recused_member_reads_nothing_of_a_case_that_the_body_itself_follows(stage: Stage) -> None:
    office = stage.office
    await office.owner.execute("SELECT 1")
    held = await office.bring("complete")
    await office.schedule(held, await office.plan())
    await office.owner.execute("ALTER TABLE aid_case DISABLE TRIGGER USER")
    await office.owner.execute("UPDATE aid_case SET council = $2 WHERE id = $1", held.case, BODY)
    await office.owner.execute("ALTER TABLE aid_case ENABLE TRIGGER USER")
    one = stage.by(office.one)
    await office.open(held, office.one)
    assert await stage.run(one, "SELECT count(*) FROM aid_case WHERE id = $1", held.case) == 1
    await stage.run(one, "SELECT answer_recusal($1, 'knows')", held.file)
    for table in ("aid_case", "case_event", "case_part"):
        column = "id" if table == "aid_case" else "case_id"
        assert await stage.run(one, f"SELECT count(*) FROM {table} WHERE {column} = $1", held.case) == 0
