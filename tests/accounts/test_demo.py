"""The demonstration: on this machine only, one account per role, shown once, closed at will."""

from typing import Any

import pytest
from msgspec import structs

from relais.accounts.demo import CAST, close_demo, count_demo, demo_fault, make_demo, renew_demo
from relais.accounts.holders import holders
from relais.accounts.model import Role
from relais.accounts.passwords import Passwords, password_fault
from relais.accounts.people import list_people
from relais.core.db import Database
from relais.core.settings import Settings
from tests.accounts.granting import Office
from tests.web.site import VAULT

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(world: Any, anyio_backend: str) -> Any:
    opened = Database(world.app_url, max_size=2)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    "settings",
    [
        {"env": "production"},
        {"host": "0.0.0.0"},
        {"host": "192.168.1.2"},
        {"host": "::"},
        {"app_url": "postgresql://relais_app@base/relais"},
        {"owner_url": "postgresql://relais_owner@base/relais"},
        {"worker_url": "postgresql://relais_worker@base/relais"},
    ],
)
def test_it_is_refused_anywhere_but_here(settings: dict[str, Any]) -> None:
    assert demo_fault(Settings()) == ""
    assert demo_fault(structs.replace(Settings(), **settings))


async def test_there_is_an_account_per_role_and_more_where_several_decide(world: Any, database: Database) -> None:
    made = await make_demo(database, VAULT)
    assert [one.email for one in made] == [one.email for one in CAST]
    async with database.reading() as db:
        for role in Role.__args__:  # type: ignore[attr-defined]
            several = {"coordinator": 2, "commissioner": 2, "signatory": 3}
            assert len(await holders(db, role, entered=False)) == several.get(role, 1)
        assert {one.state for one in await list_people(db, VAULT)} == {"invited"}
        assert all(one.demo and not one.pending for one in await list_people(db, VAULT))
        assert await count_demo(db) == len(CAST)
    assert await make_demo(database, VAULT) == []
    assert await world.owner.fetchval("SELECT count(*) FROM outbox") == 0


@pytest.mark.long
async def test_each_password_is_its_own_strong_and_kept_only_as_a_verifier(world: Any, database: Database) -> None:
    made = await make_demo(database, VAULT)
    assert len({one.password for one in made}) == len(made)
    assert [password_fault(one.password, one.name, one.email) for one in made] == [""] * len(made)
    verifiers = [row["verifier"] for row in await world.owner.fetch("SELECT verifier FROM password")]
    held = [await Passwords().holds(verifiers[0], one.password) for one in made]
    assert held.count(True) == 1


@pytest.mark.long
async def test_new_passwords_forget_the_second_factors_and_the_sessions(world: Any, database: Database) -> None:
    before = await make_demo(database, VAULT)
    await world.owner.execute(
        "INSERT INTO totp (account, secret_sealed) SELECT id, 'x' FROM account; "
        "INSERT INTO session (id_key, account, stage, ends_at) "
        "SELECT sha256(id::text::bytea), id, 'full', now() + interval '1 hour' FROM account; "
        "UPDATE account SET entered_at = now()"
    )
    after = await renew_demo(database, VAULT)
    assert {one.password for one in before} & {one.password for one in after} == set()
    counts = "SELECT (SELECT count(*) FROM totp) + (SELECT count(*) FROM session) + count(entered_at) FROM account"
    assert await world.owner.fetchval(counts) == 0


@pytest.mark.long
async def test_closed_it_holds_nothing_and_can_be_made_again(world: Any, database: Database) -> None:
    await make_demo(database, VAULT)
    assert await close_demo(database, VAULT) == len(CAST)
    async with database.reading() as db:
        assert await count_demo(db) == 0
        assert {one.state for one in await list_people(db, VAULT)} == {"closed"}
    assert await renew_demo(database, VAULT) == []
    assert len(await make_demo(database, VAULT)) == len(CAST)


async def test_it_adds_nothing_to_a_database_that_people_use(office: Office, database: Database) -> None:
    assert await make_demo(database, office.vault) == []
    async with database.reading() as db:
        assert await count_demo(db) == 0
