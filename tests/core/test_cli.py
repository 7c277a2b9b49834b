"""The `relais` command as a person runs it: in processes of its own, with a folder of its own."""

import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relais import cli
from relais.core.embedded import EmbeddedPostgres
from relais.core.embedded_process import serves
from relais.core.settings import PROJECT
from tests.serving import PATIENCE, Serving, environ, free_port, gone, relais


@pytest.fixture(scope="module")
def var(short_folder: Path) -> Iterator[Path]:
    """A folder whose database and directory were made once."""
    folder = Path(tempfile.mkdtemp(dir=short_folder)) / "var"
    folder.parent.chmod(0o711)
    done = relais(folder, "search", "mots")
    assert done.returncode == 0, done.stderr
    yield folder
    EmbeddedPostgres(folder).start().stop()  # also removes the socket folder of a server that was killed


@pytest.fixture
def serving(var: Path) -> Iterator[Callable[..., Serving]]:
    made: list[Serving] = []

    def make(**more: str) -> Serving:
        made.append(Serving(var, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_help_is_in_french_and_names_every_command(var: Path) -> None:
    shown = relais(var, "--help").stdout
    commands = "serve worker invite user keys migrate import search reindex export-static doctor"
    for command in commands.split():
        assert f"  {command} " in shown
        assert "Usage : relais" in relais(var, command, "--help").stdout
    assert "Show this message" not in shown


def test_every_command_has_its_heading_in_the_reference() -> None:
    page = (PROJECT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    headings = {line.removeprefix("## relais ") for line in page.splitlines() if line.startswith("## ")}
    assert headings == set(cli.relais.commands)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["chercher"], "cette commande n'existe pas"),
        (["search"], "il manque MOTS"),
        (["search", "mots", "--limite", "3"], "l'option --limite n'existe pas"),
        (["search", "mots", "--limit", "900"], "--limit n'est pas compris"),
        (["search", "mots", "--at", "demain"], "n'est pas un moment"),
    ],
)
def test_a_faulty_command_is_answered_in_one_french_sentence(var: Path, words: list[str], sentence: str) -> None:
    done = relais(var, *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_faulty_settings_are_all_told_and_nothing_starts(var: Path) -> None:
    done = relais(var, "serve", RELAIS_PORT="zéro", RELAIS_ENGINE="autre")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_search_answers_for_a_person_and_for_a_program(var: Path) -> None:
    for_a_person = relais(var, "search", "je veux mourir", "--at", "2026-11-24T10:00").stdout
    assert for_a_person.startswith("URGENCE  15")
    body = json.loads(relais(var, "search", "je veux mourir", "--json", "--seed", "7").stdout)
    assert body["banner"] == ["15", "3114"]
    assert body["seed"] == 7


@pytest.mark.long
def test_search_reads_words_on_its_input_so_that_no_history_keeps_them(var: Path) -> None:
    body = json.loads(relais(var, "search", "-", "--json", typed="0608282589\n").stdout)
    assert body["understood"]["kind"] == "phone"


def test_importing_again_changes_nothing(var: Path) -> None:
    assert relais(var, "import").stdout.startswith("Rien à faire")


def test_a_faulty_file_is_refused_with_its_line_and_with_skip_bad_its_rejects_are_written(
    var: Path, tmp_path: Path
) -> None:
    header = "slug,name,kind,state,source_label,phone\n"
    good = "essai-un,Essai un,ecoute,to_verify,Essai,\n"
    (tmp_path / "essai.csv").write_text(header + good + "essai-deux,Essai deux,inconnu,to_verify,Essai,\n")
    refused = relais(var, "import", str(tmp_path / "essai.csv"))
    assert refused.returncode == 1
    assert "ligne 3, colonne kind" in refused.stderr
    done = relais(var, "import", str(tmp_path / "essai.csv"), "--skip-bad", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "Rien n'a été appliqué" in done.stdout
    assert "essai-deux" in (tmp_path / "essai.rejets.csv").read_text()


def test_reindex_without_a_server_says_that_memory_needs_none(var: Path) -> None:
    done = relais(var, "reindex")
    assert done.returncode == 1
    assert "RELAIS_MEILISEARCH_URL" in done.stderr


@pytest.mark.long
def test_export_static_writes_an_edition(var: Path, tmp_path: Path) -> None:
    done = relais(var, "export-static", str(tmp_path / "edition"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "edition" / "index.html").exists()


def test_doctor_finds_a_working_relais_good_and_hides_secrets(var: Path) -> None:
    done = relais(var, "doctor", RELAIS_MEILISEARCH_KEY="cléquejecache")
    assert done.returncode == 0, done.stdout
    assert "tables à jour" in done.stdout
    assert "0 en attente, 0 abandonnés" in done.stdout
    assert "cléquejecache" not in done.stdout


def test_doctor_fails_when_a_configured_meilisearch_does_not_answer(var: Path) -> None:
    done = relais(var, "doctor", RELAIS_MEILISEARCH_URL=f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 1
    assert "ne répond pas" in done.stdout


def test_a_taken_port_is_one_sentence(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = relais(var, "serve", RELAIS_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "est déjà pris" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = relais(tmp_path / "file", "serve", RELAIS_PORT=str(free_port()))
    assert done.returncode == 1
    assert "inutilisable" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.long
def test_a_second_start_is_quick_and_answers(serving: Callable[..., Serving]) -> None:
    starts = []
    for _ in range(3):
        desk = serving()
        desk.wait_ready()
        starts.append(desk.spent())
        health = json.loads(desk.get("/sante")[1])
        assert health["database"] == "reachable"
        assert "3114" in desk.get("/")[1]
        desk.end(signal.SIGTERM)
    assert min(starts) < 3.0, starts


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_kill_end_in_order_without_an_orphan(
    serving: Callable[..., Serving], var: Path, how: signal.Signals
) -> None:
    desk = serving()
    desk.wait_ready()
    server = desk.server_pid
    assert desk.end(how) == 0
    assert desk.said[-1] == "Relais est arrêté."
    assert not serves(server, var / "pg")


@pytest.mark.long
def test_kill_9_leaves_no_orphan_and_the_next_start_is_quick(serving: Callable[..., Serving], var: Path) -> None:
    desk = serving()
    desk.wait_ready()
    server = desk.server_pid
    desk.end(signal.SIGKILL)
    assert gone(server, var)
    assert serving().wait_ready() < PATIENCE


@pytest.mark.long
def test_a_stop_during_the_start_leaves_no_orphan(serving: Callable[..., Serving], var: Path) -> None:
    desk = serving()
    until = time.monotonic() + PATIENCE
    while not (var / "pg" / "postmaster.pid").exists() and time.monotonic() < until:
        time.sleep(0.005)
    server = desk.server_pid
    desk.end(signal.SIGTERM)
    assert gone(server, var)


@pytest.mark.long
def test_a_command_works_beside_a_running_serve(serving: Callable[..., Serving], var: Path) -> None:
    desk = serving()
    desk.wait_ready()
    assert relais(var, "migrate").stdout.startswith("La base est à jour")
    assert desk.get("/sante")[0] == 200


@pytest.mark.long
def test_a_second_serve_is_refused(serving: Callable[..., Serving], var: Path) -> None:
    serving().wait_ready()
    done = relais(var, "serve", RELAIS_PORT=str(free_port()))
    assert done.returncode == 1
    assert "Relais tourne déjà" in done.stderr


@pytest.mark.long
def test_when_its_launcher_is_killed_serve_ends_too(var: Path) -> None:
    port = free_port()
    launcher = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'relais', 'serve', '--with-parent'], stdout=sys.stdout)\n"
        "child.wait()\n"
    )
    process: Any = subprocess.Popen(
        [sys.executable, "-c", launcher], stdout=subprocess.PIPE, text=True, env=environ(var, RELAIS_PORT=str(port))
    )
    ready = next(line for line in process.stdout if "http://localhost:" in line)
    assert str(port) in ready
    server = int((var / "pg" / "postmaster.pid").read_text().splitlines()[0])
    process.kill()
    assert gone(server, var)
    process.communicate(timeout=PATIENCE)


def test_the_project_folder_is_not_written_by_a_command_with_another_folder(var: Path) -> None:
    before = sorted(path.name for path in PROJECT.iterdir())
    relais(var, "migrate")
    assert sorted(path.name for path in PROJECT.iterdir()) == before
