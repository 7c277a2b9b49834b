"""What an injection could try on changes, as the application's own account: PostgreSQL itself says no."""

from typing import Any

import pytest
from msgspec import Struct

from relais.audit.model import Actor
from relais.core.clock import now
from relais.core.db import connect
from relais.core.ids import new_id
from relais.directory.changes import CallBack, LineKey, Proposal, accept, confirm_by_call, submit, waiting_for
from relais.directory.service import Origin, change_field
from tests.directory.persons import Persons, add_persons

pytestmark = pytest.mark.anyio
CHECK, DENIED, FOREIGN, MISSING = "23514", "42501", "23503", "23502"
WHERE = " WHERE request = $1 AND subject_id = $2 AND field = $3"
DECIDE = "UPDATE change_request_line SET status = $4, decided_by = $5, decided_at = now()" + WHERE
ADD_LINE = (
    "INSERT INTO change_request_line (request, subject_kind, subject_id, field, proposed, state, source_label,"
    " source_date_text, made_by, status, decided_by, decided_at) VALUES ($1, 'service', 'a', $2, '\"x\"', 'confirmed',"
    " 's', 'd', $3, $4, $5, $6)"
)


class Scene(Struct, frozen=True, kw_only=True):
    """A service, a proposal of its member that waits, and a fact confirmed by telephone."""

    persons: Persons
    line: LineKey
    world: Any

    @property
    def key(self) -> tuple[Any, str, str]:
        return self.line.request, self.line.subject_id, self.line.field


@pytest.fixture
async def scene(world: Any) -> Scene:
    persons = await add_persons(world.owner)
    db = await connect(world.app_url)
    origin = Origin(source_label="Bulletin")
    async with db.transaction():
        version = await db.fetchval("SELECT take_directory_version('edit')")
        for kind, field, value in (
            ("organization", "organization_name", "A"),
            ("service", "organization", "a"),
            ("service", "name", "A"),
            ("service", "kind", "ecoute"),
            ("service", "state", "sourced"),
        ):
            await db.execute(
                "INSERT INTO fact (subject_kind, subject_id, field, value, origin, source_label, source_date_text,"
                " state, version_from) VALUES ($1, 'a', $2, $3, 'une.csv', 's', 'd', 'sourced', $4)",
                kind,
                field,
                value,
                version,
            )
        await db.execute("SELECT project_directory($1)", version)
    base = await change_field(db, "a", "phone", "04 72 00 00 01", origin)
    call = CallBack(reached="secrétariat", reached_at=now(), read_back="04 72 00 00 01")
    base = await confirm_by_call(db, persons.first, "a", "phone", 1, call)
    await submit(db, persons.member, "a", [Proposal(code="phone", value="04 72 00 00 02", base_version=base)])
    [line] = await waiting_for(db, "a")
    await db.close()
    return Scene(persons=persons, line=line.key, world=world)


async def refused(scene: Scene, sql: str, *args: Any, state: str, role: str = "relais_app") -> str:
    """The SQLSTATE is the one expected; gives the name of the constraint."""
    db = await connect(scene.world.server.url(role, scene.world.name))
    try:
        with pytest.raises(Exception, match=r".") as broken:
            await db.execute(sql, *args)
    finally:
        await db.close()
    assert getattr(broken.value, "sqlstate", "") == state, broken.value
    return getattr(broken.value, "constraint_name", None) or ""


async def done(scene: Scene, sql: str, *args: Any) -> None:
    db = await connect(scene.world.app_url)
    await db.execute(sql, *args)
    await db.close()


async def decided(scene: Scene) -> None:
    db = await connect(scene.world.app_url)
    await accept(db, scene.persons.first, scene.line)
    await db.close()


@pytest.mark.parametrize("status", ["accepted", "refused"])
async def test_ones_own_change_decided(scene: Scene, status: str) -> None:
    name = await refused(scene, DECIDE, *scene.key, status, scene.persons.member.account, state=CHECK)
    assert name == "change_request_line_decided_by_another"


@pytest.mark.parametrize("status", ["accepted", "refused"])
async def test_a_decision_of_nobody(scene: Scene, status: str) -> None:
    name = await refused(scene, DECIDE, *scene.key, status, None, state=CHECK)
    assert name in {"change_request_line_decided_once", "change_request_line_decided_whole"}


async def test_a_decision_of_someone_who_does_not_exist(scene: Scene) -> None:
    name = await refused(scene, DECIDE, *scene.key, "accepted", new_id(), state=FOREIGN)
    assert name == "change_request_line_decided_by_account"


async def test_a_decider_named_on_what_is_only_withdrawn(scene: Scene) -> None:
    name = await refused(scene, DECIDE, *scene.key, "withdrawn", scene.persons.first.account, state=CHECK)
    assert name == "change_request_line_decided_once"


@pytest.mark.parametrize("status", ["open", "accepted", "refused", "superseded", "withdrawn"])
async def test_a_change_decided_twice(scene: Scene, status: str) -> None:
    await decided(scene)
    name = await refused(scene, DECIDE, *scene.key, status, scene.persons.second.account, state=CHECK)
    assert name == "change_request_line_decided_once"


async def test_a_decision_backdated(scene: Scene) -> None:
    sql = "UPDATE change_request_line SET status = 'accepted', decided_by = $4, decided_at = '2001-01-01'" + WHERE
    await done(scene, sql, *scene.key, scene.persons.first.account)
    assert await scene.world.owner.fetchval(
        "SELECT decided_at > now() - interval '1 minute' FROM change_request_line WHERE status = 'accepted'"
    )


