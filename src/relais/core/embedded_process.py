"""What the embedded launcher knows of processes: who lives, who is a ghost, who dies with whom."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PROC = Path("/proc")
TICK = 0.002
STOP_SECONDS = 8.0  # service managers give 10 before they kill
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, word: int = signal.SIGINT) -> None:
    """Run in the child, after its user was changed (that clears the request): `word` when the parent thread ends."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, word, 0, 0, 0)
        if os.getppid() != parent:  # it died in between: nobody would tell us any more
            os._exit(1)


def postmaster_file(data: Path) -> list[str]:
    """The lines of `postmaster.pid`, or [] when there is none."""
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []


def is_ready(data: Path, pid: int) -> bool:
    """True once the server `pid` accepts connections."""
    lines = postmaster_file(data)
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def serves(pid: int, data: Path) -> bool:
    """True when `pid` is a living PostgreSQL working in `data`; a zombie or a reused number is not."""
    if not PROC.is_dir():
        return _serves_by_ps(pid)
    try:
        state = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" and (PROC / str(pid) / "cwd").readlink() == data.resolve()
    except OSError:
        return False


def _serves_by_ps(pid: int) -> bool:
    shown = subprocess.run(  # noqa: S603 fixed words and a number
        ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(None, 1)
    return len(shown) == 2 and not shown[0].startswith("Z") and "postgres" in shown[1]


def end_orphan(data: Path) -> None:
    """Before a start, with the lock held: stop a server left by a dead owner, neutralise a stale pid file.

    Naming our own process (the next server's parent) in the file makes PostgreSQL take it for stale, while it still
    checks that no backend of the former server is attached to the shared memory.
    """
    lines = postmaster_file(data)
    if not lines or not lines[0].strip("-").isdigit():
        return
    pid = abs(int(lines[0]))
    if serves(pid, data):
        end(pid, lambda: not serves(pid, data))
    if (data / "postmaster.pid").exists():
        (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]), encoding="utf-8")


def end(pid: int, gone: Callable[[], bool]) -> None:
    """Fast shutdown, then immediate, then by force. Also ends a frozen server."""
    for word, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        _signal(pid, word)
        for frozen in [pid, *_children(pid)]:
            _signal(frozen, signal.SIGCONT)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if gone():
                return
            time.sleep(TICK)


def _signal(pid: int, word: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, word)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in (PROC / str(pid) / "task" / str(pid) / "children").read_text().split()]
    except OSError:
        return []
