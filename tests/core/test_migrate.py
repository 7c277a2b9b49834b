"""Migrations: in order, once, as the owner, and never on a database that does not fit."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from relais.core.db import connect
from relais.core.migrate import SchemaFault, check_schema, list_files, migrate

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "0001_first.sql", "CREATE TABLE first_thing (n int);")
    write(tmp_path, "0002_second.sql", "CREATE TABLE second_thing (n int); INSERT INTO first_thing VALUES (1);")
    return tmp_path


@pytest.fixture
async def empty(world: Any) -> Any:
    """A database whose schema was removed."""
    await world.owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return world


def write(folder: Path, name: str, sql: str) -> None:
    (folder / name).write_text(sql, encoding="utf-8")


async def test_migrations_are_applied_once_and_tables_belong_to_the_owner(empty: Any, folder: Path) -> None:
    assert await migrate(empty.superuser_url, folder=folder) == 2
    assert await migrate(empty.superuser_url, folder=folder) == 2
    assert await empty.owner.fetchval("SELECT count(*) FROM first_thing") == 1
    owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'second_thing'"
    assert await empty.owner.fetchval(owner) == "relais_owner"


async def test_the_owner_can_migrate_once_the_roles_exist(empty: Any, folder: Path) -> None:
    assert await migrate(empty.owner_url, folder=folder) == 2


async def test_the_application_role_cannot_migrate(empty: Any, folder: Path) -> None:
    with pytest.raises(SchemaFault):
        await migrate(empty.app_url, folder=folder)


async def test_a_failing_migration_leaves_nothing_of_itself(empty: Any, folder: Path) -> None:
    write(folder, "0003_third.sql", "CREATE TABLE third_thing (n int); SELECT 1/0;")
    with pytest.raises(Exception, match="division"):
        await migrate(empty.superuser_url, folder=folder)
    assert await empty.owner.fetchval("SELECT to_regclass('third_thing')") is None
    assert await empty.owner.fetchval("SELECT max(number) FROM schema_migration") == 2


async def test_an_applied_file_that_changed_is_refused(empty: Any, folder: Path) -> None:
    await migrate(empty.superuser_url, folder=folder)
    write(folder, "0001_first.sql", "CREATE TABLE first_thing (n bigint);")
    with pytest.raises(SchemaFault) as caught:
        await migrate(empty.superuser_url, folder=folder)
    assert "0001_first.sql" in caught.value.sentence


def test_line_endings_do_not_change_the_digest(folder: Path) -> None:
    before = list_files(folder)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert list_files(folder) == before


def test_a_gap_in_the_numbers_is_refused(folder: Path) -> None:
    write(folder, "0004_fourth.sql", "SELECT 1;")
    with pytest.raises(SchemaFault):
        list_files(folder)


async def test_concurrent_starts_apply_each_migration_once(empty: Any, folder: Path) -> None:
    reached = await asyncio.gather(*(migrate(empty.superuser_url, folder=folder) for _ in range(5)))
    assert reached == [2] * 5
    assert await empty.owner.fetchval("SELECT count(*) FROM first_thing") == 1


@pytest.mark.parametrize("kept", [0, 1])
async def test_the_application_refuses_a_database_behind_its_number(empty: Any, folder: Path, kept: int) -> None:
    await migrate(empty.superuser_url, folder=folder)
    await empty.owner.execute("DELETE FROM schema_migration WHERE number > $1", kept)
    app = await connect(empty.app_url)
    with pytest.raises(SchemaFault) as caught:
        await check_schema(app, folder=folder)
    await app.close()
    assert "relais migrate" in caught.value.sentence


async def test_the_application_refuses_a_database_ahead_of_it(empty: Any, folder: Path) -> None:
    await migrate(empty.superuser_url, folder=folder)
    (folder / "0002_second.sql").unlink()
    app = await connect(empty.app_url)
    with pytest.raises(SchemaFault) as caught:
        await check_schema(app, folder=folder)
    await app.close()
    assert "plus récente" in caught.value.sentence


@pytest.mark.long
async def test_a_migration_does_not_wait_for_ever_behind_a_reader(empty: Any, folder: Path) -> None:
    await migrate(empty.superuser_url, folder=folder)
    write(folder, "0003_third.sql", "ALTER TABLE first_thing ADD COLUMN m int;")
    async with empty.owner.transaction():
        await empty.owner.fetch("SELECT * FROM first_thing")
        with pytest.raises(SchemaFault) as caught:
            await migrate(empty.superuser_url, folder=folder)
    assert "occupée" in caught.value.sentence


async def test_the_shipped_migrations_fit_the_template(world: Any) -> None:
    app = await connect(world.app_url)
    await check_schema(app)
    await app.close()
