"""The real search over the real data, without a database."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial

from anyio.from_thread import start_blocking_portal
from msgspec.structs import replace

from relais.core.settings import Settings, load_settings
from relais.directory.snapshot import Snapshot, snapshot_from_csv
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest, SearchResponse
from relais.search.text_index import TextIndex
from tests.relevance.cases import MOMENTS
from tests.relevance.play import Search

NOW = MOMENTS["tuesday_10"]


def engine_of(settings: Settings, snapshot: Snapshot, text_index: TextIndex | None = None) -> SearchEngine:
    """The engine as the desk has it, over the directory of `data/`."""
    return load_engine(
        load_gazetteer(settings.data_dir),
        snapshot,
        settings.data_dir,
        settings.search_index_dir,
        desk_line=settings.desk_line,
        text_index=text_index,
    )


def in_memory() -> Search:
    """Searches in memory."""
    settings = load_settings({})
    engine = engine_of(settings, snapshot_from_csv(settings.data_dir))
    return partial(engine.search, now=NOW)


def searching_with(name: str) -> AbstractContextManager[Search]:
    """Searches with the engine of that name, for as long as the context lasts."""
    return nullcontext(in_memory()) if name == "memory" else _with_meilisearch()


@contextmanager
def _with_meilisearch() -> Iterator[Search]:
    """A local server that speaks Meilisearch's protocol, filled with the directory."""
    # The server needs milli, which exists for one Python only: memory must be measurable without it.
    from relais.search.meilisearch import MeilisearchIndex, reindex
    from tests.search.meilisearch_server import MeilisearchServer

    plain = load_settings({})
    snapshot = snapshot_from_csv(plain.data_dir)
    with MeilisearchServer() as server, start_blocking_portal() as portal:
        settings = replace(plain, engine="meilisearch", meilisearch_url=server.url, meilisearch_deadline_ms=2000)
        reindex(settings, snapshot)
        index = MeilisearchIndex(settings, lambda: snapshot)
        engine = engine_of(settings, snapshot, index)

        def search(request: SearchRequest) -> SearchResponse:
            answer = portal.call(partial(engine.answer, request, now=NOW))
            assert answer.engine == "meilisearch", "answered from memory: the measure would say nothing of the server"
            return answer

        yield search
        portal.call(index.stop)
