"""Keeps the actions in memory up to date, and a copy of them on disk. Readers never wait for it."""

import asyncio
import contextlib
import hashlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from relais.core.db import Database
from relais.core.errors import Refused
from relais.geo.gazetteer import Gazetteer
from relais.programme import store
from relais.programme.catalogue import Catalogue
from relais.programme.model import Action

LOOK_SECONDS: Final = 1.0  # what is published is seen everywhere within two
GREET_SECONDS: Final = 1.0  # a start does not wait longer for the database
DIGEST: Final = hashlib.sha256().digest_size

_log = logging.getLogger(__name__)


class CatalogueKeeper:
    """The present catalogue. `tell` is called with each new one, in the event loop, and may not wait.

    `follows` false: there is no database to look at, and nothing is announced.
    """

    def __init__(
        self,
        database: Database,
        gazetteer: Gazetteer,
        path: Path,
        tell: Callable[[Catalogue], None],
        *,
        follows: bool = True,
    ) -> None:
        self._database = database
        self._gazetteer = gazetteer
        self._path = path
        self._tell = tell
        self._follows = follows
        self._standing: store.Standing | None = None
        self._looking = asyncio.Lock()
        self._away = False
        self.current = Catalogue()

    @asynccontextmanager
    async def life(self, _app: Any) -> AsyncIterator[None]:
        """Follow while the block runs. Never raises: the copy on disk serves until the database answers."""
        if not self._follows:
            yield
            return
        self._take(await asyncio.to_thread(read_copy, self._path))
        first = asyncio.create_task(self.look())
        await asyncio.wait([first], timeout=GREET_SECONDS)
        following = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            for task in (first, following):
                task.cancel()
            await asyncio.gather(first, following, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One look at the database, at once after an act of ours. Whatever goes wrong, readers keep what they have."""
        try:
            async with self._looking:
                await self._look()
        except Exception as error:
            if not self._away:
                _log.warning("the programme's database is away", exc_info=not isinstance(error, Refused))
            self._away = True
        else:
            self._away = False

    async def _look(self) -> None:
        async with self._database.reading() as db:
            standing = await store.GET_STANDING.one(db)
            if standing == self._standing:
                return
            actions = await store.LIST_ANNOUNCED.all(db)
        self._take(actions)
        self._standing = standing
        await asyncio.to_thread(self._keep, actions)

    def _take(self, actions: list[Action]) -> None:
        self.current = Catalogue(actions, self._gazetteer)
        self._tell(self.current)

    def _keep(self, actions: list[Action]) -> None:
        try:
            write_copy(self._path, actions)
        except OSError:  # a full or read-only disk: readers have the memory
            _log.warning("the copy of the programme cannot be written")


def write_copy(path: Path, actions: list[Action]) -> None:
    """Put the actions on disk at once, behind a checksum. Raises OSError; `path` then stays as it was."""
    body = msgspec.msgpack.encode(actions)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(hashlib.sha256(body).digest() + body)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read_copy(path: Path) -> list[Action]:
    """The actions on disk; none when the copy is missing, cut or altered."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        kept = path.read_bytes()
        if hashlib.sha256(kept[DIGEST:]).digest() == kept[:DIGEST]:
            return msgspec.msgpack.decode(kept[DIGEST:], type=list[Action])
    return []
