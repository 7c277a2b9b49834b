"""The Meilisearch engine behind the TextIndex port: on time and truthful, or down."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from secrets import choice
from time import monotonic

from meilisearch.index import Index

from relais.core.settings import Settings
from relais.core.text import fold
from relais.directory.model import Service
from relais.directory.snapshot import Changes, Snapshot
from relais.search.breaker import Breaker
from relais.search.meilisearch.answers import BUSY, LATE, Scored, Unusable, ask_and_check, read_strictly, verify
from relais.search.meilisearch.client import INDEX, open_index
from relais.search.meilisearch.following import Follower
from relais.search.meilisearch.lane import Answer, Lane
from relais.search.text_index import TextIndexDown

log = logging.getLogger(__name__)


class MeilisearchIndex:
    """Free text by a Meilisearch server. `snapshot` gives the directory now published, by which answers are judged.

    Each call has `settings.meilisearch_deadline_ms` in all, from the wait for a thread to the last byte read. After
    three failures in a row the server is left alone and tried again every `probe_every` seconds, behind the scenes.
    """

    def __init__(
        self,
        settings: Settings,
        snapshot: Callable[[], Snapshot],
        *,
        uid: str = INDEX,
        threads: int = 4,
        probe_every: float = 2.0,
    ) -> None:
        self._settings = settings
        self._snapshot = snapshot
        self._uid = uid
        self._seconds = settings.meilisearch_deadline_ms / 1000
        self._lane = Lane(threads)
        self._follower = Follower(settings, snapshot, uid)
        self._breaker = Breaker(self._probe, every=probe_every, on_change=_tell)

    @property
    def down(self) -> str:
        """Why the server is left alone, in short French, or "" when it answers."""
        return self._breaker.reason

    async def rank(self, words: str, departements: frozenset[str], limit: int = 200) -> Scored:
        """See TextIndex. Raises TextIndexDown, at once while the server is left alone."""
        question = fold(words)
        if not question:
            return []
        if self._breaker.is_open:
            self._breaker.keep_probing()
            raise TextIndexDown(self._breaker.reason)
        services = self._snapshot().by_slug
        search = partial(
            ask_and_check,
            question=question,
            departements=departements,
            limit=limit,
            known=services,
            witness=self._witness,
        )
        try:
            scored = await self._in_time(search)
        except Unusable as fault:
            if fault.reason != BUSY:  # too many questions at once say nothing of the server
                self._breaker.failed(fault.reason)
            raise TextIndexDown(fault.reason) from None
        self._breaker.succeeded()
        return scored

    async def start(self) -> None:
        """Begin to keep the index in step with the directory, in the background; a server already down is known so."""
        self._follower.start()
        if reason := await self._probe():
            self._breaker.open(reason)

    async def stop(self) -> None:
        """Stop what runs in the background."""
        await self._follower.stop()
        await self._breaker.close()

    def load(self) -> None:
        """The directory was loaded whole: compare the index with it, in the background."""
        self._follower.compare()

    def apply(self, changes: Changes) -> None:
        """Carry changed and removed services to the index, in the background; kept until the server takes them."""
        self._follower.apply(changes)

    async def _in_time(self, call: Callable[[Index], Answer]) -> Answer:
        index, line = open_index(self._settings, self._uid, self._seconds)
        start = begun = monotonic()

        def ask() -> Answer:
            nonlocal begun
            begun = monotonic()
            return call(index)

        try:
            with read_strictly():
                async with asyncio.timeout(self._seconds):
                    return await self._lane.run(ask)
        except Unusable as fault:
            waited = (begun if begun > start else monotonic()) - start
            if fault.reason == LATE and waited > self._seconds / 2:
                raise Unusable(BUSY) from None  # the server had no fair time to answer
            raise
        finally:
            line.hang_up()

    async def _probe(self) -> str:
        try:
            if self._snapshot().services:
                await self._in_time(lambda index: verify(index, self._witness()))
            else:
                await self._in_time(lambda index: index.get_stats())
        except Unusable as fault:
            return fault.reason
        return ""

    def _witness(self) -> Service:
        return choice(self._snapshot().services)


def _tell(reason: str) -> None:
    if reason:
        log.warning("meilisearch is left alone", extra={"code": reason})
    else:
        log.info("meilisearch is back")
