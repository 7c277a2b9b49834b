"""What could be read of a request too early or by another, asked in another's name, or moved past its rules."""

from typing import Any
from uuid import UUID

import pytest

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.referrals.attacking import CHECK, DENIED, FOREIGN, TWICE, Stage, refused
from tests.referrals.scenes import ADD_CASE, OFFICER, OPEN, RECIPIENT, STRANGER, Scene, random_reference

pytestmark = pytest.mark.anyio
NATIONAL = Context(kind="staff", org="cnom-ecoute", actor=new_id())
ADD = (
    "INSERT INTO aid_request (id, case_id, council, needs, practice, reach, urgent, marks, fingerprint)"
    " VALUES ($1, $2, $3, $4, 'liberal', 'phone', $5, '{}', $6)"
)
MOVE = (
    "INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as, contacted_on, outcome)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
)
TELL = "INSERT INTO request_told (request, version, what, org) VALUES ($1, 1, $2, $3)"
READERS = """
    INSERT INTO organization (slug, name, council_of, version) VALUES
        ('cnom-ecoute', 'CNOM', '', 0), ('cdom-2a', 'CDOM 2A', '2A', 0)
    ON CONFLICT DO NOTHING;
    UPDATE organization SET council_of = '69' WHERE slug = 'cdom-69';
    INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at) VALUES
        ('00000000-0000-4000-8000-00000000000a', sha256('a'), 'a', 'b', now()),
        ('00000000-0000-4000-8000-00000000000b', sha256('b'), 'a', 'b', now());
"""
GRANTS = """
    INSERT INTO role_grant (id, account, role, council, via, approved_at) VALUES
        (gen_random_uuid(), '00000000-0000-4000-8000-00000000000a', 'officer', '69', 'console', now()),
        (gen_random_uuid(), '00000000-0000-4000-8000-00000000000b', 'national', '', 'console', now());
"""


@pytest.fixture
async def read(scene: Scene, stage: Stage) -> Scene:
    """The scene, with an officer in the Rhône and someone of the national service."""
    await stage.owner.execute(READERS)
    await stage.owner.execute("ALTER TABLE role_grant DISABLE TRIGGER USER")
    await stage.owner.execute(GRANTS)
    await stage.owner.execute("ALTER TABLE role_grant ENABLE TRIGGER USER")
    return scene


async def ask(scene: Scene, *, urgent: bool = False, fingerprint: bytes | None = None) -> UUID:
    made = new_id()
    await scene.run(scene.person, ADD, made, scene.case, "cdom-69", ["financier"], urgent, fingerprint)
    return made


async def move(
    scene: Scene, context: Context | None, request: UUID, at: str, to: str, who: str, *, version: int = 1, **more: Any
) -> None:
    await scene.run(
        context, MOVE, request, version, new_id(), at, to, who, more.get("on"), more.get("outcome")
    )  # fmt: skip


# Reading --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["nobody", "public", "stranger", "recipient", "national", "another person"])
async def test_a_request_read_by_who_did_not_receive_it(read: Scene, who: str) -> None:
    await ask(read)
    contexts = {"public": PUBLIC, "stranger": STRANGER, "recipient": RECIPIENT, "national": NATIONAL,
                "another person": read.strange_person}  # fmt: skip
    for table in ("aid_request", "request_event"):
        assert await read.rows(contexts.get(who), f"SELECT count(*) AS n FROM {table} HAVING count(*) > 0") == []


@pytest.mark.parametrize("column", ["needs", "practice", "reach", "fingerprint"])
async def test_what_was_asked_read_from_the_row(read: Scene, column: str) -> None:
    await ask(read)
    for context in (OFFICER, read.person):
        await refused(read.rows(context, f"SELECT {column} FROM aid_request"), DENIED)


