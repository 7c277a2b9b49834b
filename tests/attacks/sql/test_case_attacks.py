"""What an injection in our own accounts could try on a person's case, and what a superuser cannot hide."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from relais.cases.chains import verify
from relais.cases.service import write_part
from relais.core import context as signing
from relais.core.context import WORKER, Context, Pads
from relais.core.db import connect, transaction_on
from relais.core.ids import new_id
from tests.cases.desk import COUNCIL, OFFICER, STRANGER, VERIFIER, Desk, connected, desk_in, person_of
from tests.conftest import TEMPLATE, copied

pytestmark = pytest.mark.anyio
CHECK, DENIED, TWICE, POLICY = "23514", "42501", "23505", "42501"
APP, LATER = "relais_app", 9_999_999_999
INSERT = (
    "INSERT INTO aid_case (id, reference, council, origin, code_lookup, code_verifier, code_by, data_key_wrapped) "
    f"VALUES ($1, 'ABC-346', $2, 'officer', sha256('x'), '{VERIFIER}', 'officer', $3)"
)
KEY = b"\0\1" + bytes(60)
COUNT = "SELECT count(*) FROM aid_case"


@pytest.fixture(scope="module")
async def desk(postgres: Any, tmp_path_factory: Any, anyio_backend: str) -> AsyncIterator[Desk]:
    """Shared by the module: what is refused, or taken back, leaves nothing to the next test."""
    async with copied(postgres, TEMPLATE) as world, desk_in(world, tmp_path_factory.mktemp("keys") / "keys") as made:
        yield made


@pytest.fixture
async def desk_of_its_own(world: Any, tmp_path: Path, anyio_backend: str) -> AsyncIterator[Desk]:
    async with desk_in(world, tmp_path / "keys") as made:
        yield made


async def canary(desk: Desk) -> UUID:
    """A case with an alias and a sealed part."""
    made = await desk.open(alias="Kanari", opened=True)
    async with desk.database.acting(OFFICER) as db:
        await write_part(db, desk.vault, made.case, "identity", {"name": "Zoë"})
    return made.case


@pytest.fixture(scope="module")
async def case(desk: Desk) -> UUID:
    return await canary(desk)


async def refused(
    desk: Desk, context: Context | None, sql: str, *args: Any, state: str = DENIED, role: str = APP
) -> str:
    """The SQLSTATE is the one expected; gives the name of the constraint."""
    async with connected(desk, role, context) as db:
        with pytest.raises(Exception, match=r".") as broken:
            await db.execute(sql, *args)
    assert getattr(broken.value, "sqlstate", "") == state, broken.value
    return getattr(broken.value, "constraint_name", None) or ""


async def seen(desk: Desk, context: Context | None, sql: str = COUNT, *args: Any, role: str = APP) -> Any:
    async with connected(desk, role, context) as db:
        return await db.fetchval(sql, *args)


async def under(desk: Desk, raw: str) -> tuple[Any, Any]:
    """What a hand-made context shows: who it is taken for, and how many cases it sees."""
    async with connected(desk, APP) as db:
        pid = await db.fetchval("SELECT pg_backend_pid()")
        await db.execute("SELECT set_config('relais.context', $1, true)", raw.replace("PID", str(pid)))
        return await db.fetchval("SELECT current_kind()"), await db.fetchval(COUNT)


async def test_every_case_read_without_a_context(desk: Desk, case: UUID) -> None:
    for table in ("aid_case", "case_part", "case_event"):
        assert await seen(desk, None, f"SELECT count(*) FROM {table}") == 0
        assert await seen(desk, OFFICER, f"SELECT count(*) FROM {table}") > 0


async def test_every_case_read_as_another_council(desk: Desk, case: UUID) -> None:
    for table in ("aid_case", "case_part", "case_event"):
        assert await seen(desk, STRANGER, f"SELECT count(*) FROM {table}") == 0


async def test_another_case_read_with_the_code_of_ones_own(desk: Desk, case: UUID) -> None:
    other = (await desk.open()).case
    assert await seen(desk, person_of(other), "SELECT array_agg(id) FROM aid_case") == [other]
    assert await seen(desk, person_of(other), "SELECT count(*) FROM case_part") == 0


async def test_every_case_read_as_the_public_or_as_staff_of_nothing(desk: Desk, case: UUID) -> None:
    around = new_id()
    async with desk.database.acting(person_of(around)) as db:
        await db.execute(INSERT.replace("ABC-346", "ARO-UND").replace("'x'", "'around'"), around, "", KEY)
    for context in (Context(kind="public"), Context(kind="staff"), Context(kind="person")):
        assert await seen(desk, context) == 0


async def test_a_context_that_was_made_up(desk: Desk, case: UUID) -> None:
    made_up = ["", "worker", f"staff|{COUNCIL}||||||", f"staff|{COUNCIL}|||{LATER}|PID|", "|" * 6, "é|" * 7]
    made_up.append(f"staff|{COUNCIL}|||{LATER}|PID|{'0' * 64}")
    for raw in made_up:
        assert await under(desk, raw) == (None, 0), raw


async def test_a_context_signed_with_another_key(desk: Desk, case: UUID) -> None:
    pads = Pads(inner=b"\x36" * 64, outer=b"\x5c" * 64)
    async with connected(desk, APP) as db:
        pid = await db.fetchval("SELECT pg_backend_pid()")
        raw = signing.sign(OFFICER, pads, pid=pid, expires=LATER)
        await db.execute("SELECT set_config('relais.context', $1, true)", raw)
        assert await db.fetchval(COUNT) == 0


async def test_a_context_whose_organisation_was_changed(desk: Desk, case: UUID) -> None:
    async with connected(desk, APP, STRANGER) as db:
        raw = await db.fetchval("SELECT current_setting('relais.context')")
        await db.execute("SELECT set_config('relais.context', $1, true)", raw.replace("cdom-75", COUNCIL))
        assert await db.fetchval("SELECT current_org()") is None
        assert await db.fetchval(COUNT) == 0


async def test_a_context_replayed_in_another_connection(desk: Desk, case: UUID) -> None:
    async with connected(desk, APP, OFFICER) as db:
        raw = await db.fetchval("SELECT current_setting('relais.context')")
        assert await db.fetchval(COUNT) > 0
        assert await under(desk, raw) == (None, 0)


async def test_a_context_that_has_expired(desk: Desk, case: UUID) -> None:
    async with connected(desk, APP, OFFICER, seconds=-1) as db:
        assert await db.fetchval("SELECT current_kind()") is None
        assert await db.fetchval(COUNT) == 0


async def test_a_context_does_not_outlive_its_transaction(desk: Desk, case: UUID) -> None:
    async with desk.database.acting(OFFICER) as db:
        assert await db.fetchval(COUNT) > 0
    async with desk.database.reading() as db:
        assert await db.fetchval(COUNT) == 0


async def test_the_key_of_contexts_read_or_replaced(desk: Desk, case: UUID) -> None:
    for role in (APP, "relais_worker", "relais_audit", "relais_purge", "relais_backup"):
        await refused(desk, None, "SELECT inner_pad FROM context_key", role=role)
        await refused(desk, None, "UPDATE context_key SET inner_pad = outer_pad", role=role)


async def test_the_check_of_contexts_called_or_replaced(desk: Desk, case: UUID) -> None:
    await refused(desk, OFFICER, "SELECT signed_context()")
    sql = "CREATE OR REPLACE FUNCTION current_kind() RETURNS text LANGUAGE sql RETURN 'worker'"
    await refused(desk, OFFICER, sql)
    await refused(desk, OFFICER, "ALTER TABLE aid_case DISABLE ROW LEVEL SECURITY")
    await refused(desk, OFFICER, "SET ROLE relais_owner")


@pytest.mark.parametrize("column", ["code_lookup", "code_verifier", "data_key_wrapped", "kek"])
async def test_a_column_that_no_account_of_the_application_reads(desk: Desk, case: UUID, column: str) -> None:
    await refused(desk, OFFICER, f"SELECT {column} FROM aid_case")


async def test_the_data_key_of_a_case_of_another_council(desk: Desk, case: UUID) -> None:
    sql = "SELECT data_key_of($1)"
    assert await seen(desk, OFFICER, sql, case) is not None
    for context in (None, STRANGER, person_of(new_id()), Context(kind="public")):
        assert await seen(desk, context, sql, case) is None


async def test_verifiers_looked_up_without_a_context(desk: Desk, case: UUID) -> None:
    lookup = await desk.owner.fetchval("SELECT code_lookup FROM aid_case WHERE id = $1", case)
    sql = "SELECT id FROM find_case_by_code($1)"
    assert await seen(desk, None, sql, lookup) is None
    assert await seen(desk, Context(kind="public"), sql, lookup) == case


async def test_a_case_put_under_another_council(desk: Desk, case: UUID) -> None:
    await refused(desk, OFFICER, INSERT, new_id(), "cdom-75", KEY, state=POLICY)
    await refused(desk, None, INSERT, new_id(), COUNCIL, KEY, state=POLICY)
    await refused(desk, person_of(new_id()), INSERT, new_id(), COUNCIL, KEY, state=POLICY)
    await refused(desk, OFFICER, "UPDATE aid_case SET council = 'cdom-75'")


async def test_a_part_written_into_the_case_of_another(desk: Desk, case: UUID) -> None:
    sql = "INSERT INTO case_part (case_id, category, sealed) VALUES ($1, 'need', $2)"
    for context in (None, STRANGER, person_of(new_id())):
        await refused(desk, context, sql, case, bytes(284), state=POLICY)


async def test_a_part_that_was_not_sealed(desk: Desk, case: UUID) -> None:
    sql = "INSERT INTO case_part (case_id, category, sealed) VALUES ($1, $2, $3)"
    assert await refused(desk, OFFICER, sql, case, "need", b"in clear", state=CHECK) == "case_part_is_padded"
    name = await refused(desk, OFFICER, sql, case, "diagnosis", bytes(284), state=CHECK)
    assert name == "case_part_category_known"


async def test_an_event_written_taken_out_or_changed_by_hand(desk: Desk, case: UUID) -> None:
    for sql in (
        "INSERT INTO case_event SELECT * FROM case_event",
        "UPDATE case_event SET act = 'case.nothing'",
        "DELETE FROM case_event",
        "TRUNCATE case_event",
        "DELETE FROM aid_case",
        "TRUNCATE aid_case CASCADE",
    ):
        for context in (OFFICER, person_of(case)):
            await refused(desk, context, sql)


async def test_an_event_told_of_the_case_of_another(desk: Desk, case: UUID) -> None:
    sql = "SELECT append_case_event($1, 'case.read')"
    for context in (None, STRANGER, person_of(new_id()), Context(kind="public")):
        assert await refused(desk, context, sql, case) == "aid_case_by_who_may"
    await refused(desk, OFFICER, "SELECT chain_case_event($1, 'case.read', '{}')", case)


async def test_an_event_that_tells_more_than_codes(desk: Desk, case: UUID) -> None:
    sql = "SELECT append_case_event($1, 'case.read', $2)"
    for detail in ({"note": "Zoë va mal"}, {"a": ["Dr Kanari"]}, ["x"], {"a": "x" * 81}):
        assert await refused(desk, OFFICER, sql, case, detail, state=CHECK) == "case_event_holds_codes"


async def test_a_code_replaced_by_another_council_or_in_the_name_of_the_person(desk: Desk, case: UUID) -> None:
    sql = f"SELECT replace_case_code($1, sha256('y'), '{VERIFIER}', $2)"
    assert await refused(desk, STRANGER, sql, case, "officer") == "aid_case_by_who_may"
    name = await refused(desk, OFFICER, sql, case, "person", state=CHECK)
    assert name == "aid_case_code_by_its_maker"
    plain = "SELECT replace_case_code($1, sha256('y'), 'a plain code', 'officer')"
    assert await refused(desk, OFFICER, plain, case, state=CHECK) == "aid_case_code_is_argon2id"


async def test_a_code_already_given_to_another_case(desk: Desk, case: UUID) -> None:
    other = (await desk.open()).case
    lookup = await desk.owner.fetchval("SELECT code_lookup FROM aid_case WHERE id = $1", other)
    sql = f"SELECT replace_case_code($1, $2, '{VERIFIER}', 'officer')"
    assert await refused(desk, OFFICER, sql, case, lookup, state=TWICE) == "aid_case_code_once"


async def test_a_case_erased_by_who_is_not_the_person(desk: Desk, case: UUID) -> None:
    for context in (None, OFFICER, STRANGER, person_of(new_id())):
        assert await refused(desk, context, "SELECT erase_case($1)", case) == "aid_case_by_who_may"


async def test_a_case_closed_by_another_council(desk: Desk, case: UUID) -> None:
    assert await refused(desk, STRANGER, "SELECT close_case($1)", case) == "aid_case_by_who_may"
    await refused(desk, OFFICER, "UPDATE aid_case SET closed_at = now(), ends_on = CURRENT_DATE - 1")


async def test_the_worker_reads_nothing_without_its_context_and_no_part_with_it(desk: Desk, case: UUID) -> None:
    assert await seen(desk, None, role="relais_worker") == 0
    assert await seen(desk, WORKER, role="relais_worker") > 0
    assert await seen(desk, WORKER) == 0  # the same context, as the application
    await refused(desk, WORKER, "SELECT sealed FROM case_part", role="relais_worker")


async def test_the_auditor_reads_chains_and_nothing_of_a_person(desk: Desk, case: UUID) -> None:
    assert await seen(desk, None, "SELECT count(*) FROM case_event", role="relais_audit") > 1
    assert await seen(desk, None, "SELECT count(id) FROM aid_case", role="relais_audit") > 0
    for sql in ("SELECT sealed FROM case_part", "SELECT alias_sealed FROM aid_case", "DELETE FROM case_event"):
        await refused(desk, None, sql, role="relais_audit")


async def test_a_case_purged_before_its_day(desk: Desk, case: UUID) -> None:
    assert await seen(desk, None, "SELECT count(*) FROM purge_due()", role="relais_purge") == 0
    for sql in (COUNT, "SELECT count(*) FROM case_event", "DELETE FROM aid_case", "DELETE FROM case_event"):
        await refused(desk, None, sql, role="relais_purge")
    for context in (OFFICER, person_of(case)):
        await refused(desk, context, "SELECT purge_due()")
    await refused(desk, WORKER, "SELECT purge_due()", role="relais_worker")
    for sql in ("DELETE FROM case_event", "DELETE FROM aid_case"):
        name = await refused(desk, None, sql, state=CHECK, role="postgres")
        assert name.endswith("_goes_when_due")


async def test_a_backup_that_the_policies_would_empty(desk: Desk, case: UUID) -> None:
    assert await seen(desk, None, role="relais_backup") > 0
    await refused(desk, None, "UPDATE aid_case SET alias_sealed = NULL", role="relais_backup")


async def test_even_a_superuser_is_stopped_by_what_guards_history(desk: Desk, case: UUID) -> None:
    tries = {
        "UPDATE case_event SET act = 'case.nothing'": "case_event_append_only",
        "TRUNCATE case_event CASCADE": "case_event_never",
        "UPDATE aid_case SET council = 'x'": "aid_case_handed_over_by_the_person",
        "UPDATE aid_case SET seq = 7": "aid_case_written_once",
        "UPDATE aid_case SET ends_on = CURRENT_DATE - 1": "aid_case_written_once",
        "UPDATE aid_case SET data_key_wrapped = NULL": "aid_case_key_until_erased",
        "UPDATE aid_case SET erased_at = now(), data_key_wrapped = NULL": "aid_case_erased_keeps_nothing",
        "INSERT INTO case_event SELECT case_id, 3, at, actor_kind, org, act, detail, hash, hash FROM case_event":
            "case_event_hash_holds",
    }  # fmt: skip
    for sql, expected in tries.items():
        name = await refused(desk, None, sql, state=CHECK, role="postgres")
        assert name.startswith(expected.removesuffix("_never")), (sql, name)


async def test_a_superuser_who_puts_the_guards_aside_is_named_by_the_check(desk_of_its_own: Desk) -> None:
    desk, case = desk_of_its_own, await canary(desk_of_its_own)
    db = await connect(desk.world.superuser_url)
    await db.execute("SET session_replication_role = replica")
    await db.execute("ALTER TABLE case_event DROP CONSTRAINT case_event_hash_holds")
    await db.execute("UPDATE case_event SET org = 'cdom-01' WHERE case_id = $1", case)
    async with transaction_on(db):
        fault = (await verify(db, desk.keys / "none")).fault
    await db.close()
    assert fault is not None
    assert (fault.kind, fault.case, fault.seq) == ("altered", str(case), 1)
