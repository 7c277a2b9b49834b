"""Keeping the index in step with the directory while Relais runs."""

import asyncio
import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec
from meilisearch.client import Client
from msgspec import Struct

from relais.core.settings import Settings
from relais.directory.model import Service
from relais.directory.snapshot import Changes, Snapshot
from relais.search.meilisearch.answers import EMPTY, REFUSING, Unusable, one_of, read_strictly
from relais.search.meilisearch.client import open_client
from relais.search.meilisearch.documents import KEY, document
from relais.search.meilisearch.lane import Lane

log = logging.getLogger(__name__)
BATCH = 1000
MOST_DOCUMENTS = 1_000_000
TASK_SECONDS = 120
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,200}")


class Held(Struct, frozen=True):
    """A document as the index holds it."""

    slug: str
    digest: str = ""


class Follower:
    """Carries edits to the index; compares the whole at the start, and for another directory or index.

    An edit is kept until a finished task says that the server has taken it. Times in seconds: `look_every` between two
    looks at the index, `retry` before trying again after a failure (doubled up to `look_every`).
    """

    def __init__(
        self,
        settings: Settings,
        snapshot: Callable[[], Snapshot],
        uid: str,
        *,
        look_every: float = 60.0,
        retry: float = 2.0,
    ) -> None:
        self._settings = settings
        self._snapshot = snapshot
        self._uid = uid
        self._look_every = look_every
        self._retry = retry
        self._lane = Lane(1)
        self._pending: dict[str, Service | None] = {}
        self._edited = asyncio.Event()
        self._reviewed = ""  # when the index last compared was made; "" = to compare
        self._task: asyncio.Task[None] | None = None

    @property
    def behind(self) -> int:
        """How many edits the index has not taken yet."""
        return len(self._pending)

    @property
    def in_step(self) -> bool:
        """True when the whole has been (or is being) compared, and no edit waits."""
        return bool(self._reviewed) and not self._pending

    def start(self) -> None:
        """Follow, in the background, until `stop`."""
        self._task = asyncio.get_running_loop().create_task(self._follow(), name="meilisearch-follower")

    async def stop(self) -> None:
        """Stop following."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def apply(self, changes: Changes) -> None:
        """Note edits; returns at once."""
        self._pending.update({service.slug: service for service in changes.changed})
        self._pending.update(dict.fromkeys(changes.removed))
        self._edited.set()

    def compare(self) -> None:
        """Compare the whole again soon; returns at once."""
        self._reviewed = ""
        self._edited.set()

    async def _follow(self) -> None:
        delay = self._retry
        while True:
            self._edited.clear()
            try:
                with read_strictly():
                    await self._catch_up()
            except Unusable as fault:
                log.warning("meilisearch index is not in step", extra={"code": fault.reason})
                await asyncio.sleep(delay)
                delay = min(delay * 2, self._look_every)
            else:
                delay = self._retry
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._look_every):
                        await self._edited.wait()

    async def _catch_up(self) -> None:
        created = await self._lane.run(self._created)
        if created != self._reviewed:
            self._reviewed = created  # before, so that `compare` called meanwhile is not forgotten
            await self._compare_now()
        while self._pending:
            taken = dict(self._pending)
            await self._lane.run(partial(self._send, taken))
            for slug, service in taken.items():
                if self._pending[slug] is service:  # not edited again meanwhile
                    del self._pending[slug]

    async def _compare_now(self) -> None:
        try:
            await self._lane.run(self._review)
        except Unusable:
            self._reviewed = ""
            raise

    def _created(self) -> str:
        with read_strictly():
            return str(self._client().get_raw_index(self._uid)["createdAt"])

    def _review(self) -> None:
        wanted = {service.slug: document(service) for service in self._snapshot().services}
        with read_strictly():
            held = held_documents(self._client(), self._uid)
        if wanted and not held:
            raise Unusable(EMPTY)  # its settings are not ours either: `relais reindex` must make it
        stale = [words for slug, words in wanted.items() if held.get(slug) != words["digest"]]
        self._write(stale, [slug for slug in held if slug not in wanted])

    def _send(self, edits: dict[str, Service | None]) -> None:
        changed = [document(service) for service in edits.values() if service is not None]
        self._write(changed, [slug for slug, service in edits.items() if service is None])

    def _write(self, changed: Sequence[dict[str, Any]], removed: Collection[str]) -> None:
        with read_strictly():
            client = self._client()
            wait_for(client, [*put_documents(client, self._uid, changed), *drop_documents(client, self._uid, removed)])

    def _client(self) -> Client:
        return open_client(self._settings, seconds=10)


def put_documents(client: Client, uid: str, documents: Sequence[dict[str, Any]]) -> Iterator[int]:
    """Send documents in batches; gives the task of each."""
    index = client.index(uid)
    index.http = client.http
    for start in range(0, len(documents), BATCH):
        yield index.add_documents(documents[start : start + BATCH], KEY).task_uid


def drop_documents(client: Client, uid: str, slugs: Collection[str]) -> Iterator[int]:
    """Take documents out, in batches; gives the task of each."""
    index = client.index(uid)
    index.http = client.http
    sure = sorted(slug for slug in slugs if _SLUG.fullmatch(slug))
    for start in range(0, len(sure), BATCH):
        yield index.delete_documents(filter=one_of(KEY, sure[start : start + BATCH])).task_uid


def wait_for(client: Client, tasks: Iterable[int]) -> None:
    """Wait until every task has succeeded. Raises Unusable for one that has not."""
    for task in tasks:
        if client.wait_for_task(task, timeout_in_ms=TASK_SECONDS * 1000).status != "succeeded":
            raise Unusable(REFUSING)


def held_documents(client: Client, uid: str) -> dict[str, str]:
    """The slug of every document of the index, and its digest."""
    index = client.index(uid)
    index.http = client.http
    held: dict[str, str] = {}
    for offset in range(0, MOST_DOCUMENTS, BATCH):
        page = index.get_documents({"fields": [KEY, "digest"], "limit": BATCH, "offset": offset})
        for row in page.results:
            read = msgspec.convert(dict(row), Held)
            held[read.slug] = read.digest
        if len(page.results) < BATCH:
            break
    return held
