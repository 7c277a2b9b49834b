"""The scripts of deploy/, run for real: secrets, accounts of the database, the hourly edition, the key."""

import http.server
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.migrate import check_schema, migrate
from tests.deploy.reading import DEPLOY, ROOT
from tests.serving import COMMAND, environ

PATIENCE = 20.0
WORKER = ("worker", "--edition")
HOUR = 3_600_000_000_000  # nanoseconds


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*words], capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **more})


def test_secrets_are_made_once_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    assert run("sh", str(DEPLOY / "secrets.sh"), str(folder)).returncode == 0
    before = {path.name: path.read_text() for path in folder.iterdir()}
    again = run("sh", str(DEPLOY / "secrets.sh"), str(folder))
    assert again.returncode == 1
    assert "rien n'a été changé" in again.stderr
    assert {path.name: path.read_text() for path in folder.iterdir()} == before


def test_secrets_are_long_all_different_and_only_ours_to_enter(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    run("sh", str(DEPLOY / "secrets.sh"), str(folder))
    assert (folder / "smtp_password").read_text() == ""  # not ours to make
    named = [path for path in folder.iterdir() if path.name.endswith(("_password", "master_key"))]
    passwords = [path.read_text() for path in named if path.name != "smtp_password"]
    assert len(passwords) == len(set(passwords)) == 7
    assert min(map(len, passwords)) >= 48
    assert folder.stat().st_mode & 0o777 == 0o700
    for account in ("owner", "app", "worker", "backup", "purge"):
        password = (folder / f"{account}_password").read_text()
        assert (folder / f"{account}_url").read_text() == f"postgresql://relais_{account}:{password}@postgres/relais"


@pytest.fixture
def fresh_server(embedded_folder: Callable[[], Path]) -> Iterator[EmbeddedPostgres]:
    """A server without our accounts, as the image makes it."""
    with EmbeddedPostgres(embedded_folder(), options=("fsync=off",)) as server:
        yield server


@pytest.mark.anyio
async def test_the_accounts_that_are_made_are_enough_to_migrate(fresh_server: EmbeddedPostgres, tmp_path: Path) -> None:
    make_roles(fresh_server, tmp_path)
    await migrate(fresh_server.url("relais_owner"))
    for role in ("relais_app", "relais_worker"):
        db = await connect(fresh_server.url(role))
        await check_schema(db)
        await db.close()
    admin = await connect(fresh_server.superuser_url)
    rights = await admin.fetch(
        "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls AS strong, "
        "rolpassword LIKE 'SCRAM-SHA-256%' AS hashed FROM pg_authid WHERE rolname LIKE 'relais%' ORDER BY 1"
    )
    await admin.close()
    assert [tuple(row) for row in rights] == [
        ("relais_app", False, True),
        ("relais_audit", False, None),  # without a password, only the superuser enters as it
        ("relais_backup", True, True),  # bypasses the policies
        ("relais_owner", False, True),
        ("relais_purge", False, True),
        ("relais_worker", False, True),
    ]


def make_roles(server: EmbeddedPostgres, folder: Path) -> None:
    """Make the secrets, and run roles.sql as the image of PostgreSQL does at its first start."""
    run("sh", str(DEPLOY / "secrets.sh"), str(folder / "secrets"))
    assert server.binaries is not None
    psql = server.binaries.folder / "psql"
    if not psql.exists():
        pytest.skip("psql is not among the binaries of this PostgreSQL")
    script = (DEPLOY / "postgres" / "roles.sql").read_text(encoding="utf-8")
    (folder / "roles.sql").write_text(script.replace("/run/secrets/", f"{folder}/secrets/"))
    options = ("--no-psqlrc", "--no-password", "--set=ON_ERROR_STOP=1", f"--file={folder / 'roles.sql'}")
    done = run(str(psql), *options, server.superuser_url)
    assert done.returncode == 0, done.stderr


@pytest.mark.long
def test_the_worker_writes_the_edition_when_it_is_an_hour_old_and_stops_when_told(world: Any, tmp_path: Path) -> None:
    page = tmp_path / "edition" / "secours" / "index.html"
    page.parent.parent.mkdir()
    env = environ(tmp_path / "var", RELAIS_APP_URL=world.app_url, RELAIS_WORKER_URL=world.worker_url)
    for _ in range(2):
        worker = subprocess.Popen([*COMMAND, *WORKER, str(page.parent)], env=env, stdout=subprocess.DEVNULL)
        try:
            written = wait_for_another(page, page.stat().st_mtime_ns if page.exists() else 0)
        finally:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE) == 0
        assert written
        os.utime(page, ns=(written - HOUR, written - HOUR))


@pytest.mark.long
def test_the_edition_is_written_without_a_database_too(tmp_path: Path) -> None:
    page = tmp_path / "secours" / "index.html"
    nowhere = "postgresql://nobody@/relais?host=/nonexistent"
    env = environ(tmp_path / "var", RELAIS_APP_URL=nowhere, RELAIS_WORKER_URL=nowhere)
    worker = subprocess.Popen([*COMMAND, *WORKER, str(page.parent)], env=env, stdout=subprocess.DEVNULL)
    try:
        assert wait_for_another(page, 0)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0


def wait_for_another(page: Path, before: int) -> int:
    """The moment of a version of the page later than `before`, in nanoseconds."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if page.exists() and (moment := page.stat().st_mtime_ns) > before:
            return moment
        time.sleep(0.05)
    raise AssertionError("no edition was written")


class Keys(http.server.BaseHTTPRequestHandler):
    """Answers as the documentation of Meilisearch says its route of keys does."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked = (self.path, self.headers["Authorization"], json.loads(asked))  # type: ignore[attr-defined]
        body = b'{"name":null,"description":"Relais","key":"d0552b41","uid":"6062abda","actions":["search"]}'
        self.send_response(201)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is said on the error output."""


@pytest.mark.skipif(not shutil.which("curl"), reason="curl, which the image of Meilisearch has, is not on this machine")
def test_the_key_that_is_made_can_do_what_the_guide_says_and_no_more(tmp_path: Path) -> None:
    (tmp_path / "master").write_text("maître")
    with http.server.HTTPServer(("127.0.0.1", 0), Keys) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        done = run("sh", str(DEPLOY / "meilisearch" / "key.sh"), address, str(tmp_path / "master"))
        server.shutdown()
        path, authorization, asked = server.asked  # type: ignore[attr-defined]
    assert done.stdout == "d0552b41"
    assert path == "/keys"
    assert authorization.encode("latin-1").decode() == "Bearer maître"
    guide = (ROOT / "docs" / "how-to" / "meilisearch.md").read_text(encoding="utf-8")
    written = guide.partition("--data '")[2].partition("'")[0]
    assert asked == json.loads(written)
