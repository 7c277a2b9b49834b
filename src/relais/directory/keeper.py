"""Keeps the directory in memory up to date, and a copy of it on disk. Readers never wait for it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from relais.core.clock import now
from relais.core.db import CONNECT_SECONDS, connect, listen
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.directory.copying import SnapshotWriter
from relais.directory.data_files import snapshot_from_csv
from relais.directory.loading import is_same_history, load_later, load_snapshot
from relais.directory.published import Changes, Snapshot, with_emergency
from relais.directory.snapshot_file import SnapshotFault, read_newest_snapshot
from relais.directory.store import CHANNEL

POLL_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 2.0  # a server that does not answer a small question by then is away
LOAD_SECONDS: Final = 20.0  # for one page of a first load on a busy machine
GREET_SECONDS: Final = 1.0  # a start does not wait longer for the database: it is looked for again at once

_log = logging.getLogger(__name__)


class SnapshotKeeper:
    """The present snapshot, and those who follow it.

    `on_snapshot` is called with each whole new snapshot, `on_changes` with what moved and the snapshot it makes; both
    in the event loop, and neither may wait. NOTIFY is a hint: the version is asked for every 2 s, and on connecting.
    """

    def __init__(
        self,
        settings: Settings,
        app_url: str,
        on_snapshot: Callable[[Snapshot], None],
        on_changes: Callable[[Changes, Snapshot], None],
    ) -> None:
        self._settings = settings
        self._url = app_url
        self._on_snapshot = on_snapshot
        self._on_changes = on_changes
        self._current = Snapshot(version=0, as_of=now(), services=with_emergency(()))
        self._checked_at: datetime | None = None
        self._stale = True
        self._whole_again = False  # a follower failed: it is given everything anew
        self._db: Any = None
        self._wake = asyncio.Event()
        self._writer = SnapshotWriter(settings.snapshot_file)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def current(self) -> Snapshot:
        """What readers use; immutable, replaced as a whole."""
        return self._current

    @property
    def stale(self) -> bool:
        """True while the database is away: what is shown may have changed since `as_of`."""
        return self._stale

    @property
    def as_of(self) -> datetime:
        """When what is shown was last known to be the present directory."""
        return self._checked_at or self._current.as_of

    async def start(self) -> None:
        """Load from PostgreSQL, else from the saved copy, else from the data files; then follow. Never raises."""
        await self._refresh(LOAD_SECONDS, GREET_SECONDS)
        self._drop()  # from now on an answer is due sooner
        if self._checked_at is None:
            self._take(await asyncio.to_thread(self._without_database))
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._writer.run())]

    async def stop(self) -> None:
        """Stop following; the copy on disk is brought up to date first if it was not."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._drop()
        await self._writer.close()

    def _without_database(self) -> Snapshot:
        try:
            return read_newest_snapshot(self._settings.snapshot_file)
        except SnapshotFault:
            return snapshot_from_csv(self._settings.data_dir)

    async def _follow(self) -> None:
        async with listen(self._url, CHANNEL, lambda _: self._wake.set(), on_connect=self._wake.set):
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._wake.wait()
                self._wake.clear()
                await self._refresh(ANSWER_SECONDS)

    async def _refresh(self, seconds: float, connect_seconds: float = CONNECT_SECONDS) -> None:
        """One look at the database. Whatever goes wrong there, readers keep what they have."""
        try:
            await self._advance(seconds, connect_seconds)
        except Exception as error:
            self._drop()
            if not self._stale or not isinstance(error, Refused):
                _log.warning("the directory's database is away", exc_info=not isinstance(error, Refused))
            self._stale = True
        else:
            self._stale = False
            self._checked_at = now()

    async def _advance(self, seconds: float, connect_seconds: float) -> None:
        if self._db is None:
            self._db = await connect(self._url, command_seconds=seconds, connect_seconds=connect_seconds)
        if self._whole_again or not await is_same_history(self._db, self._current):
            self._take(await load_snapshot(self._db))
            self._writer.offer(self._current)
            return
        later = await load_later(self._db, self._current)
        if later is not None:
            self._current = later[1]
            self._deliver(later[0])
            self._writer.offer(self._current)

    def _take(self, snapshot: Snapshot) -> None:
        self._current = snapshot
        self._whole_again = not self._told(self._on_snapshot, snapshot)

    def _deliver(self, changes: Changes) -> None:
        self._whole_again = not self._told(self._on_changes, changes, self._current)

    def _told(self, follower: Callable[..., None], *news: Any) -> bool:
        try:
            follower(*news)
        except Exception:
            _log.exception("a follower of the directory failed")
            return False
        return True

    def _drop(self) -> None:
        """Leave the connection without a word: a frozen server would not answer a farewell."""
        if self._db is not None:
            self._db.terminate()
            self._db = None
