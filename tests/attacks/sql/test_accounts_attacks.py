"""What an injection in our own account of the database could try, one statement each: PostgreSQL itself says no."""

from datetime import timedelta
from typing import Any

import pytest

from relais.core.db import connect
from relais.core.ids import new_id
from tests.accounts.granting import Office
from tests.accounts.people import add_person

pytestmark = pytest.mark.anyio
CHECK, DENIED, TWICE = "23514", "42501", "23505"
PROPOSE = "INSERT INTO role_grant (id, account, role, via, proposed_by) VALUES ($1, $2, 'auditor', 'person', $3)"
CONSOLE = (
    "INSERT INTO role_grant (id, account, role, council, via, approved_at) VALUES ($1, $2, $3, $4, 'console', now())"
)


async def refused(world: Any, sql: str, *args: Any, state: str, role: str = "relais_app") -> str:
    """The SQLSTATE is the one expected; gives the name of the constraint."""
    db = await connect(world.server.url(role, world.name))
    try:
        with pytest.raises(Exception, match=r".") as broken:
            await db.execute(sql, *args)
    finally:
        await db.close()
    assert getattr(broken.value, "sqlstate", "") == state, broken.value
    return getattr(broken.value, "constraint_name", None) or ""


async def done(world: Any, sql: str, *args: Any) -> None:
    db = await connect(world.app_url)
    await db.execute(sql, *args)
    await db.close()


async def propose(office: Office, world: Any, account: Any) -> Any:
    """An auditor proposed by Alice."""
    grant = new_id()
    await done(world, PROPOSE, grant, account, office.alice.account)
    return grant


async def test_a_role_given_to_oneself(office: Office, world: Any) -> None:
    alice = office.alice.account
    assert await refused(world, PROPOSE, new_id(), alice, alice, state=CHECK) == "role_grant_never_to_oneself"


async def test_a_role_approved_for_oneself(office: Office, world: Any) -> None:
    grant = await propose(office, world, office.bruno.account)
    sql = "UPDATE role_grant SET approved_by = $2, approved_at = now() WHERE id = $1"
    name = await refused(world, sql, grant, office.bruno.account, state=CHECK)
    assert name == "role_grant_never_to_oneself"


