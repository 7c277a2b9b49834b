"""Saving the snapshot: at most every 5 s, off the event loop, by one process of the machine."""

import asyncio
import contextlib
import fcntl
import logging
from pathlib import Path
from typing import IO, Final

from relais.directory.published import Snapshot
from relais.directory.snapshot_file import is_intact, read_header, write_snapshot_file

EVERY_SECONDS: Final = 5.0

_log = logging.getLogger(__name__)


class SnapshotWriter:
    """Writes the last snapshot offered. The process that holds the lock beside the file writes; the others wait."""

    def __init__(self, path: Path, *, every: float = EVERY_SECONDS) -> None:
        self._path = path
        self._every = every
        self._offered: Snapshot | None = None
        self._asked = asyncio.Event()
        self._lock: IO[bytes] | None = None
        self._saving: asyncio.Future[bool] | None = None

    def offer(self, snapshot: Snapshot) -> None:
        """Save this one at the next turn, in place of any offered before."""
        self._offered = snapshot
        self._asked.set()

    async def run(self) -> None:
        """Write what is offered, for ever."""
        while True:
            await self._asked.wait()
            await self._write()
            await asyncio.sleep(self._every)

    async def close(self) -> None:
        """Write what still waits, and let another process take over."""
        if self._saving is not None:
            await asyncio.wait([self._saving])
        await self._write()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def _write(self) -> None:
        snapshot, self._offered = self._offered, None
        if snapshot is None:
            return
        try:
            self._saving = asyncio.ensure_future(asyncio.to_thread(self._save, snapshot))
            written = await asyncio.shield(self._saving)  # a thread cannot be stopped half-way: close() waits for it
        except OSError:  # a full or read-only disk: readers have the memory, and the file stays as it was
            _log.warning("the copy of the directory cannot be written", extra={"version": snapshot.version})
            written = False
        if not written and self._offered is None:
            self._offered = snapshot  # try again: the disk may be freed, the other process may end
        elif self._offered is None:
            self._asked.clear()

    def _save(self, snapshot: Snapshot) -> bool:
        if not self._hold():
            return False
        header = read_header(self._path)
        saved = header is not None and (header.epoch, header.version) == (snapshot.epoch, snapshot.version)
        if not (saved and is_intact(self._path)):
            write_snapshot_file(self._path, snapshot)
        return True

    def _hold(self) -> bool:
        if self._lock is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = self._path.with_name(f"{self._path.name}.lock").open("ab")
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._lock = lock
            return True
        lock.close()
        return False
