"""What the local Meilisearch server keeps: indexes searched by Meilisearch's own engine, and a queue of tasks.

`milli`, the engine, is used through its Python binding, which offers search(text) with at most 20 answers, no filter,
no setting and no score. So: only searchable attributes are given to it, in their order; synonyms and stop words are
applied to the question; the filter is applied to its (at most 20) answers; scores only say the order.
"""

import json
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from queue import Queue
from typing import Any

import milli

from relais.core.text import fold

MAP_SIZE = 2**30  # bytes an index may grow to; the file is sparse
DOCUMENT_ID = re.compile(r"[A-Za-z0-9_-]{1,511}")
CONDITION = re.compile(r'\s*([A-Za-z_]+)\s+IN\s+\[([^\]]*)\]\s*|\s*([A-Za-z_]+)\s*=\s*"?([^"\s]+)"?\s*')
DEFAULTS: dict[str, Any] = {
    "displayedAttributes": ["*"],
    "searchableAttributes": ["*"],
    "filterableAttributes": [],
    "sortableAttributes": [],
    "rankingRules": ["words", "typo", "proximity", "attribute", "sort", "exactness"],
    "stopWords": [],
    "nonSeparatorTokens": [],
    "separatorTokens": [],
    "dictionary": [],
    "synonyms": {},
    "distinctAttribute": None,
    "proximityPrecision": "byWord",
    "prefixSearch": "indexingTime",
    "typoTolerance": {},
    "pagination": {"maxTotalHits": 1000},
    "searchCutoffMs": None,
}


class ApiError(Exception):
    """An error as Meilisearch tells it."""

    def __init__(self, status: int, code: str, message: str, kind: str = "invalid_request") -> None:
        super().__init__(code)
        self.status = status
        self.body = {
            "message": message,
            "code": code,
            "type": kind,
            "link": f"https://docs.meilisearch.com/errors#{code}",
        }


