"""`relais audit`, `relais erase` and `relais keys`, as a person at the console runs them."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from relais.core.db import connect
from tests.cases.desk import Desk
from tests.serving import COMMAND, environ

pytestmark = [pytest.mark.anyio, pytest.mark.long]


def run(desk: Desk, folder: Path, *words: str) -> tuple[int, str]:
    urls = {"OWNER": desk.world.owner_url, "APP": desk.world.app_url, "WORKER": desk.world.worker_url}
    given = {f"RELAIS_{name}_URL": url for name, url in urls.items()}
    env = environ(folder, RELAIS_KEYS_DIR=str(desk.keys), **given)
    done = subprocess.run([*COMMAND, *words], env=env, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


async def test_a_case_is_erased_checked_and_its_key_destroyed_from_the_console(desk: Desk, tmp_path: Path) -> None:
    first, second = await desk.open(alias="Kanari"), await desk.open()
    assert run(desk, tmp_path, "migrate")[0] == 0  # writes again the pads of these keys
    assert "2 dossiers, 2 événements" in run(desk, tmp_path, "audit", "verify")[1]
    assert run(desk, tmp_path, "erase", first.reference.lower(), "--yes")[0] == 0
    code, said = run(desk, tmp_path, "erase", str(first.case), "--yes")
    assert (code, said.count("\n")) == (1, 1)
    assert await desk.acts(first.case) == ["case.opened", "case.erased"]
    assert "La clé 0002" in run(desk, tmp_path, "keys", "rotate")[1]
    assert "dix minutes" in run(desk, tmp_path, "keys", "destroy", "1")[1]
    os.utime(desk.keys / "kek-0002", (0, 0))
    assert run(desk, tmp_path, "keys", "destroy", "1")[0] == 0
    assert await desk.owner.fetchval("SELECT array_agg(kek) FROM aid_case WHERE id = $1", second.case) == [2]


async def test_a_row_that_was_rewritten_ends_the_check_with_its_name(desk: Desk, tmp_path: Path) -> None:
    made = await desk.open()
    db: Any = await connect(desk.world.superuser_url)
    await db.execute("SET session_replication_role = replica")
    await db.execute("UPDATE aid_case SET seq = 2")
    await db.close()
    code, said = run(desk, tmp_path, "audit", "verify")
    assert code == 1
    assert f"le dossier {made.case} : les événements à partir du 2 manquent" in said


async def test_keys_that_the_database_does_not_know_erase_nothing(desk: Desk, tmp_path: Path) -> None:
    made = await desk.open()
    await desk.owner.execute("DELETE FROM context_key")
    code, said = run(desk, tmp_path, "erase", made.reference, "--yes")
    assert code == 1
    assert "relais migrate" in said
    assert await desk.acts(made.case) == ["case.opened"]
