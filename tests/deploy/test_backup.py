"""What the guide of backups tells to type, typed: a database given back is the same, with its rights."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import check_schema, migrate
from relais.directory.data_import import import_data
from relais.directory.snapshot import load_snapshot
from tests.deploy.reading import ROOT
from tests.deploy.test_scripts import make_roles
from tests.serving import COMMAND, environ

GUIDE = (ROOT / "docs" / "how-to" / "sauvegarde.md").read_text(encoding="utf-8").replace("\\\n", "")
GIVING_BACK = GUIDE.partition("## Rendre pour de bon")[2]


@pytest.mark.long
@pytest.mark.anyio
async def test_a_backup_given_back_is_the_same_directory_with_the_same_rights(
    embedded_folder: Callable[[], Path], tmp_path: Path
) -> None:
    with EmbeddedPostgres(embedded_folder(), options=("fsync=off",)) as server:
        make_roles(server, tmp_path)
        await migrate(server.owner_url)
        await import_data(server.app_url, ROOT / "data")
        before = await published(server)
        relais(server, tmp_path, "keys", "create")
        relais(server, tmp_path, "migrate")
        relais(server, tmp_path, "backup", str(tmp_path / "backups"))
        (dump,) = (tmp_path / "backups").glob("*.dump")
        assert "Tout se rend" in relais(server, tmp_path, "restore", str(dump))
        told = re.findall(r"exec -T postgres psql (.*?) --dbname=(\w+) --command='(.*?)'", GIVING_BACK)
        assert len(told) == 3
        await typed(server, told[:2])
        assert re.search(r"prepare relais restore --here /backups/", GIVING_BACK)
        assert "est rendue" in relais(server, tmp_path, "restore", "--here", str(dump))
        await typed(server, told[2:])
        assert await published(server) == before
        assert await rights(server) == (False, True)
        assert "tout se tient" in relais(server, tmp_path, "audit", "verify")
        await migrate(server.owner_url)


def relais(server: EmbeddedPostgres, folder: Path, *words: str) -> str:
    """The command, with the accounts of the deployment."""
    urls = {"OWNER": server.owner_url, "APP": server.app_url, "BACKUP": server.backup_url}
    env = environ(folder / "var", **{f"RELAIS_{name}_URL": url for name, url in urls.items()})
    done = subprocess.run([*COMMAND, *words], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def typed(server: EmbeddedPostgres, commands: list[tuple[str, str, str]]) -> None:
    """Statements that the guide gives to the superuser."""
    for _, database, sql in commands:
        db = await connect(server.url("postgres", database))
        await db.execute(sql)
        await db.close()


async def published(server: EmbeddedPostgres) -> tuple[int, tuple[str, ...]]:
    db = await connect(server.app_url)
    await check_schema(db)
    snapshot = await load_snapshot(db)
    await db.close()
    return snapshot.version, tuple(service.name for service in snapshot.services)


async def rights(server: EmbeddedPostgres) -> tuple[bool, bool]:
    """Whether anyone at all, and the app, may connect."""
    db = await connect(server.superuser_url)
    row = await db.fetchrow(
        "SELECT datacl::text ~ '[{,]=' AS anyone, has_database_privilege('relais_app', datname, 'CONNECT') AS app "
        "FROM pg_database WHERE datname = 'relais'"
    )
    await db.close()
    return row["anyone"], row["app"]