@pytest.mark.parametrize(
    "column", ["proposed = '1'", "made_by = NULL", "purpose = 'withdrawal'", "fact_version = 1", "field = 'email'"]
)
async def test_a_proposal_rewritten(scene: Scene, column: str) -> None:
    await refused(scene, f"UPDATE change_request_line SET {column}" + WHERE, *scene.key, state=DENIED)
    name = await refused(
        scene, f"UPDATE change_request_line SET {column}" + WHERE, *scene.key, state=CHECK, role="relais_owner"
    )
    assert name == "change_request_line_decided_once"


async def test_a_proposal_born_decided(scene: Scene) -> None:
    request, member = scene.line.request, scene.persons.member.account
    by = scene.persons.first.account
    for args in (("accepted", by, now()), ("refused", by, now()), ("withdrawn", None, None), ("open", by, now())):
        name = await refused(scene, ADD_LINE, request, "name", member, *args, state=CHECK)
        assert name == "change_request_line_born_open"


async def test_a_proposal_put_in_the_name_of_another_or_of_nobody(scene: Scene) -> None:
    for who in (scene.persons.first.account, None):
        name = await refused(scene, ADD_LINE, scene.line.request, "name", who, "open", None, None, state=CHECK)
        assert name == "change_request_line_born_open"


async def test_a_request_of_nobody_under_a_function(scene: Scene) -> None:
    sql = "INSERT INTO change_request (id, service, origin, made_as) VALUES ($1, 'a', 'product', 'member')"
    assert await refused(scene, sql, new_id(), state=CHECK) == "change_request_made_by_someone"


async def test_a_request_backdated(scene: Scene) -> None:
    sql = "INSERT INTO change_request (id, service, origin, made_at) VALUES ($1, 'a', 'x.csv', '2001-01-01')"
    await refused(scene, sql, new_id(), state=DENIED)


TABLES = ("change_request", "change_request_line", "call_back", "journal", "fact", "publication")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {} CASCADE"])
async def test_what_was_asked_heard_decided_or_done_erased(scene: Scene, table: str, statement: str) -> None:
    await refused(scene, statement.format(table), state=DENIED)
    await refused(scene, statement.format(table), state=DENIED, role="relais_worker")


@pytest.mark.parametrize("table", ["change_request", "change_request_line", "call_back", "journal", "fact"])
async def test_not_even_the_owner_erases_a_line_of_it(scene: Scene, table: str) -> None:
    name = await refused(scene, f"DELETE FROM {table}", state=CHECK, role="relais_owner")
    assert name.endswith(("_append_only", "_decided_once"))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE call_back SET read_back = 'x'", "call_back_append_only"),
        ("UPDATE change_request SET made_by = NULL", "change_request_append_only"),
        ("UPDATE journal SET act = 'a.b'", "journal_append_only"),
    ],
)
async def test_evidence_that_is_rewritten(scene: Scene, statement: str, constraint: str) -> None:
    await refused(scene, statement, state=DENIED)
    await refused(scene, statement, state=DENIED, role="relais_worker")
    assert await refused(scene, statement, state=CHECK, role="relais_owner") == constraint


CALL = (
    "INSERT INTO call_back (id, service, subject_kind, subject_id, field, made_by, reached, reached_at, read_back)"
    " VALUES ($1, 'a', 'contact', 'a/phone/1', 'phone', $2, $3, $4, $5)"
)


async def test_a_call_of_tomorrow_of_nobody_or_without_a_word(scene: Scene) -> None:
    by, at = scene.persons.first.account, now()
    sql = CALL.replace("$4", "now() + interval '1 day'").replace("$5", "$4")
    assert await refused(scene, sql, new_id(), by, "x", "x", state=CHECK) == "call_back_in_the_past"
    assert await refused(scene, CALL, new_id(), new_id(), "x", at, "x", state=FOREIGN) == "call_back_by_account"
    assert await refused(scene, CALL, new_id(), by, "", at, "x", state=CHECK) == "call_back_says_whom"
    assert await refused(scene, CALL, new_id(), by, "x", at, "", state=CHECK) == "call_back_says_whom"
    await refused(scene, CALL, new_id(), None, "x", at, "x", state=MISSING)


async def test_evidence_that_is_backdated(scene: Scene) -> None:
    sql = CALL.replace("reached_at,", "recorded_at,")
    await refused(scene, sql, new_id(), scene.persons.first.account, "x", now(), "x", state=DENIED)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE change_request_line DISABLE TRIGGER ALL",
        "ALTER TABLE change_request_line DROP CONSTRAINT change_request_line_decided_by_another",
        "DROP TRIGGER call_back_append_only ON call_back",
        "CREATE OR REPLACE FUNCTION change_request_line_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "SET ROLE relais_owner",
        "INSERT INTO contact VALUES ('a/phone/9', 'a', 'phone', 9, '06', '+33600000000', 'free', 'help', 'confirmed')",
        "UPDATE contact SET value = '06'",
        "UPDATE fact SET value = '1'",
    ],
)
async def test_the_guards_put_aside(scene: Scene, statement: str) -> None:
    await refused(scene, statement, state=DENIED)


async def test_a_decision_through_what_is_only_to_be_read(scene: Scene) -> None:
    await refused(scene, "UPDATE change_line SET status = 'accepted'", state="55000")


async def test_after_every_attempt_the_directory_shows_what_was_decided(scene: Scene) -> None:
    actor = Actor(account=scene.persons.member.account, acting_as="coordinator")
    db = await connect(scene.world.app_url)
    with pytest.raises(Exception, match="own_change"):
        await accept(db, actor, scene.line)
    assert await db.fetchval("SELECT value FROM contact WHERE id = 'a/phone/1'") == "04 72 00 00 01"
    await db.close()
