"""What could be put into the sheet of a caller, read of it, or tied to a person."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.conftest import TEMPLATE, copied
from tests.referrals.attacking import CHECK, DENIED, TWICE, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, RECIPIENT, Scene, scene_in

pytestmark = pytest.mark.anyio
ADD_SHEET = (
    "INSERT INTO sheet (id, code_lookup, code_verifier, directory_version, seed)"
    " VALUES ($1, sha256(uuid_send($1)), '$argon2id$x', 7, 42)"
)
ADD_OPTION = "INSERT INTO sheet_option (sheet, rank, service, shown) VALUES ($1, $2, $3, $4)"
FIND = "SELECT id FROM find_sheet_by_code(sha256(uuid_send($1)))"
ADD_CASE = (
    "INSERT INTO aid_case (id, reference, origin, code_lookup, code_verifier, code_by, data_key_wrapped)"
    " VALUES ($1, 'SHE-ETS', 'sheet', $2, '$argon2id$x', 'person', $3)"
)
SHOWN = {"name": "MOTS", "phones": ["0608282589"], "hours": "24/7", "free": True, "closure": None}


@pytest.fixture(scope="module")
async def committed(postgres: Any, anyio_backend: str) -> AsyncIterator[Scene]:
    """A scene with connections of its accounts: a sheet belongs to the transaction that makes it."""
    async with copied(postgres, TEMPLATE) as world, scene_in(world) as made:
        yield made


async def made_by(scene: Scene, context: Context | None = PUBLIC) -> UUID:
    sheet = new_id()
    async with scene.acting(context) as db:
        await db.execute(ADD_SHEET, sheet)
        for rank, service in enumerate(("mots", "3114", "asra-lyon"), 1):
            await db.execute(ADD_OPTION, sheet, rank, service, SHOWN)
    return sheet


def caller(sheet: UUID) -> Context:
    return Context(kind="person", case=sheet)


async def days_go_by(stage: Stage, days: int = 30) -> None:
    await stage.owner.execute("ALTER TABLE sheet DISABLE TRIGGER sheet_goes_when_due")
    earlier = f"interval '{days * 24} hours'"
    await stage.owner.execute(f"UPDATE sheet SET made_at = made_at - {earlier}, ends_at = ends_at - {earlier}")
    await stage.owner.execute("ALTER TABLE sheet ENABLE TRIGGER sheet_goes_when_due")


@pytest.mark.parametrize("by", [PUBLIC, OFFICER])
async def test_the_code_of_a_sheet_shows_that_sheet_for_thirty_days(scene: Scene, stage: Stage, by: Context) -> None:
    sheet, other = await made_by(scene, by), await made_by(scene)
    rows = await scene.rows(caller(sheet), "SELECT rank, service, shown FROM sheet_option ORDER BY rank")
    assert [(row["rank"], row["service"]) for row in rows] == [(1, "mots"), (2, "3114"), (3, "asra-lyon")]
    assert rows[0]["shown"] == SHOWN
    whole = "SELECT id, directory_version, seed, ends_at - made_at = interval '30 days' AS lasts FROM sheet"
    assert [tuple(row) for row in await scene.rows(caller(sheet), whole)] == [(sheet, 7, 42, True)]
    assert [row["id"] for row in await scene.rows(PUBLIC, FIND, other)] == [other]


async def test_a_sheet_holds_no_account_no_need_and_no_words(scene: Scene, stage: Stage) -> None:
    sql = (
        "SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_name = $1"
    )
    assert await stage.owner.fetchval(sql, "sheet") == [
        "id", "code_lookup", "code_verifier", "made_at", "ends_at", "directory_version", "seed",
    ]  # fmt: skip
    assert await stage.owner.fetchval(sql, "sheet_option") == ["sheet", "rank", "service", "shown"]


@pytest.mark.parametrize("who", ["nobody", "public", "officer", "recipient", "another caller", "a person"])
async def test_a_sheet_read_by_who_did_not_give_its_code(scene: Scene, who: str) -> None:
    sheet, other = await made_by(scene), await made_by(scene)
    contexts = {"public": PUBLIC, "officer": OFFICER, "recipient": RECIPIENT, "another caller": caller(other),
                "a person": scene.person}  # fmt: skip
    for table, key in (("sheet", "id"), ("sheet_option", "sheet")):
        assert await scene.rows(contexts.get(who), f"SELECT {key} FROM {table} WHERE {key} = $1", sheet) == []


async def test_a_sheet_read_or_found_after_its_day(scene: Scene, stage: Stage) -> None:
    sheet = await made_by(scene)
    await days_go_by(stage)
    assert await scene.rows(caller(sheet), "SELECT id FROM sheet") == []
    assert await scene.rows(caller(sheet), "SELECT * FROM sheet_option") == []
    assert await scene.rows(PUBLIC, FIND, sheet) == []


async def test_the_sheet_of_a_code_looked_up_without_a_context(scene: Scene) -> None:
    sheet = await made_by(scene)
    assert await scene.rows(None, FIND, sheet) == []


@pytest.mark.parametrize("column", ["code_lookup", "code_verifier"])
async def test_what_verifies_the_code_of_a_sheet_read(scene: Scene, column: str) -> None:
    sheet = await made_by(scene)
    await refused(scene.rows(caller(sheet), f"SELECT {column} FROM sheet"), DENIED)


async def test_the_worker_reads_a_sheet(scene: Scene) -> None:
    for table in ("sheet", "sheet_option"):
        await refused(scene.rows(WORKER, f"SELECT * FROM {table}"), DENIED)


async def test_a_sheet_made_by_a_person_or_by_nobody(scene: Scene) -> None:
    for context in (scene.person, caller(new_id()), None):
        await refused(made_by(scene, context), DENIED)


@pytest.mark.parametrize("column", ["made_at", "ends_at"])
async def test_a_sheet_that_names_its_own_moments(scene: Scene, column: str) -> None:
    sql = ADD_SHEET.replace("seed)", f"seed, {column})").replace("42)", "42, now())")
    await refused(scene.run(PUBLIC, sql, new_id()), DENIED)


async def test_an_option_slipped_into_a_sheet_already_given(committed: Scene) -> None:
    sheet = await made_by(committed)
    for context in (PUBLIC, OFFICER, caller(sheet), None):
        for which in (sheet, new_id()):
            await refused(committed.run(context, ADD_OPTION, which, 4, "autre", SHOWN), DENIED)
    for sql in ("UPDATE sheet_option SET service = 'x'", "UPDATE sheet SET seed = 1", "DELETE FROM sheet",
                "DELETE FROM sheet_option", "TRUNCATE sheet CASCADE", "TRUNCATE sheet_option",
                "ALTER TABLE sheet DISABLE ROW LEVEL SECURITY"):  # fmt: skip
        await refused(committed.run(caller(sheet), sql), DENIED)


@pytest.mark.parametrize(
    "shown",
    [
        {"need": "addiction"}, {"why": ["couvre votre département"]}, {"caller": "Dr Kanari"}, {"name": {"note": "x"}},
        {"phones": [{"note": "x"}]}, {"phones": [7]}, {"message": "x" * 1001}, {"name": 7}, ["x"], "x",
        dict.fromkeys(("name", "acronym", "address", "hours", "message"), "x" * 900),
    ],
)  # fmt: skip
async def test_an_option_that_says_more_than_the_directory(scene: Scene, shown: Any) -> None:
    async with scene.acting(PUBLIC) as db:
        sheet = new_id()
        await db.execute(ADD_SHEET, sheet)
        attempt = db.transaction()
        await attempt.start()
        name = await refused(db.execute(ADD_OPTION, sheet, 1, "mots", shown), CHECK)
        await attempt.rollback()
    assert name == "sheet_option_holds_public_facts"


@pytest.mark.parametrize(
    ("rank", "service", "state", "name"),
    [
        (0, "autre", CHECK, "sheet_option_rank_is_few"),
        (31, "autre", CHECK, "sheet_option_rank_is_few"),
        (4, "Mme Kanari", CHECK, "sheet_option_service_form"),
        (1, "autre", TWICE, "sheet_option_pk"),
        (4, "mots", TWICE, "sheet_option_once"),
    ],
)
async def test_an_option_that_is_none(scene: Scene, rank: int, service: str, state: str, name: str) -> None:
    sheet = await made_by(scene)
    assert await refused(scene.run(PUBLIC, ADD_OPTION, sheet, rank, service, SHOWN), state) == name


async def test_a_sheet_under_a_code_already_given_or_not_hashed(scene: Scene) -> None:
    await made_by(scene)
    plain = ADD_SHEET.replace("$argon2id$x", "123 456")
    assert await refused(scene.run(PUBLIC, plain, new_id()), CHECK) == "sheet_code_is_argon2id"
    short = ADD_SHEET.replace("sha256(uuid_send($1))", "'x'")
    assert await refused(scene.run(PUBLIC, short, new_id()), CHECK) == "sheet_code_lookup_size"
    same = ADD_SHEET.replace("sha256(uuid_send($1))", "sha256('x')")
    await scene.run(PUBLIC, same, new_id())
    assert await refused(scene.run(PUBLIC, same, new_id()), TWICE) == "sheet_code_once"


async def test_a_case_tied_to_the_sheet_it_came_from(scene: Scene, stage: Stage) -> None:
    sheet = await made_by(scene)
    lookup = await stage.owner.fetchval("SELECT code_lookup FROM sheet")
    key, case = bytes(62), new_id()
    tied = scene.run(caller(sheet), ADD_CASE, sheet, bytes(32), key)
    assert await refused(tied, CHECK) == "aid_case_is_no_sheet"
    assert await refused(scene.run(caller(case), ADD_CASE, case, lookup, key), CHECK) == "aid_case_is_no_sheet"
    await scene.run(caller(case), ADD_CASE, case, bytes(32), key)
    again = f"SELECT replace_case_code('{case}', $1, '$argon2id$x', 'person')"
    assert await refused(scene.run(caller(case), again, lookup), CHECK) == "aid_case_is_no_sheet"
    assert await refused(scene.run(PUBLIC, ADD_SHEET, case), CHECK) == "sheet_is_no_case"
    same = ADD_SHEET.replace("sha256(uuid_send($1))", "decode(repeat('00', 32), 'hex')")
    assert await refused(scene.run(PUBLIC, same, new_id()), CHECK) == "sheet_is_no_case"


@pytest.mark.parametrize("role", ["relais_owner", "postgres"])
async def test_a_sheet_rewritten_or_gone_before_its_day_by_the_owner(scene: Scene, stage: Stage, role: str) -> None:
    await made_by(scene)
    await days_go_by(stage, 29)
    for table in ("sheet", "sheet_option"):
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET {'seed = 1' if table == 'sheet' else 'rank = 9'}",
                    f"TRUNCATE {table} CASCADE"):  # fmt: skip
            assert await refused(as_role(stage, role, sql), CHECK) == f"{table}_goes_when_due"
    prolonged = "UPDATE sheet SET ends_at = ends_at + interval '1 day'"
    await as_role(stage, "relais_owner", "ALTER TABLE sheet DISABLE TRIGGER sheet_goes_when_due")
    assert await refused(as_role(stage, role, prolonged), CHECK) == "sheet_lives_30_days"


async def test_sheets_purged_when_their_day_has_come_and_not_before(scene: Scene, stage: Stage) -> None:
    old = await made_by(scene)
    await days_go_by(stage)
    fresh = await made_by(scene)
    for context in (PUBLIC, OFFICER, caller(old), None):
        await refused(scene.rows(context, "SELECT purge_sheets()"), DENIED)
    assert (await scene.rows(WORKER, "SELECT purge_sheets()"))[0][0] == 1
    async with stage.playing("relais_purge") as db:
        assert await db.fetchval("SELECT purge_sheets()") == 0
    assert await stage.owner.fetchval("SELECT array_agg(id) FROM sheet") == [fresh]
    assert await stage.owner.fetchval("SELECT count(*) FROM sheet_option") == 3


async def test_a_sheet_opens_no_case_and_its_caller_nothing_else(scene: Scene) -> None:
    sheet = await made_by(scene)
    for table in ("aid_case", "case_part", "case_event", "case_opening", "referral", "consent"):
        count = f"SELECT count(*) FROM {table}"
        assert (await scene.rows(caller(sheet), count))[0][0] == 0, table


async def test_the_helpers_of_sheets_called_apart(scene: Scene) -> None:
    for name in ("sheet_begins", "aid_case_is_no_sheet", "sheet_goes_when_due", "sheet_option_comes_with_its_sheet"):
        await refused(scene.run(OFFICER, f"SELECT {name}()"), DENIED)