async def test_a_proposal_approved_by_who_made_it(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    grant = await propose(office, world, person.account)
    sql = "UPDATE role_grant SET approved_by = $2, approved_at = now() WHERE id = $1"
    name = await refused(world, sql, grant, office.alice.account, state=CHECK)
    assert name == "role_grant_takes_two_persons"


async def test_a_proposal_approved_by_nobody(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    grant = await propose(office, world, person.account)
    sql = "UPDATE role_grant SET approved_at = now() WHERE id = $1"
    assert await refused(world, sql, grant, state=CHECK) == "role_grant_takes_two_persons"


async def test_a_role_proposed_and_approved_in_one_statement(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    sql = (
        "INSERT INTO role_grant (id, account, role, via, proposed_by, approved_by, approved_at) "
        "VALUES ($1, $2, 'national', 'person', $3, $4, now())"
    )
    args = (new_id(), person.account, office.alice.account, office.bruno.account)
    assert await refused(world, sql, *args, state=CHECK) == "role_grant_first_proposed"


async def test_a_role_proposed_by_who_does_not_coordinate(office: Office, world: Any) -> None:
    listener = await add_person(world.owner, office.vault, "listener")
    person = await add_person(world.owner, office.vault)
    name = await refused(world, PROPOSE, new_id(), person.account, listener.account, state=CHECK)
    assert name == "role_grant_by_who_may"


async def test_a_role_approved_by_who_no_longer_coordinates(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    grant = await propose(office, world, person.account)
    await world.owner.execute("UPDATE role_grant SET ended_at = now() WHERE account = $1", office.bruno.account)
    sql = "UPDATE role_grant SET approved_by = $2, approved_at = now() WHERE id = $1"
    assert await refused(world, sql, grant, office.bruno.account, state=CHECK) == "role_grant_by_who_may"


async def test_a_member_who_gives_the_page_of_another_structure(office: Office, world: Any) -> None:
    member = await add_person(world.owner, office.vault, "member", organization="mots")
    person = await add_person(world.owner, office.vault)
    sql = (
        "INSERT INTO role_grant (id, account, role, organization, via, proposed_by, approved_at) "
        "VALUES ($1, $2, 'member', 'asra', 'person', $3, now())"
    )
    args = (new_id(), person.account, member.account)
    assert await refused(world, sql, *args, state=CHECK) == "role_grant_by_who_may"


async def test_a_third_coordinator_from_the_console(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    name = await refused(world, CONSOLE, new_id(), person.account, "coordinator", "", state=CHECK)
    assert name == "role_grant_console_first_pair"


async def test_an_officer_from_the_console_even_when_there_is_no_coordinator(office: Office, world: Any) -> None:
    await world.owner.execute("UPDATE role_grant SET ended_at = now()")
    person = await add_person(world.owner, office.vault)
    name = await refused(world, CONSOLE, new_id(), person.account, "officer", "69", state=CHECK)
    assert name == "role_grant_console_first_pair"


async def test_two_consoles_at_once_make_no_third_coordinator(office: Office, world: Any) -> None:
    await world.owner.execute("UPDATE role_grant SET ended_at = now() WHERE account = $1", office.bruno.account)
    one, two = await add_person(world.owner, office.vault), await add_person(world.owner, office.vault)
    first = await connect(world.app_url)
    transaction = first.transaction()
    await transaction.start()
    await first.execute(CONSOLE, new_id(), one.account, "coordinator", "")
    second = await connect(world.app_url)
    await second.execute("SET lock_timeout = '200ms'")
    with pytest.raises(Exception, match="lock timeout"):
        await second.execute(CONSOLE, new_id(), two.account, "coordinator", "")
    await transaction.commit()
    await first.close()
    await second.close()
    name = await refused(world, CONSOLE, new_id(), two.account, "coordinator", "", state=CHECK)
    assert name == "role_grant_console_first_pair"


async def test_the_last_two_coordinators_reduced_to_one(office: Office, world: Any) -> None:
    sql = "UPDATE role_grant SET ended_by = $2, ended_at = now() WHERE account = $1"
    name = await refused(world, sql, office.bruno.account, office.alice.account, state=CHECK)
    assert name == "role_grant_two_coordinators"


async def test_three_coordinators_reduced_to_one_by_two_at_once(office: Office, world: Any) -> None:
    third = await add_person(world.owner, office.vault, "coordinator")
    sql = "UPDATE role_grant SET ended_by = $2, ended_at = now() WHERE account = $1"
    first = await connect(world.app_url)
    transaction = first.transaction()
    await transaction.start()
    await first.execute(sql, office.bruno.account, office.alice.account)
    second = await connect(world.app_url)
    await second.execute("SET lock_timeout = '200ms'")
    with pytest.raises(Exception, match="lock timeout"):  # it waits to know how many stay
        await second.execute(sql, third.account, office.bruno.account)
    await transaction.commit()
    await first.close()
    await second.close()
    name = await refused(world, sql, third.account, office.bruno.account, state=CHECK)
    assert name == "role_grant_two_coordinators"


async def test_a_role_that_ended_brought_back_to_life(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault, "national")
    await done(
        world,
        "UPDATE role_grant SET ended_by = $2, ended_at = now() WHERE account = $1",
        person.account,
        office.alice.account,
    )
    sql = "UPDATE role_grant SET ended_by = NULL, ended_at = NULL WHERE account = $1"
    assert await refused(world, sql, person.account, state=CHECK) == "role_grant_written_once"


async def test_a_proposal_that_was_refused_approved_afterwards(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    grant = await propose(office, world, person.account)
    await done(
        world, "UPDATE role_grant SET ended_by = $2, ended_at = now() WHERE id = $1", grant, office.bruno.account
    )
    sql = "UPDATE role_grant SET approved_by = $2, approved_at = now() WHERE id = $1"
    assert await refused(world, sql, grant, office.bruno.account, state=CHECK) == "role_grant_written_once"


@pytest.mark.parametrize(
    "change",
    ["role = 'coordinator'", "account = account", "organization = 'asra'", "council = '75'", "via = 'console'",
     "proposed_by = NULL", "proposed_at = now()", "deputy = true"],
)  # fmt: skip
async def test_a_role_turned_into_another(office: Office, world: Any, change: str) -> None:
    await refused(world, f"UPDATE role_grant SET {change}", state=DENIED)


@pytest.mark.parametrize("table", ["account", "role_grant", "invitation", "reset", "journal"])
@pytest.mark.parametrize(
    "words", ["DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} DISABLE TRIGGER ALL"]
)
async def test_rows_that_must_stay_taken_away(office: Office, world: Any, table: str, words: str) -> None:
    await refused(world, words.format(table), state=DENIED)


async def test_a_line_of_the_journal_rewritten_by_us_by_the_worker_or_by_the_owner(office: Office, world: Any) -> None:
    await done(
        world,
        "INSERT INTO journal (acting_as, act, subject_kind, subject_id) VALUES ('system', 'test.done', 'test', '1')",
    )
    for role in ("relais_app", "relais_worker"):
        await refused(world, "UPDATE journal SET act = 'test.undone'", state=DENIED, role=role)
    for sql in ("UPDATE journal SET act = 'test.undone'", "DELETE FROM journal", "TRUNCATE journal"):
        assert await refused(world, sql, state=CHECK, role="relais_owner") == "journal_append_only"


async def test_a_line_of_the_journal_at_a_moment_of_ones_choice(office: Office, world: Any) -> None:
    sql = (
        "INSERT INTO journal (at, acting_as, act, subject_kind, subject_id) "
        "VALUES (now() - interval '1 year', 'system', 'test.done', 'test', '1')"
    )
    await refused(world, sql, state=DENIED)


async def test_an_invitation_that_lives_longer_than_72_hours(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    sql = "INSERT INTO invitation (token_key, account, purpose, expires_at) VALUES ('x', $1, 'enter', now() + $2)"
    await refused(world, sql, person.account, timedelta(hours=73), state=DENIED)
    await world.owner.execute("UPDATE account SET entered_at = NULL WHERE id = $1", person.account)
    name = await refused(world, sql, person.account, timedelta(hours=73), state=CHECK, role="relais_owner")
    assert name == "invitation_lives_72_hours"
    later = (
        "INSERT INTO invitation (token_key, account, purpose, made_at, expires_at) "
        "VALUES ('x', $1, 'enter', now() + interval '1 year', now() + interval '1 year')"
    )
    await refused(world, later, person.account, state=DENIED)


async def test_an_invitation_made_to_live_again_or_longer(office: Office, world: Any) -> None:
    person = await add_person(world.owner, office.vault)
    await world.owner.execute("UPDATE account SET entered_at = NULL WHERE id = $1", person.account)
    await done(world, "INSERT INTO invitation (token_key, account, purpose) VALUES ('x', $1, 'enter')", person.account)
    await refused(world, "UPDATE invitation SET expires_at = now() + interval '1 year'", state=DENIED)
    await done(world, "UPDATE invitation SET used_at = now()")
    assert await refused(world, "UPDATE invitation SET used_at = NULL", state=CHECK) == "invitation_used_once"


async def test_a_first_entry_into_an_account_that_was_entered(office: Office, world: Any) -> None:
    sql = "INSERT INTO invitation (token_key, account, purpose) VALUES ('x', $1, 'enter')"
    name = await refused(world, sql, office.bruno.account, state=CHECK)
    assert name == "invitation_for_the_first_entry"


async def test_a_reset_link_that_two_persons_did_not_agree_to(office: Office, world: Any) -> None:
    sql = "INSERT INTO invitation (token_key, account, purpose) VALUES ('x', $1, 'reset')"
    person = await add_person(world.owner, office.vault)
    assert await refused(world, sql, person.account, state=CHECK) == "invitation_reset_approved"
    await done(
        world,
        "INSERT INTO reset (id, account, proposed_by) VALUES ($1, $2, $3)",
        new_id(),
        person.account,
        office.alice.account,
    )
    assert await refused(world, sql, person.account, state=CHECK) == "invitation_reset_approved"


async def test_a_reset_of_ones_own_account_or_by_one_person(office: Office, world: Any) -> None:
    ask = "INSERT INTO reset (id, account, proposed_by) VALUES ($1, $2, $3)"
    alice, bruno = office.alice.account, office.bruno.account
    assert await refused(world, ask, new_id(), alice, alice, state=CHECK) == "reset_never_of_oneself"
    person = await add_person(world.owner, office.vault)
    await done(world, ask, new_id(), person.account, alice)
    assert await refused(world, ask, new_id(), person.account, bruno, state=TWICE) == "reset_one_open"
    approve = "UPDATE reset SET approved_by = $1, approved_at = now()"
    assert await refused(world, approve, alice, state=CHECK) == "reset_takes_two_persons"
    assert await refused(world, approve, person.account, state=CHECK) == "reset_by_who_may"
    await done(world, "UPDATE reset SET refused_at = now()")
    assert await refused(world, approve, bruno, state=CHECK) == "reset_decided_once"


async def test_a_reset_asked_by_who_does_not_coordinate(office: Office, world: Any) -> None:
    one, two = await add_person(world.owner, office.vault, "technician"), await add_person(world.owner, office.vault)
    sql = "INSERT INTO reset (id, account, proposed_by) VALUES ($1, $2, $3)"
    assert await refused(world, sql, new_id(), two.account, one.account, state=CHECK) == "reset_by_who_may"


async def test_an_account_closed_while_it_still_decides(office: Office, world: Any) -> None:
    name = await refused(world, "UPDATE account SET closed_at = now()", state=CHECK)
    assert name == "account_closed_holds_nothing"


async def test_an_account_of_the_demonstration_disguised(office: Office, world: Any) -> None:
    await refused(world, "UPDATE account SET demo = false", state=DENIED)


async def test_a_session_longer_than_four_hours(office: Office, world: Any) -> None:
    sql = "UPDATE session SET ends_at = made_at + interval '5 hours'"
    assert await refused(world, sql, state=CHECK) == "session_lives_four_hours"


async def test_what_the_worker_does_not_need(office: Office, world: Any) -> None:
    for sql in (
        "SELECT verifier FROM password",
        "SELECT secret_sealed FROM totp",
        "UPDATE role_grant SET approved_at = now()",
        "INSERT INTO role_grant SELECT * FROM role_grant",
        "INSERT INTO invitation SELECT * FROM invitation",
        "INSERT INTO session SELECT * FROM session",
        "UPDATE account SET closed_at = NULL",
    ):
        await refused(world, sql, state=DENIED, role="relais_worker")


async def test_a_password_kept_otherwise_than_by_argon2id(office: Office, world: Any) -> None:
    sql = "INSERT INTO password (account, verifier) VALUES ($1, 'motdepasse')"
    assert await refused(world, sql, office.alice.account, state=CHECK) == "password_is_argon2id"
