"""Backups: whole, of one moment, without keys, and refused to an account that does not see everything."""

import asyncio
import os
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from relais.cases import service
from relais.cli.backup import make_backup
from relais.cli.backup_manifest import manifest_of, read_manifest
from relais.cli.backup_store import LIST_KEYS
from relais.cli.keyring import REGISTRY
from relais.cli.restore import fill
from relais.core.counting import count_rows
from relais.core.db import connect
from relais.core.migrate import SchemaFault
from relais.core.pg_programs import find_program, run_program, telling, without_password
from tests.cases.copying import backed_up, backup_url, empty_database, in_clear, names_in, refused
from tests.cases.copying import fill as fill_sealed
from tests.cases.desk import Desk, person_of

pytestmark = pytest.mark.anyio


async def write_need(desk: Desk, case: Any, said: str) -> None:
    async with desk.database.acting(person_of(case)) as db:
        await service.write_part(db, desk.vault, case, "need", {"mots": said})


async def test_a_backup_says_every_row_it_holds_and_holds_no_key(desk: Desk, tmp_path: Path) -> None:
    made = await fill_sealed(desk)
    await write_need(desk, made.case, "Kanari des besoins")
    kept = await backed_up(desk, tmp_path / "b")
    assert kept.manifest == read_manifest(kept.path)
    assert kept.manifest.tables == await count_rows(desk.owner, but=frozenset({"context_key"}))
    assert (kept.manifest.tables["aid_case"], kept.manifest.tables["case_part"]) == (1, 1)
    assert [(end.case, end.seq > 0) for end in kept.manifest.chains] == [(made.case, True)]
    assert kept.manifest.keys == [1]
    assert kept.path.parent.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in kept.path.parent.iterdir()} == {0o600}
    assert len(list(kept.path.parent.iterdir())) == 2
    clear = in_clear(kept.path) + manifest_of(kept.path).read_bytes()
    assert b"COPY public.aid_case" in clear
    assert b"COPY public.context_key" not in clear
    secrets = [path.read_bytes() for path in desk.keys.iterdir()] + [desk.pads.inner, desk.pads.outer]
    for secret in (b"Kanari", b"Camille", *secrets, *(secret.hex().encode() for secret in secrets)):
        assert secret not in clear


async def test_an_account_bound_by_the_policies_makes_no_backup(desk: Desk, tmp_path: Path) -> None:
    for role in ("relais_app", "relais_worker", "relais_audit", "relais_purge", "relais_owner"):
        with refused("ne voit pas tout"):
            await make_backup(desk.world.server.url(role, desk.world.name), tmp_path / "b")
        assert not (tmp_path / "b").exists()


async def test_a_dump_bound_by_the_policies_would_succeed_and_hold_nothing(desk: Desk, tmp_path: Path) -> None:
    """Why an account is refused: `pg_dump` itself does not see that rows are hidden from it."""
    await desk.open()
    words = ("--data-only", "--enable-row-security", "--table=public.case_event", "--format=custom")
    kept = {}
    for role in ("relais_worker", "relais_backup"):
        url, path = desk.world.server.url(role, desk.world.name), tmp_path / role
        assert await run_program(find_program("pg_dump", 0), url, *words, f"--file={path}")
        kept[role] = in_clear(path).count(b"case.opened")
    assert kept == {"relais_worker": 0, "relais_backup": 1}


async def test_a_database_of_another_version_is_not_backed_up_by_halves(desk: Desk, tmp_path: Path) -> None:
    await desk.owner.execute("DELETE FROM schema_migration WHERE number > 5")
    with pytest.raises(SchemaFault):
        await backed_up(desk, tmp_path / "b")


def test_what_the_driver_says_is_replaced_by_its_code() -> None:
    with refused(r"^Rien : la base a répondu par l'erreur 53100\.$"), telling("Rien"):
        raise asyncpg.DiskFullError("could not extend file of Camille")


async def test_the_count_and_the_dump_are_of_one_moment_while_people_write(desk: Desk, tmp_path: Path) -> None:
    stop = asyncio.Event()

    async def go_on() -> int:
        opened = 0
        while not stop.is_set():
            await desk.open()
            opened += 1
        return opened

    await desk.open()
    writing = asyncio.create_task(go_on())
    kept = await backed_up(desk, tmp_path)
    stop.set()
    assert await writing > 1
    async with empty_database(desk) as empty:
        await fill(empty.url(), kept.path, kept.manifest)
        db = await connect(empty.url())
        assert await count_rows(db) == kept.manifest.tables
        await db.close()


async def test_a_backup_that_fails_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    await desk.owner.execute("REVOKE SELECT ON job FROM relais_backup")
    with refused("pg_dump a échoué"):
        await backed_up(desk, tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []
    (tmp_path / "file").write_text("")
    with refused("n'est pas accessible en écriture"):
        await backed_up(desk, tmp_path / "file")


async def test_backups_too_old_go_with_their_manifests_and_nothing_else_does(desk: Desk, tmp_path: Path) -> None:
    kept = await backed_up(desk, tmp_path)
    others = ("relais-20200101T000000Z.dump", "relais-20200101T000000Z.json", "relais-20990101T000000Z.dump")
    foreign = ("relais-2020-01-01.dump", "notes.txt", "relais-20200101T000000Z.dump.gpg")
    for name in (*others, *foreign):
        (tmp_path / name).write_text("")
    for name, age in ((".relais-a.partial", 90_000), (".relais-b.partial", 60)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (kept.manifest.taken_at.timestamp() - age,) * 2)
    made = await make_backup(backup_url(desk), tmp_path, keep=1)
    assert made.removed == [others[0]]
    assert names_in(tmp_path) - {"keys"} == {
        kept.path.name,
        manifest_of(kept.path).name,
        made.path.name,
        manifest_of(made.path).name,
    } | {
        others[2],
        ".relais-b.partial",
        *foreign,
    }


async def test_the_keys_named_are_those_of_every_column_that_is_sealed(desk: Desk) -> None:
    await fill_sealed(desk)
    for number, column in enumerate(REGISTRY, start=2):
        row = await column.list_others.one(desk.owner, 0, 1)
        assert row is not None
        await column.set_one.run(desk.owner, row.id, row.sealed, number.to_bytes(2, "big") + row.sealed[2:])
    named = [row.number for row in await LIST_KEYS.all(desk.owner)]
    assert named == list(range(2, 2 + len(REGISTRY)))


def test_a_program_older_than_the_server_is_said_with_what_to_install() -> None:
    with refused(r"pg_dump \d+ est plus ancien que la base .* PostgreSQL 99"):
        find_program("pg_dump", 99)


@pytest.mark.parametrize(
    ("url", "address", "password"),
    [
        ("postgresql://a:se%40cret@h:5433/b?sslmode=require", "postgresql://a@h:5433/b?sslmode=require", "se@cret"),
        ("postgresql://a@/b?host=/tmp/x&password=secret", "postgresql://a@/b?host=%2Ftmp%2Fx", "secret"),
        ("postgresql://a@h/b", "postgresql://a@h/b", ""),
    ],
)
def test_a_password_is_never_among_the_words_of_a_command(url: str, address: str, password: str) -> None:
    assert without_password(url) == (address, password)
