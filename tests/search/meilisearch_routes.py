"""The routes of Meilisearch's HTTP protocol that Relais uses, over a store."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.search.milli_store import ApiError, Store, matcher, shown

SEARCH_FIELDS = {"q", "limit", "offset", "filter", "attributesToRetrieve", "showRankingScore", "matchingStrategy"}
Answer = tuple[int, Any]
EMPTY_STATS = {"numberOfDocuments": 0, "isIndexing": False, "fieldDistribution": {}}


class Routes:
    """The routes of the protocol, over a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, method: str, target: str, content: Any) -> Answer:
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match method, parts.path.strip("/").split("/"):
            case "GET", ["health"]:
                return 200, {"status": "available"}
            case "POST", ["swap-indexes"]:
                pairs = [tuple(pair["indexes"]) for pair in content]
                return 202, self.store.enqueue(None, "indexSwap", lambda: self.store.swap(pairs))
            case "POST", ["multi-search"]:
                return 200, {"results": [self._one_of_many(wanted) for wanted in content["queries"]]}
            case "GET", ["tasks"]:
                return 200, self._tasks(query)
            case "GET", ["tasks", number]:
                return 200, self._task(int(number))
            case "GET", ["indexes"]:
                return 200, self._indexes(int(query.get("limit", 20)))
            case _, ["indexes", uid, *rest]:
                return self._index(method, uid, rest, query, content)
        raise ApiError(404, "not_found", "Not found")

    def _index(self, method: str, uid: str, rest: list[str], query: dict[str, str], content: Any) -> Answer:
        store = self.store
        match method, rest:
            case "GET", []:
                return 200, store.index(uid).card()
            case "DELETE", []:
                return 202, store.enqueue(uid, "indexDeletion", lambda: self._delete(uid))
            case "GET", ["stats"]:
                return 200, {**EMPTY_STATS, "numberOfDocuments": len(store.index(uid).documents)}
            case "GET", ["settings"]:
                return 200, store.index(uid).settings
            case "PATCH", ["settings"]:
                return 202, store.enqueue(uid, "settingsUpdate", lambda: self._set(uid, content))
            case "POST", ["documents"]:
                return 202, store.enqueue(uid, "documentAdditionOrUpdate", self._put(uid, content, query))
            case "POST", ["documents", "delete"]:
                matcher(store.index(uid), content["filter"])
                return 202, store.enqueue(uid, "documentDeletion", lambda: self._drop(uid, content["filter"]))
            case "POST", ["documents", "fetch"]:
                return 200, self._fetch(uid, content)
            case "POST", ["search"]:
                return 200, self._search(uid, content)
        raise ApiError(404, "not_found", "Not found")

    def _one_of_many(self, wanted: dict[str, Any]) -> dict[str, Any]:
        uid = wanted.pop("indexUid")
        return {"indexUid": uid, **self._search(uid, wanted)}

    def _search(self, uid: str, wanted: dict[str, Any]) -> dict[str, Any]:
        if unknown := wanted.keys() - SEARCH_FIELDS:
            raise ApiError(400, "bad_request", f"Unknown field `{min(unknown)}`")
        limit, offset = wanted.get("limit", 20), wanted.get("offset", 0)
        if not isinstance(limit, int):
            raise ApiError(400, "invalid_search_limit", "Invalid value type at `.limit`: expected a positive integer")
        start = time.perf_counter()
        index = self.store.index(uid)
        keep = matcher(index, wanted.get("filter"))
        found = [document for document in index.search(wanted.get("q") or "") if keep(document)]
        hits = []
        for place, document in enumerate(found[offset : offset + limit]):
            score = {"_rankingScore": round(1 - place / 1000, 3)} if wanted.get("showRankingScore") else {}
            hits.append({**shown(document, index, wanted.get("attributesToRetrieve")), **score})
        return {
            "hits": hits,
            "query": wanted.get("q") or "",
            "processingTimeMs": int((time.perf_counter() - start) * 1000),
            "limit": limit,
            "offset": offset,
            "estimatedTotalHits": len(found),
        }

    def _fetch(self, uid: str, wanted: dict[str, Any]) -> dict[str, Any]:
        index = self.store.index(uid)
        offset, limit = wanted.get("offset", 0), wanted.get("limit", 20)
        page = list(index.documents.values())[offset : offset + limit]
        results = [shown(document, index, wanted.get("fields")) for document in page]
        return {"results": results, "offset": offset, "limit": limit, "total": len(index.documents)}

    def _put(self, uid: str, documents: list[dict[str, Any]], query: dict[str, str]) -> Callable[[], dict[str, Any]]:
        def work() -> dict[str, Any]:
            self.store.made(uid).put(documents, query.get("primaryKey"))
            return {"receivedDocuments": len(documents), "indexedDocuments": len(documents)}

        return work

    def _drop(self, uid: str, expression: str) -> dict[str, Any]:
        index = self.store.index(uid)
        return {"deletedDocuments": index.drop(matcher(index, expression)), "originalFilter": expression}

    def _set(self, uid: str, changes: dict[str, Any]) -> dict[str, Any]:
        index = self.store.made(uid)
        if unknown := changes.keys() - index.settings.keys():
            raise ApiError(400, "bad_request", f"Unknown field `{min(unknown)}`")
        index.change_settings(changes)
        return changes

    def _delete(self, uid: str) -> dict[str, Any]:
        count = len(self.store.index(uid).documents)
        del self.store.indexes[uid]
        return {"deletedDocuments": count}

    def _indexes(self, limit: int) -> dict[str, Any]:
        cards = [self.store.indexes[uid].card() for uid in sorted(self.store.indexes)]
        return {"results": cards[:limit], "offset": 0, "limit": limit, "total": len(cards)}

    def _task(self, number: int) -> dict[str, Any]:
        if number >= len(self.store.tasks):
            raise ApiError(404, "task_not_found", f"Task `{number}` not found.")
        return self.store.tasks[number]

    def _tasks(self, query: dict[str, str]) -> dict[str, Any]:
        limit = int(query.get("limit", 20))
        chosen = [task for task in reversed(self.store.tasks) if _asked(task, query)]
        head = chosen[0]["uid"] if chosen else None
        return {"results": chosen[:limit], "total": len(chosen), "limit": limit, "from": head, "next": None}


def _asked(task: dict[str, Any], query: dict[str, str]) -> bool:
    wanted = {"indexUid": query.get("indexUids"), "status": query.get("statuses")}
    return all(values is None or task[name] in values.split(",") for name, values in wanted.items())