async def test_what_was_asked_read_before_saying_why(read: Scene) -> None:
    request = await ask(read)
    content = "SELECT needs, practice, reach FROM read_request($1)"
    fresh, colleague = (Context(kind="staff", org="cdom-69", actor=new_id()) for _ in range(2))
    for context in (fresh, STRANGER, NATIONAL, RECIPIENT, None):
        assert await read.rows(context, content, request) == []
    await read.rows(fresh, OPEN, read.case, "request", "officer")
    assert [tuple(row) for row in await read.rows(fresh, content, request)] == [(["financier"], "liberal", "phone")]
    assert await read.rows(colleague, content, request) == []  # of the same council, without a reason of theirs
    assert len(await read.rows(read.person, content, request)) == 1


async def test_the_worker_reads_a_request(read: Scene) -> None:
    await ask(read)
    for table in ("aid_request", "request_event", "request_told", "reading_days"):
        await refused(read.rows(WORKER, f"SELECT * FROM {table}"), DENIED)


async def test_a_deadline_asked_for_by_another_than_the_worker(read: Scene) -> None:
    for function in ("requests_due", "requests_to_tell"):
        await refused(read.rows(OFFICER, f"SELECT * FROM {function}()"), DENIED)


# Asking ---------------------------------------------------------------------------------------------------------------


async def test_a_request_made_in_the_case_of_another_or_by_no_person(read: Scene) -> None:
    row = (new_id(), read.case, "cdom-69", ["financier"], False, None)
    for context in (read.strange_person, OFFICER, PUBLIC, None):
        await refused(read.run(context, ADD, *row), DENIED)


async def test_a_request_sent_to_another_body_than_that_of_the_case(read: Scene) -> None:
    await refused(read.run(read.person, ADD, new_id(), read.case, "cnom-ecoute", ["financier"], False, None), DENIED)


async def test_a_request_where_nobody_reads(read: Scene, stage: Stage) -> None:
    for sql in (
        "UPDATE account SET entered_at = NULL WHERE id = '00000000-0000-4000-8000-00000000000a'",
        "UPDATE account SET closed_at = now(), entered_at = now() WHERE id = '00000000-0000-4000-8000-00000000000a'",
    ):
        await stage.owner.execute("ALTER TABLE account DISABLE TRIGGER USER")
        await stage.owner.execute(sql)
        assert await refused(ask(read), CHECK) == "aid_request_is_read"


async def test_a_second_request_in_a_case(read: Scene) -> None:
    await ask(read)
    assert await refused(ask(read), TWICE) == "aid_request_one_a_case"


@pytest.mark.parametrize("column", ["state", "version", "made_at", "opened_at", "relief_org", "outcome", "urgent_at"])
async def test_a_request_that_names_its_own_state_or_moments(read: Scene, column: str) -> None:
    sql = (
        f"INSERT INTO aid_request (id, case_id, council, needs, practice, reach, {column})"
        " VALUES ($1, $2, 'cdom-69', '{financier}', 'liberal', 'phone', NULL)"
    )
    await refused(read.run(read.person, sql, new_id(), read.case), DENIED)


async def test_the_same_request_from_another_case_keeps_nothing_twice(read: Scene) -> None:
    print_of = b"x" * 32
    await ask(read, fingerprint=print_of)
    case, second = new_id(), new_id()
    person = Context(kind="person", case=case)
    await read.run(person, ADD_CASE, case, random_reference(), "cdom-69", case.bytes * 2, b"\0" * 62)
    await read.run(person, ADD, second, case, "cdom-69", ["addiction"], True, print_of)
    row = (await read.rows(person, "SELECT state, outcome, urgent FROM aid_request"))[0]
    assert tuple(row) == ("closed", "duplicate", False)
    assert (await read.rows(person, "SELECT needs FROM read_request($1)", second))[0]["needs"] == []


# Moving ---------------------------------------------------------------------------------------------------------------


async def test_a_state_written_over_the_rules(read: Scene) -> None:
    await ask(read)
    for context in (OFFICER, read.person):
        for column in ("state = 'closed'", "urgent = true", "needs = '{}'", "relief_org = 'mots'"):
            await refused(read.run(context, f"UPDATE aid_request SET {column}"), DENIED)


