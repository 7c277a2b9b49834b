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

GUIDE = (ROOT / "docs" / "how-to" / "sauvegarde.md").read_text(encoding="utf-8").replace("\\\n", "")


def told(program: str) -> list[str]:
    """The options that the guide gives to a program inside the container."""
    found = re.search(rf"exec -T postgres {program} ([^<>]*)[<>]", GUIDE)
    assert found is not None
    return found[1].split()


@pytest.mark.anyio
async def test_a_backup_given_back_is_the_same_directory_with_the_same_rights(
    embedded_folder: Callable[[], Path], tmp_path: Path
) -> None:
    with EmbeddedPostgres(embedded_folder(), options=("fsync=off",)) as server:
        make_roles(server, tmp_path)
        await migrate(server.owner_url)
        await import_data(server.app_url, ROOT / "data")
        before = await published(server)
        run(server, "pg_dump", stdout=tmp_path / "relais.dump")
        await spoil(server)
        run(server, "pg_restore", stdin=tmp_path / "relais.dump")
        assert await published(server) == before
        assert await rights(server) == (False, True)
        await migrate(server.owner_url)


def run(server: EmbeddedPostgres, program: str, *, stdin: Path | None = None, stdout: Path | None = None) -> None:
    assert server.binaries is not None
    if not (server.binaries.folder / program).exists():
        pytest.skip(f"{program} is not among the binaries of this PostgreSQL")
    socket = server.superuser_url.rpartition("host=")[2]
    command = [str(server.binaries.folder / program), f"--host={socket}", *told(program)]
    with (stdin or Path("/dev/null")).open("rb") as given, (stdout or Path("/dev/null")).open("wb") as kept:
        subprocess.run(command, stdin=given, stdout=kept, check=True)


async def published(server: EmbeddedPostgres) -> tuple[int, tuple[str, ...]]:
    db = await connect(server.app_url)
    await check_schema(db)
    snapshot = await load_snapshot(db)
    await db.close()
    return snapshot.version, tuple(service.name for service in snapshot.services)


async def spoil(server: EmbeddedPostgres) -> None:
    """A database that is there, and wrong."""
    db = await connect(server.superuser_url)
    await db.execute("DROP TABLE change_request_line, change_request CASCADE")
    await db.close()


async def rights(server: EmbeddedPostgres) -> tuple[bool, bool]:
    """Whether anyone at all, and the app, may connect."""
    db = await connect(server.superuser_url)
    row = await db.fetchrow(
        "SELECT datacl::text ~ '[{,]=' AS anyone, has_database_privilege('relais_app', datname, 'CONNECT') AS app "
        "FROM pg_database WHERE datname = 'relais'"
    )
    await db.close()
    return row["anyone"], row["app"]
