"""Building a whole index beside the one in use, and taking its place only once every service is found in it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import msgspec
from meilisearch.client import Client
from meilisearch.errors import MeilisearchApiError
from msgspec import Struct

from relais.core import clock
from relais.core.errors import Refused
from relais.core.ids import new_seed
from relais.core.settings import Settings
from relais.core.text import fold
from relais.directory.model import Service
from relais.directory.snapshot import Snapshot
from relais.search.meilisearch.answers import EMPTY, Unusable, read_strictly
from relais.search.meilisearch.client import INDEX, open_client
from relais.search.meilisearch.documents import KEY, document, index_settings
from relais.search.meilisearch.following import BATCH, TASK_SECONDS, put_documents, wait_for

Progress = Callable[[str, int, int], None]
Question = tuple[str, str]
SECONDS = 60.0
QUERIES = 50
DEPTH = 200  # the number of hits the desk asks for
STAMP = "%Y%m%dT%H%M%S"
ABANDONED = timedelta(days=1)


class Reindexed(Struct, frozen=True, kw_only=True):
    """What a reindexing did; `seconds` in all."""

    documents: int
    questions: int
    seconds: float


class IndexState(Struct, frozen=True, kw_only=True):
    """How the index in use stands: `reason` in short French when it cannot be searched, else ""."""

    reason: str
    documents: int


class _Found(Struct, frozen=True):
    hits: list[dict[str, Any]]


class _AllFound(Struct, frozen=True):
    results: list[_Found]


def reindex(settings: Settings, snapshot: Snapshot, *, uid: str = INDEX, progress: Progress | None = None) -> Reindexed:
    """Build the index anew from `snapshot`, check it, swap it in, delete the former one. Blocks until done.

    `progress(label, done, total)` is told of each batch. Raises Refused, and then the index in use has not changed.
    """
    start = monotonic()
    tell = progress or _silent
    prepared = _read_settings(settings)
    client = open_client(settings, SECONDS)
    beside = f"{uid}_{clock.now():{STAMP}}_{new_seed():06d}"
    try:
        documents = _build(client, beside, prepared, snapshot, tell)
        questions = _check(client, beside, snapshot.services, tell)
        _swap(client, uid, beside, prepared)
    except Unusable as fault:
        raise Refused("reindex_failed", f"Meilisearch : {fault.reason}. L'index en service n'a pas changé.") from None
    finally:
        _forget(client, uid, beside)
    return Reindexed(documents=documents, questions=questions, seconds=monotonic() - start)


def index_state(settings: Settings, *, uid: str = INDEX, seconds: float = 5) -> IndexState:
    """Look at the index in use, for `relais doctor`. Blocks at most `seconds`; raises nothing."""
    try:
        with read_strictly():
            documents = int(open_client(settings, seconds).http.get(f"indexes/{uid}/stats")["numberOfDocuments"])
    except Unusable as fault:
        return IndexState(reason=fault.reason, documents=0)
    return IndexState(reason="" if documents else EMPTY, documents=documents)


def _read_settings(settings: Settings) -> dict[str, Any]:
    try:
        return index_settings(settings.search_index_dir)
    except (OSError, ValueError, AttributeError) as fault:
        sentence = f"Un fichier de « {settings.search_index_dir} » est illisible : {fault}."
        raise Refused("search_index_unreadable", sentence) from None


def _build(client: Client, beside: str, prepared: dict[str, Any], snapshot: Snapshot, tell: Progress) -> int:
    documents = [document(service) for service in snapshot.services]
    with read_strictly():
        wait_for(client, [_set_up(client, beside, prepared)])
        for done, task in enumerate(put_documents(client, beside, documents), start=1):
            wait_for(client, [task])
            tell("Documents envoyés", min(done * BATCH, len(documents)), len(documents))
        held = client.http.get(f"indexes/{beside}/stats")["numberOfDocuments"]
    if held != len(documents):
        raise Refused(
            "reindex_failed", f"L'index construit contient {held} fiches sur {len(documents)} : il est rejeté."
        )
    return len(documents)


def _set_up(client: Client, uid: str, prepared: dict[str, Any]) -> int:
    index = client.index(uid)
    index.http = client.http
    return index.update_settings(prepared).task_uid


def _check(client: Client, uid: str, services: Sequence[Service], tell: Progress) -> int:
    questions = list(_questions(services))
    lost: list[str] = []
    for start in range(0, len(questions), QUERIES):
        asked = questions[start : start + QUERIES]
        with read_strictly():
            lost += _not_found(client, uid, asked)
        tell("Fiches retrouvées", start + len(asked), len(questions))
    if lost:
        raise Refused("reindex_refused", _lost_sentence(lost))
    return len(questions)


def _questions(services: Sequence[Service]) -> Iterator[Question]:
    """Every active service by its exact name, and by its acronym."""
    for service in services:
        if service.closed_on is None:
            yield from ((service.slug, fold(text)) for text in (service.name, service.acronym) if fold(text))


def _not_found(client: Client, uid: str, asked: Sequence[Question]) -> list[str]:
    wanted = {"indexUid": uid, "limit": DEPTH, "attributesToRetrieve": [KEY]}
    answer = client.multi_search([{**wanted, "q": text} for _, text in asked])
    found = msgspec.convert(answer, _AllFound).results
    if len(found) != len(asked):
        raise ValueError("one answer per question")
    pairs = zip(asked, found, strict=True)
    return [slug for (slug, _), answers in pairs if not any(hit.get(KEY) == slug for hit in answers.hits)]


def _lost_sentence(lost: Sequence[str]) -> str:
    names = ", ".join(dict.fromkeys(lost[:5]))
    more = "…" if len(lost) > 5 else ""
    return f"L'index construit ne retrouve pas {names}{more} ({len(lost)} en tout) : il est rejeté, l'ancien reste."


def _swap(client: Client, uid: str, beside: str, prepared: dict[str, Any]) -> None:
    with read_strictly():
        if not _exists(client, uid):
            wait_for(client, [_set_up(client, uid, prepared)])
        # Deleting an index after a swap has made some servers lose its tasks still queued: let them end first.
        for task in _queued(client, uid):
            client.wait_for_task(task, timeout_in_ms=TASK_SECONDS * 1000)
        wait_for(client, [client.swap_indexes([{"indexes": [uid, beside]}]).task_uid])


def _exists(client: Client, uid: str) -> bool:
    try:
        client.get_raw_index(uid)
    except MeilisearchApiError as refusal:
        if refusal.code == "index_not_found":
            return False
        raise
    return True


def _queued(client: Client, uid: str) -> list[int]:
    waiting = client.http.get(f"tasks?indexUids={uid}&statuses=enqueued,processing&limit=1000")
    return [int(task["uid"]) for task in waiting["results"]]


def _forget(client: Client, uid: str, beside: str) -> None:
    """Delete the index that is not in use, and those which an interrupted reindexing left more than a day ago."""
    oldest = clock.now() - ABANDONED
    try:
        with read_strictly():
            rows = client.http.get("indexes?limit=1000")["results"]
            names = [str(row["uid"]) for row in rows]
            left = [name for name in names if name == beside or _abandoned(name, uid, oldest)]
            wait_for(client, [client.delete_index(name).task_uid for name in left])
    except Unusable:
        return  # only space is lost; the next reindexing tries again


def _abandoned(name: str, uid: str, oldest: datetime) -> bool:
    prefix, stamp = f"{uid}_", name.removeprefix(f"{uid}_")[: len("20260101T000000")]
    try:
        return name.startswith(prefix) and datetime.strptime(stamp, STAMP).replace(tzinfo=UTC) < oldest
    except ValueError:
        return False


def _silent(_label: str, _done: int, _total: int) -> None:
    """Nobody asked to be told."""
