"""Backups given back: the exercise sees what is wrong, and what was erased stays so in the copies."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from relais.audit.model import CONSOLE
from relais.cases import service
from relais.cases.anchors import write_anchors
from relais.cli.backup_manifest import manifest_of, read_manifest
from relais.cli.keyring import destroy, rotate
from relais.cli.restore import restore_into
from relais.core.context import WORKER
from relais.core.db import Database, connect
from relais.core.settings import Settings
from relais.core.vault import create_keys
from tests.cases.copying import (
    age,
    backed_up,
    empty_database,
    fill,
    line_of,
    refused,
    rehearsed,
    schema_of,
)
from tests.cases.desk import Desk, connected, person_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def ready(desk: Desk, settings: Settings) -> Iterator[Settings]:
    return replace(settings, keys_dir=desk.keys)


async def told(desk: Desk, **more: Any) -> Any:
    """A case with something in it."""
    made = await desk.open(**more)
    async with desk.database.acting(person_of(made.case)) as db:
        await service.write_part(db, desk.vault, made.case, "need", {"codes": ["sleep"]})
    return made.case


async def erase(desk: Desk, case: Any) -> None:
    async with desk.database.acting(person_of(case)) as db:
        await service.erase_case(db, CONSOLE, case)


async def anchor(desk: Desk, settings: Settings) -> None:
    async with connected(desk, "relais_worker", WORKER) as db:
        await write_anchors(db, settings.anchors_file)


async def test_an_exercise_proves_rows_chains_keys_the_living_and_the_erased(desk: Desk, ready: Settings) -> None:
    await fill(desk)
    await told(desk, alias="Vivant")
    await erase(desk, await told(desk))
    await anchor(desk, ready)
    said = await rehearsed(desk, ready, (await backed_up(desk, ready.var_dir / "b")).path)
    assert [line[:5] for line in said] == ["bon  "] * len(said)
    assert "3 dossiers" in line_of(said, "Chaînes")
    assert line_of(said, "Vivants").endswith("tous s'ouvrent, 2.")
    assert line_of(said, "Effacés avant").endswith("rien à ouvrir, 1.")
    assert line_of(said, "Effacés depuis").endswith("illisibles dans cette copie, 0.")
    assert "7 valeurs scellées s'ouvrent" in line_of(said, "Clés")
    assert line_of(said, "Témoins").startswith("bon")


@pytest.mark.long
async def test_what_was_erased_dies_in_the_old_copy_with_the_old_key_and_the_living_do_not(
    desk: Desk, ready: Settings
) -> None:
    gone, kept = await told(desk, alias="Kanari"), await told(desk, alias="Vivant")
    old = await backed_up(desk, ready.var_dir / "b")
    await erase(desk, gone)
    said = await rehearsed(desk, ready, old.path)
    assert line_of(said, "Effacés depuis").startswith("noté")  # the key that opens the copy is still there
    assert "encore lisibles dans cette copie, 1 :" in line_of(said, "Effacés depuis")
    await rotate(desk.world.owner_url, ready)
    new = await backed_up(desk, ready.var_dir / "b2")
    age(desk, 2)
    await destroy(desk.world.owner_url, ready, 1)
    said = await rehearsed(desk, ready, old.path)
    assert line_of(said, "Effacés depuis") == "bon    Effacés depuis : illisibles dans cette copie, 1."
    assert "tous s'ouvrent, 1, dont 1 avec la clé que leur a refaite" in line_of(said, "Vivants")
    assert "sans la 0001" in line_of(said, "Clés")
    assert not [line for line in said if line.startswith("FAUTE")]
    assert (old.manifest.keys, new.manifest.keys) == ([1], [2])
    said = await rehearsed(desk, ready, new.path, live=False)
    assert line_of(said, "Vivants") == "bon    Vivants : tous s'ouvrent, 1."
    assert line_of(said, "Effacés avant").endswith("rien à ouvrir, 1.")
    assert kept != gone


async def test_an_old_copy_alone_says_that_its_living_do_not_open_any_more(desk: Desk, ready: Settings) -> None:
    await told(desk)
    old = await backed_up(desk, ready.var_dir / "b")
    await rotate(desk.world.owner_url, ready)
    age(desk, 2)
    await destroy(desk.world.owner_url, ready, 1)
    said = await rehearsed(desk, ready, old.path, live=False)
    assert line_of(said, "Vivants").startswith("FAUTE")
    assert "n'est pas joignable" in line_of(said, "Effacés depuis")


@pytest.mark.long
async def test_an_exercise_names_the_table_the_chain_or_the_keys_that_are_wrong(
    desk: Desk, ready: Settings, tmp_path: Path
) -> None:
    first, second = await told(desk), await told(desk)
    await anchor(desk, ready)
    kept = await backed_up(desk, tmp_path / "b")
    tables = {**kept.manifest.tables, "aid_case": 3, "lost": 1}
    said = await rehearsed(desk, ready, kept.path, tables=tables, chains=kept.manifest.chains[:1], day="2000-01-01")
    assert line_of(said, "Lignes") == (
        "FAUTE  Lignes : aid_case : 2 lignes au lieu de 3, lost : 0 lignes au lieu de 1."
    )
    assert line_of(said, "Fins de chaînes").startswith("FAUTE")
    assert "sans ancre d'un jour d'avant" in line_of(said, "Chaînes")
    for table, column in (("case_event", "case_id"), ("case_part", "case_id"), ("aid_case", "id")):
        await meddle(desk, f"DELETE FROM {table} WHERE {column} = '{first}'")
    create_keys(tmp_path / "others")
    cut = await backed_up(desk, tmp_path / "c")
    said = await rehearsed(desk, replace(ready, keys_dir=tmp_path / "others"), cut.path, day="9999-01-01")
    assert "n'est plus là, sans avoir été purgé" in line_of(said, "Chaînes")
    assert "1 valeurs scellées sur 1 ne s'ouvrent pas" in line_of(said, "Clés")
    assert line_of(said, "Vivants").startswith("FAUTE")
    assert second != first
    said = await rehearsed(desk, replace(ready, keys_dir=tmp_path / "none"), cut.path)
    assert line_of(said, "Clés").startswith("FAUTE")


async def meddle(desk: Desk, *statements: str) -> None:
    """As a superuser who puts every guard aside."""
    db = await connect(desk.world.superuser_url)
    await db.execute("SET session_replication_role = replica")
    for sql in statements:
        await db.execute(sql)
    await db.close()


async def test_a_file_that_changed_or_was_cut_is_refused_before_anything(desk: Desk, tmp_path: Path) -> None:
    kept = (await backed_up(desk, tmp_path)).path
    whole = kept.read_bytes()
    for wrong in (whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        kept.write_bytes(wrong)
        with refused("n'est pas celui que décrit son manifeste"):
            read_manifest(kept)
    manifest_of(kept).write_text("{")
    with refused("est abîmé"):
        read_manifest(kept)
    manifest_of(kept).unlink()
    with refused("l'un des deux manque"):
        read_manifest(kept)


async def test_a_database_given_back_is_the_same_with_its_rights_and_answers_the_application(
    desk: Desk, ready: Settings
) -> None:
    case = await told(desk, alias="Vivant")
    kept = await backed_up(desk, ready.var_dir / "b")
    with refused("n'est pas vide"):
        await restore_into(desk.world.superuser_url, kept.path, kept.manifest, desk.pads)
    async with empty_database(desk) as empty:
        await restore_into(empty.url(), kept.path, kept.manifest, desk.pads)
        async with empty_database(desk) as second:  # what was given back gives itself back, to the letter
            again = await backed_up(desk, ready.var_dir / "b2", empty.url("relais_backup"))
            await restore_into(second.url(), again.path, again.manifest, desk.pads)
            assert schema_of(second.url()) == schema_of(empty.url())
        assert settled(schema_of(empty.url())) == settled(schema_of(desk.world.superuser_url))
        for role, may in (("relais_app", True), ("relais_backup", True), ("pg_monitor", False)):
            found = await rights(empty.url(), role)
            assert found is may, role
        database = Database(empty.url("relais_app"), pads=desk.pads)
        async with database.acting(person_of(case)) as db:
            assert (await service.case_for(db, desk.vault, case)).alias == "Vivant"
            assert await service.read_parts(db, desk.vault, case) == {"need": {"codes": ["sleep"]}}
        await database.close()


def settled(schema: str) -> list[str]:
    """Without the parentheses that PostgreSQL adds when it reads its own words again."""
    return schema.translate(str.maketrans("", "", "()")).splitlines()


async def rights(url: str, role: str) -> bool:
    db = await connect(url)
    found: bool = await db.fetchval("SELECT has_database_privilege($1, current_database(), 'CONNECT')", role)
    await db.close()
    return found


async def test_a_dump_that_does_not_go_in_whole_leaves_the_database_empty(desk: Desk, ready: Settings) -> None:
    kept = await backed_up(desk, ready.var_dir / "b")
    size = kept.path.stat().st_size
    os.truncate(kept.path, size - size // 3)
    async with empty_database(desk) as empty:
        with refused("la base est restée vide"):
            await restore_into(empty.url(), kept.path, kept.manifest, desk.pads)
        db = await connect(empty.url())
        assert await db.fetchval("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0
        await db.close()
