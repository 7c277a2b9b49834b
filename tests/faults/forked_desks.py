"""Desks that cost next to nothing to start: one process builds the application, and forks a desk each time it is asked.

Each is a process of its own that answers on a port of its own, over the same database, and is really killed.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from relais.core.embedded_process import die_with_parent
from relais.core.settings import load_settings
from tests.faults.desk import Desk, until
from tests.serving import PATIENCE, environ, free_port


class ForkedDesk(Desk):
    """A desk that another process forked: asked as any, killed once."""

    def __init__(self, var: Path, port: int, pid: int) -> None:
        self.var, self.port, self.pid = var, port, pid

    def kill(self) -> None:
        """As `kill -9`; it may be dead already."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def wait_gone(self) -> None:
        until(lambda: not Path(f"/proc/{self.pid}").exists())


class Forking:
    """The process that forks; it ends with the test, and its desks with it."""

    def __init__(self, var: Path, app_url: str) -> None:
        self._var = var
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environ(var, RELAIS_APP_URL=app_url),
        )

    def desk(self) -> ForkedDesk:
        """One more desk, ready to answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        port = free_port()
        self._process.stdin.write(f"{port}\n")
        self._process.stdin.flush()
        made = json.loads(self._process.stdout.readline())
        return ForkedDesk(self._var, port, made["pid"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate(timeout=PATIENCE)


def _answer(app: Any, port: int) -> None:
    """The life of a desk: says its process once it answers."""
    from relais.core import serving

    sockets = serving.take_port("127.0.0.1", port)
    said = json.dumps({"pid": os.getpid()}) + "\n"
    serving.run(app, sockets, on_ready=lambda: os.write(1, said.encode()) and None)


def _fork_when_asked() -> None:
    from relais.app import create_app

    app, parent = create_app(load_settings()), os.getpid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in iter(sys.stdin.readline, ""):
        if os.fork() == 0:
            die_with_parent(parent, signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _answer(app, int(line))
            os._exit(0)


if __name__ == "__main__":
    _fork_when_asked()