@pytest.mark.parametrize("who", ["person", "council", "worker"])
async def test_a_move_made_by_a_stranger(read: Scene, who: str) -> None:
    request = await ask(read)
    for context in (STRANGER, NATIONAL, RECIPIENT, read.strange_person, PUBLIC, None):
        await refused(move(read, context, request, "received", "taken_up", who), DENIED)


async def test_the_person_moved_as_the_council_and_the_council_as_the_person(read: Scene) -> None:
    request = await ask(read)
    await refused(move(read, read.person, request, "received", "taken_up", "council"), DENIED)
    await refused(move(read, OFFICER, request, "received", "withdrawn", "person"), DENIED)
    await refused(move(read, OFFICER, request, "received", "closed", "worker", outcome="no_outcome"), DENIED)


@pytest.mark.parametrize("to", ["contacted", "turned", "received"])
async def test_a_step_left_out(read: Scene, to: str) -> None:
    request = await ask(read)
    assert await refused(move(read, OFFICER, request, "received", to, "council"), FOREIGN) == "request_event_legal_move"


async def test_a_request_turned_without_a_referral(read: Scene) -> None:
    request = await ask(read)
    assert await refused(move(read, read.person, request, "received", "turned", "person"), CHECK) == (
        "aid_request_turned_by_a_referral"
    )


async def test_a_referral_begun_by_the_council_before_a_contact(read: Scene) -> None:
    await ask(read)
    assert await refused(read.begin(), CHECK) == "aid_request_contact_first"


async def test_a_move_on_another_version_or_from_another_state(read: Scene) -> None:
    request = await ask(read)
    for version, state in ((2, "received"), (1, "taken_up")):
        name = await refused(
            move(read, OFFICER, request, state, "closed", "council", version=version, outcome="spam"), CHECK
        )
        assert name == "request_event_of_this_version"


async def test_the_same_post_twice(read: Scene) -> None:
    request, post = await ask(read), new_id()
    await read.run(OFFICER, MOVE, request, 1, post, "received", "taken_up", "council", None, None)
    again = read.run(OFFICER, MOVE, request, 2, post, "taken_up", "received", "council", None, None)
    assert await refused(again, TWICE) == "request_event_once"


async def test_a_read_request_closed_without_reading_for_any_other_reason_than_spam(read: Scene) -> None:
    request = await ask(read)
    attempt = move(read, OFFICER, request, "received", "closed", "council", outcome="helped")
    assert await refused(attempt, CHECK) == "request_event_unread_is_spam"


async def test_a_contact_that_is_to_come(read: Scene) -> None:
    request = await ask(read)
    await move(read, OFFICER, request, "received", "taken_up", "council")
    day = (await read.rows(OFFICER, "SELECT CURRENT_DATE + 2 AS day"))[0]["day"]
    attempt = move(read, OFFICER, request, "taken_up", "contacted", "council", version=2, on=day)
    assert await refused(attempt, CHECK) == "aid_request_contact_is_past"


@pytest.mark.parametrize("to", ["received", "closed"])
async def test_the_worker_moves_before_its_time(read: Scene, to: str) -> None:
    request = await ask(read)
    await move(read, OFFICER, request, "received", "taken_up", "council")
    if to == "closed":
        day = (await read.rows(OFFICER, "SELECT CURRENT_DATE AS day"))[0]["day"]
        await move(read, OFFICER, request, "taken_up", "contacted", "council", version=2, on=day)
    at, version = ("taken_up", 2) if to == "received" else ("contacted", 3)
    outcome = "no_outcome" if to == "closed" else None
    attempt = move(read, WORKER, request, at, to, "worker", version=version, outcome=outcome)
    assert await refused(attempt, CHECK) == "aid_request_not_due"


async def test_a_person_put_first_or_corrected_by_another(read: Scene) -> None:
    await ask(read)
    for context in (read.strange_person, OFFICER, None):
        await refused(read.rows(context, "SELECT put_request_first($1)", read.case), DENIED)
        await refused(read.rows(context, "SELECT correct_request($1, '{addiction}', '')", read.case), DENIED)