def moment() -> str:
    """Now, as Meilisearch writes it: UTC with nine digits of fraction."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"  # noqa: TID251 the server's own clock


class StoredIndex:
    """One index: documents by primary key, settings, and the engine that searches them."""

    def __init__(self, uid: str, folder: str) -> None:
        self.uid = uid
        self.primary_key: str | None = None
        self.created = self.updated = moment()
        self.settings = json.loads(json.dumps(DEFAULTS))
        self.documents: dict[str, dict[str, Any]] = {}
        self._folder = folder
        self._engine = milli.Index(tempfile.mkdtemp(dir=folder), MAP_SIZE)
        self._numbers = count()
        self._ids: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def card(self) -> dict[str, Any]:
        return {
            "uid": self.uid,
            "createdAt": self.created,
            "updatedAt": self.updated,
            "primaryKey": self.primary_key,
        }

    def put(self, documents: list[dict[str, Any]], primary_key: str | None) -> None:
        self.primary_key = self.primary_key or primary_key or "id"
        for document in documents:
            self._check_id(document)
        rows = {str(document[self.primary_key]): document for document in documents}
        self.documents |= rows
        self._feed(rows)

    def drop(self, gone: Callable[[dict[str, Any]], bool]) -> int:
        keys = [key for key, document in self.documents.items() if gone(document)]
        for key in keys:
            del self.documents[key]
        if keys:
            self._engine.delete_documents([self._ids.pop(key) for key in keys])
        self.updated = moment()
        return len(keys)

    def change_settings(self, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            self.settings[name] = DEFAULTS[name] if value is None else value
        if "searchableAttributes" in changes:
            self._engine = milli.Index(tempfile.mkdtemp(dir=self._folder), MAP_SIZE)
            self._feed(self.documents)
        self.updated = moment()

    def search(self, question: str) -> list[dict[str, Any]]:
        """Documents found, best first, before any filter."""
        words = [word for word in fold(question).split() if word not in set(self.settings["stopWords"])]
        if not question.strip():
            return list(self.documents.values())
        found: dict[str, None] = {}
        for variant in self._variants(" ".join(words) or fold(question)):
            found.update(dict.fromkeys(self._found(variant)))
        return [self.documents[key] for key in found if key in self.documents]

    def _variants(self, question: str) -> Iterator[str]:
        yield question
        padded = f" {question} "
        for word, others in self.settings["synonyms"].items():
            if f" {fold(word)} " in padded:
                yield from (padded.replace(f" {fold(word)} ", f" {fold(other)} ").strip() for other in others)

    def _found(self, question: str) -> list[str]:
        return [self._keys[row["id"]] for row in self._engine.get_documents(self._engine.search(question))]

    def _feed(self, documents: dict[str, dict[str, Any]]) -> None:
        for key in documents:
            # An opaque id, beginning as no French word does: the binding searches it too, which a server would not.
            self._ids.setdefault(key, f"zzqx{next(self._numbers):06d}")
            self._keys[self._ids[key]] = key
        rows = [{"id": self._ids[key], **self._searchable(document)} for key, document in documents.items()]
        if rows:
            self._engine.add_documents(rows)
        self.updated = moment()

    def _searchable(self, document: dict[str, Any]) -> dict[str, Any]:
        wanted = self.settings["searchableAttributes"]
        names = list(document) if wanted == ["*"] else wanted
        return {name: document[name] for name in names if document.get(name) and name != "id"}

    def _check_id(self, document: dict[str, Any]) -> None:
        key = document.get(self.primary_key or "")
        if key is None:
            raise ApiError(400, "missing_document_id", f"Document doesn't have a `{self.primary_key}` attribute.")
        if not DOCUMENT_ID.fullmatch(str(key)):
            raise ApiError(400, "invalid_document_id", f"Document identifier `{json.dumps(key)}` is invalid.")


class Store:
    """Every index, and the tasks, done one after the other in a thread as Meilisearch does."""

    def __init__(self) -> None:
        self.indexes: dict[str, StoredIndex] = {}
        self.tasks: list[dict[str, Any]] = []
        self.lock = threading.RLock()
        self.hold = threading.Event()
        self.hold.set()
        self._folder = tempfile.mkdtemp(prefix="milli-")
        self._queue: Queue[tuple[dict[str, Any], Callable[[], dict[str, Any]]]] = Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def index(self, uid: str) -> StoredIndex:
        if uid not in self.indexes:
            raise ApiError(404, "index_not_found", f"Index `{uid}` not found.")
        return self.indexes[uid]

    def made(self, uid: str) -> StoredIndex:
        if uid not in self.indexes:
            self.indexes[uid] = StoredIndex(uid, self._folder)
        return self.indexes[uid]

    def close(self) -> None:
        """Forget everything, on disk too."""
        self.indexes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def enqueue(self, uid: str | None, kind: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Queue a task; gives the short form that a route answers."""
        with self.lock:
            task: dict[str, Any] = {
                "uid": len(self.tasks),
                "batchUid": len(self.tasks),
                "indexUid": uid,
                "status": "enqueued",
                "type": kind,
                "canceledBy": None,
                "details": None,
                "error": None,
                "duration": None,
                "enqueuedAt": moment(),
                "startedAt": None,
                "finishedAt": None,
            }
            self.tasks.append(task)
            self._queue.put((task, work))
        return {
            "taskUid": task["uid"],
            "indexUid": uid,
            "status": "enqueued",
            "type": kind,
            "enqueuedAt": task["enqueuedAt"],
        }

    def swap(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        for pair in pairs:
            for uid in pair:
                self.index(uid)
        for one, other in pairs:
            self.indexes[one], self.indexes[other] = self.indexes[other], self.indexes[one]
            self.indexes[one].uid, self.indexes[other].uid = one, other
            names = {one: other, other: one}
            for task in self.tasks:
                if task["status"] not in ("enqueued", "processing"):
                    task["indexUid"] = names.get(task["indexUid"], task["indexUid"])
        return {"swaps": [{"indexes": list(pair)} for pair in pairs]}

    def _work(self) -> None:
        while True:
            task, work = self._queue.get()
            self.hold.wait()
            with self.lock:
                task["status"], task["startedAt"] = "processing", moment()
                try:
                    task["details"] = work()
                    task["status"] = "succeeded"
                except ApiError as error:
                    task["status"], task["error"] = "failed", error.body
                except BaseException as fault:  # a panic of the engine is no Exception
                    task["status"], task["error"] = "failed", ApiError(500, "internal", str(fault), "internal").body
                task["finishedAt"], task["duration"] = moment(), "PT0.001S"


def matcher(index: StoredIndex, expression: object) -> Callable[[dict[str, Any]], bool]:
    """The filter written `attribute IN ["a", "b"]` or `attribute = a`, conditions joined by AND."""
    if expression is None:
        return lambda _document: True
    if not isinstance(expression, str):
        message = f"Invalid syntax for the filter parameter: `expected String, Array, found: {expression}`."
        raise ApiError(400, "invalid_search_filter", message)
    tests = [_condition(index, part) for part in expression.split(" AND ")]
    return lambda document: all(test(document) for test in tests)


def _condition(index: StoredIndex, text: str) -> Callable[[dict[str, Any]], bool]:
    match = CONDITION.fullmatch(text)
    if match is None:
        raise ApiError(400, "invalid_search_filter", f"Was expecting an operation at `{text}`.")
    name = match[1] or match[3]
    if name not in index.settings["filterableAttributes"]:
        message = f"Index `{index.uid}`: Attribute `{name}` is not filterable."
        raise ApiError(400, "invalid_search_filter", message)
    values = match[2].split(",") if match[1] else [match[4]]
    wanted = {value.strip().strip("\"'").lower() for value in values}

    def test(document: dict[str, Any]) -> bool:
        held = document.get(name)
        return any(str(value).lower() in wanted for value in (held if isinstance(held, list) else [held]))

    return test


def shown(document: dict[str, Any], index: StoredIndex, wanted: list[str] | None) -> dict[str, Any]:
    """The attributes both displayed and asked for."""
    displayed = index.settings["displayedAttributes"]
    names = [name for name in document if displayed == ["*"] or name in displayed]
    with suppress(TypeError):
        names = [name for name in names if wanted in (None, ["*"]) or name in wanted]  # type: ignore[operator]
    return {name: document[name] for name in names}
