"""In process: the desk's engine, and Meilisearch's own engine beside it, over the same questions."""

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct

from bench import ground
from bench.questions import MAKERS, questions
from bench.timing import Spread, once, timed
from relais.core.text import fold
from relais.directory.model import Service
from relais.directory.snapshot import Snapshot
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine
from relais.search.model import SearchRequest

MILLI_ROOM = 2**33  # bytes its index may grow to; the file is sparse
TEXT_KINDS = ("typo", "prefix")
RANKED = 20


class Inside(Struct, frozen=True, kw_only=True):
    """What one process measured over one directory. `right`: share of typing slips whose first answer is right."""

    services: int
    load_seconds: float
    memory_mb: float
    answer_bytes: dict[str, int]
    spreads: dict[str, Spread]
    right: float


def measure(services: int, count: int) -> Inside:
    """`count` questions of each kind, warm. To be called in a process of its own, since it tells its memory."""
    snapshot = ground.snapshot(services)
    before = ground.memory_mb()
    engine, load_seconds = once(lambda: ground.engine(snapshot))
    memory = ground.memory_mb() - before
    rows = ground.drawn(snapshot)
    asked = {kind: questions(kind, load_gazetteer(), rows, count) for kind in MAKERS}
    search = partial(engine.search, now=ground.NOON)
    spreads = {kind: warm(search, asked[kind]) for kind in MAKERS}
    for kind in TEXT_KINDS:
        spreads[f"{kind}: words alone"] = warm(partial(rank, engine), asked[kind])
    named = {kind: [search(question) for question in asked[kind][:200]] for kind in MAKERS}
    sizes = {
        kind: sum(len(msgspec.json.encode(answer)) for answer in answers) // len(answers)
        for kind, answers in named.items()
    }
    right = share_right(
        lambda question: [engine.facets.service(slot).name for slot in rank(engine, question)[:1]], asked["typo"], rows
    )
    return Inside(
        services=services,
        load_seconds=load_seconds,
        memory_mb=memory,
        answer_bytes=sizes,
        spreads=spreads,
        right=right,
    )


def rank(engine: SearchEngine, question: SearchRequest) -> list[int]:
    """The part of the work that a text engine does: words to services."""
    return engine.text.rank(fold(question.text).split(), engine.facets.size, RANKED, lambda slots: slots)


def warm(call: Callable[[SearchRequest], object], asked: Sequence[SearchRequest]) -> Spread:
    """The spread of a second pass: the first warms up. Relais keeps no answer, only each service's standing words."""
    timed(call, asked)
    return timed(call, asked)


def share_right(
    names: Callable[[SearchRequest], Sequence[str]], asked: Sequence[SearchRequest], rows: Sequence[Service]
) -> float:
    """The share of mistyped questions whose first answer bears all the words that were meant."""
    known = {word for row in rows for word in fold(row.name).split()}
    good = 0
    for question in asked:
        meant = [word for word in question.text.split() if word in known]
        found = names(question)
        good += bool(found) and set(meant) <= set(fold(found[0]).split())
    return good / len(asked)


def milli(snapshot: Snapshot, count: int) -> tuple[dict[str, Spread], float] | None:
    """The same text questions put to Meilisearch's engine; None where its wheel is not installed."""
    try:
        import milli as engine
    except ImportError:
        return None
    folder = tempfile.mkdtemp(prefix="milli-")
    rows = ground.drawn(snapshot)
    try:
        index = engine.Index(folder, MILLI_ROOM)
        index.add_documents([_document(number, row) for number, row in enumerate(rows)])
        asked = {kind: questions(kind, load_gazetteer(), rows, count) for kind in TEXT_KINDS}
        spreads = {kind: warm(lambda question: index.search(question.text), asked[kind]) for kind in TEXT_KINDS}

        def names(question: SearchRequest) -> list[str]:
            return [row["name"] for row in index.get_documents(index.search(question.text)[:1])]

        return spreads, share_right(names, asked["typo"], rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _document(number: int, row: Service) -> dict[str, Any]:
    fields = ("acronym", "name", "organization_name", "description")
    return {"id": str(number), **{field: getattr(row, field) for field in fields}}


def meilisearch(snapshot: Snapshot, count: int) -> dict[str, Spread] | None:
    """The same through a Meilisearch server; None when RELAIS_MEILISEARCH_URL is not set."""
    url = os.environ.get("RELAIS_MEILISEARCH_URL")
    if not url:
        return None
    import asyncio
    from pathlib import Path

    from relais.search.meilisearch import MeilisearchIndex, reindex

    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as loop:
        settings = msgspec.structs.replace(
            ground.settings(Path(folder)),
            engine="meilisearch",
            meilisearch_url=url,
            meilisearch_key=os.environ.get("RELAIS_MEILISEARCH_KEY", ""),
            meilisearch_deadline_ms=5_000,
        )
        reindex(settings, snapshot)
        index = MeilisearchIndex(settings, lambda: snapshot)
        rows = ground.drawn(snapshot)

        def ask(question: SearchRequest) -> object:
            return loop.run(index.rank(fold(question.text), frozenset(), limit=RANKED))

        found = {kind: warm(ask, questions(kind, load_gazetteer(), rows, count)) for kind in TEXT_KINDS}
        loop.run(index.stop())
        return found