# Telling and relieving ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["reminded", "escalated", "relieved"])
async def test_a_silence_told_too_early(read: Scene, what: str) -> None:
    request = await ask(read, urgent=True)
    org = "cnom-ecoute" if what == "relieved" else ""
    assert await refused(read.run(WORKER, TELL, request, what, org), CHECK) == "request_told_when_due"


async def test_a_request_relieved_by_a_council_or_by_the_application(read: Scene, stage: Stage) -> None:
    request = await ask(read, urgent=True)
    await stage.owner.execute("UPDATE aid_request SET urgent_at = now() - interval '5 hours'")
    await refused(read.run(OFFICER, TELL, request, "relieved", "mots"), DENIED)
    name = await refused(read.run(WORKER, TELL, request, "relieved", "cdom-2a"), CHECK)
    assert name == "request_told_to_a_national_body"


async def test_who_relieves_reads_that_request_alone_and_after_saying_why(read: Scene, stage: Stage) -> None:
    request = await ask(read, urgent=True)
    await stage.owner.execute("UPDATE aid_request SET urgent_at = now() - interval '5 hours'")
    await read.run(WORKER, TELL, request, "relieved", "cnom-ecoute")
    parts = "SELECT category FROM case_part WHERE case_id = $1"
    assert len(await read.rows(NATIONAL, "SELECT id FROM aid_request")) == 1
    assert await read.rows(NATIONAL, parts, read.case) == []
    assert (await read.rows(NATIONAL, OPEN, read.case, "request", "national"))[0][0]
    assert await read.rows(NATIONAL, parts, read.case) != []
    assert not (await read.rows(NATIONAL, OPEN, read.stranger_case, "request", "national"))[0][0]
    assert await read.rows(STRANGER, parts, read.case) == []
    assert await read.rows(NATIONAL, "SELECT id FROM aid_case WHERE id = $1", read.stranger_case) == []


async def test_reading_days_set_for_another_council(read: Scene) -> None:
    add = "INSERT INTO reading_days (council, days) VALUES ($1, '{mon}')"
    await read.run(OFFICER, add, "cdom-69")
    for context in (STRANGER, PUBLIC, read.person, None):
        await refused(read.run(context, add, "cdom-69"), DENIED)
    assert await read.run(STRANGER, "UPDATE reading_days SET days = '{}'") == "UPDATE 0"
    assert (await read.rows(None, "SELECT days FROM reading_days"))[0]["days"] == ["mon"]


# Evidence -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["aid_request", "request_event", "request_told"])
async def test_what_happened_is_rewritten_or_deleted(read: Scene, stage: Stage, table: str) -> None:
    request = await ask(read, urgent=True)
    await move(read, OFFICER, request, "received", "taken_up", "council")
    await stage.owner.execute("UPDATE aid_request SET urgent_at = now() - interval '5 hours', version = 1")
    await read.run(WORKER, TELL, request, "relieved", "cnom-ecoute")
    assert await refused(stage.owner.execute(f"DELETE FROM {table}"), CHECK) == f"{table}_append_only"
    if table != "aid_request":
        column = {"request_event": "org", "request_told": "org"}[table]
        attempt = stage.owner.execute(f"UPDATE {table} SET {column} = 'ailleurs'")
        assert await refused(attempt, CHECK) == f"{table}_append_only"


@pytest.mark.parametrize("act", ["received", "taken_up", "contacted", "turned", "closed", "withdrawn", "relieved"])
async def test_a_step_told_without_its_cause(read: Scene, act: str) -> None:
    await ask(read)
    for context in (OFFICER, read.person):
        sql = f"SELECT append_case_event($1, 'request.{act}')"
        assert await refused(read.rows(context, sql, read.case), CHECK) == "case_event_told_by_its_cause"


async def test_a_state_written_past_its_events_by_a_superuser_shows(read: Scene, stage: Stage) -> None:
    request = await ask(read)
    assert await stage.owner.fetchval("SELECT count(*) FROM requests_out_of_step") == 0
    await stage.owner.execute("UPDATE aid_request SET state = 'withdrawn' WHERE id = $1", request)
    assert await stage.owner.fetchval("SELECT count(*) FROM requests_out_of_step") == 1
