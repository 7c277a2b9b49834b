"""Keeps the actions in memory up to date, and a copy of them on disk. Readers never wait for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from relais.core.clock import now
from relais.core.db import connect
from relais.core.errors import Refused
from relais.geo.gazetteer import Gazetteer
from relais.programme import store
from relais.programme.catalogue import Catalogue
from relais.programme.copying import Copy, CopyWriter, read_copy

LOOK_SECONDS: Final = 1.0  # what is published is seen everywhere within two
GREET_SECONDS: Final = 1.0  # a start does not wait longer for the database
ANSWER_SECONDS: Final = 2.0  # a server that does not answer a small question by then is away

_log = logging.getLogger(__name__)


class CatalogueKeeper:
    """The present catalogue. `tell` is called with each new one, in the event loop, and may not wait.

    It has a line of its own to the database at `url`: what pages do there neither delays a look nor waits for one.
    Without `url` there is no database to look at, and nothing is announced.
    """

    def __init__(self, url: str, gazetteer: Gazetteer, path: Path, tell: Callable[[Catalogue], None]) -> None:
        self._url = url
        self._gazetteer = gazetteer
        self._path = path
        self._tell = tell
        self._writer = CopyWriter(path)
        self._db: Any = None
        self._standing: store.Standing | None = None
        self._looking = asyncio.Lock()
        self._asked = 0  # how many looks were asked for,
        self._answered = 0  # and how many of them have had theirs
        self._stale = bool(url)
        self._as_of: datetime | None = None
        self.current = Catalogue()

    @property
    def stale(self) -> bool:
        """True while the database is away: what is shown may have changed since `as_of`."""
        return self._stale

    @property
    def as_of(self) -> datetime | None:
        """When what is shown was last known to be what is announced; None when nothing was ever read."""
        return self._as_of

    @asynccontextmanager
    async def life(self, _app: Any) -> AsyncIterator[None]:
        """Follow while the block runs. Never raises: the copy on disk serves until the database answers."""
        if not self._url:
            yield
            return
        copy = await asyncio.to_thread(read_copy, self._path)
        if copy is not None:
            self._take(copy)
        first = asyncio.create_task(self.look())
        await asyncio.wait([first], timeout=GREET_SECONDS)
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            for task in (first, following):
                task.cancel()
            await asyncio.gather(first, following, return_exceptions=True)
            self._drop()
            await self._writer.close()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One look at the database, at once after an act of ours. Whatever goes wrong, readers keep what they have.

        Those who ask while a look is under way share the next one: of two hundred bookings each does not read anew.
        """
        self._asked += 1
        mine = self._asked
        async with self._looking:
            if self._answered >= mine:
                return
            begun = self._asked
            await self._refresh()
            self._answered = begun

    async def _refresh(self) -> None:
        try:
            await self._advance()
        except asyncio.CancelledError:  # a browser that left amid a question: its answer is read by nobody
            self._drop()
            raise
        except Exception as error:
            self._drop()
            if not self._stale or not isinstance(error, Refused):
                _log.warning("the programme's database is away", exc_info=not isinstance(error, Refused))
            self._stale = True
        else:
            self._stale = False
            self._as_of = now()

    async def _advance(self) -> None:
        if self._db is None:
            self._db = await connect(self._url, command_seconds=ANSWER_SECONDS, connect_seconds=ANSWER_SECONDS)
        standing = await store.GET_STANDING.one(self._db)
        if standing == self._standing:
            return
        copy = Copy(as_of=now(), actions=await store.LIST_ANNOUNCED.all(self._db))
        self._take(copy)
        self._standing = standing
        self._writer.offer(copy)

    def _take(self, copy: Copy) -> None:
        self._as_of = copy.as_of
        self.current = Catalogue(copy.actions, self._gazetteer)
        self._tell(self.current)

    def _drop(self) -> None:
        """Leave the line without a word: a frozen server would not answer a farewell."""
        if self._db is not None:
            self._db.terminate()
        self._db = self._standing = None  # what answers next may be another database: it is read whole
