"""`relais backup`, `relais restore` and `relais purge`, as a person at the console runs them."""

import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from relais.cli.restore import scratch_server
from relais.core.embedded import EmbeddedPostgres
from tests.serving import COMMAND, PATIENCE, Serving, environ, relais

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def var(short_folder: Path) -> Path:
    """A folder with tables, keys and nobody."""
    folder = Path(tempfile.mkdtemp(dir=short_folder)) / "var"
    folder.parent.chmod(0o711)
    for words in (("keys", "create"), ("migrate",)):
        done = relais(folder, *words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def aside(short_folder: Path) -> Path:
    """Where this test's scratch servers are made, within reach of the account they run as."""
    folder = Path(tempfile.mkdtemp(dir=short_folder))
    folder.chmod(0o711)
    return folder


def test_a_backup_is_made_beside_a_running_relais_tried_and_given_back(var: Path, aside: Path, tmp_path: Path) -> None:
    serving = Serving(var)
    try:
        serving.wait_ready()
        done = relais(var, "backup", str(tmp_path))
        assert done.returncode == 0, done.stderr
        (dump,) = tmp_path.glob("*.dump")
        assert done.stdout.startswith(f"{dump} : ")
        tried = relais(var, "restore", str(dump), TMPDIR=str(aside))
        assert tried.returncode == 0, tried.stdout + tried.stderr
        assert "illisibles dans cette copie" in tried.stdout
        assert "Tout se rend." in tried.stdout
        assert list(aside.iterdir()) == []
        refused = relais(var, "restore", "--here", str(dump))
        assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
        assert "n'est pas vide" in refused.stderr
    finally:
        serving.close()
    shutil.move(var / "pg", var / "pg-avant")
    given = relais(var, "restore", "--here", str(dump))
    assert given.returncode == 0, given.stderr
    assert relais(var, "import").stdout.startswith("Rien à faire")
    assert "tout se tient" in relais(var, "audit", "verify").stdout
    assert relais(var, "purge").stdout == "Échus et retirés : dossiers 0, contenus de dossiers 0, fiches 0.\n"


def test_what_cannot_be_backed_up_or_given_back_is_said_in_one_sentence(var: Path, tmp_path: Path) -> None:
    nowhere = "postgresql://relais_backup:secretdubackup@127.0.0.1:1/relais"
    (tmp_path / "a.dump").write_bytes(b"PGDMP")
    (tmp_path / "a.json").write_text("{}")
    for words, more, sentence in (
        (("backup", "--keep", "36"), {}, "--keep va de 1 à 35 jours"),
        (("backup", "--keep", "0"), {}, "--keep va de 1 à 35 jours"),
        (("backup",), {"RELAIS_BACKUP_URL": nowhere}, "ne répond pas"),
        (("backup",), {"RELAIS_APP_URL": nowhere}, "RELAIS_BACKUP_URL"),
        (("purge",), {"RELAIS_APP_URL": nowhere}, "RELAIS_PURGE_URL"),
        (("purge",), {"RELAIS_PURGE_URL": nowhere}, "ne répond pas"),
        (("restore", str(tmp_path / "none.dump")), {}, "l'un des deux manque"),
        (("restore", str(tmp_path / "a.dump")), {}, "est abîmé"),
    ):
        done = relais(var, *words, **more)
        assert done.returncode == 1, words
        assert sentence in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert "secretdubackup" not in done.stdout + done.stderr


def test_a_try_that_is_interrupted_leaves_neither_server_nor_folder(var: Path, aside: Path) -> None:
    relais(var, "backup")
    dump = max((var / "backups").glob("*.dump"))
    env = environ(var, TMPDIR=str(aside))
    trying = subprocess.Popen([*COMMAND, "restore", str(dump)], env=env, stdout=subprocess.PIPE)
    until = time.monotonic() + PATIENCE
    while not (started := list(aside.glob("*/pg/postmaster.pid"))) and time.monotonic() < until:
        time.sleep(0.01)
    assert started
    pid = int(started[0].read_text().splitlines()[0])
    trying.send_signal(signal.SIGTERM)
    trying.communicate(timeout=PATIENCE)
    assert trying.returncode == 130
    assert list(aside.iterdir()) == []
    assert not Path(f"/proc/{pid}").exists()


def test_a_scratch_server_is_gone_with_its_data_when_it_ends() -> None:
    with scratch_server() as server:
        assert isinstance(server, EmbeddedPostgres)
        data = server.data_dir
        assert data is not None
        assert (data / "PG_VERSION").exists()
    assert not data.exists()
