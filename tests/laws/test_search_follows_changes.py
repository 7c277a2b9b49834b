"""A directory changed piece by piece answers as the same directory taken whole."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.synthetic import services
from relais.core.settings import load_settings
from relais.directory.model import Service
from relais.directory.snapshot import Changes, Snapshot
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest, SearchResponse

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
QUESTIONS = [
    SearchRequest(needs=["addiction"], places=["69"], seed=1),
    SearchRequest(needs=["financier", "juridique"], audiences=["interne"], filters=["free"], seed=2, limit=50),
    SearchRequest(needs=["hospitalisation", "addiction"], origin=["Lyon"], seed=3, limit=50),
    SearchRequest(text="boussole clairiere", seed=4, limit=50),
    SearchRequest(text="0199000003", seed=5),
    SearchRequest(text="horizo", seed=6, limit=50),
]


@cache
def pool() -> list[Service]:
    return services(load_gazetteer(), 60, seed=7)


def snapshot(rows: Sequence[Service]) -> Snapshot:
    return Snapshot(version=1, as_of=NOW, services=tuple(rows), retired_numbers=(), slug_history={})


def engine(rows: Sequence[Service]) -> SearchEngine:
    given_by = load_settings({})
    return load_engine(load_gazetteer(), snapshot(rows), given_by.data_dir, given_by.search_index_dir)


def answers(searching: SearchEngine) -> list[SearchResponse]:
    return [searching.search(question, now=NOW) for question in QUESTIONS]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["put", "swap", "drop"]), st.integers(0, 59), st.integers(0, 59)), max_size=15
)


@cache
def following() -> SearchEngine:
    return engine([])


@given(CHANGES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_changes_one_by_one_answer_as_the_whole(changes: list[tuple[str, int, int]]) -> None:
    rows = {row.slug: row for row in pool()[:30]}
    searching = following()
    searching.load(snapshot(list(rows.values())))
    for act, i, j in changes:
        row = pool()[i]
        if act == "drop":
            rows.pop(row.slug, None)
            change = Changes(version=2, as_of=NOW, changed=(), removed=(row.slug,))
        else:
            # "swap" gives a service the whole content of another one under its own slug.
            new = row if act == "put" else replace(pool()[j], slug=row.slug, organization=row.slug)
            rows[row.slug] = new
            change = Changes(version=2, as_of=NOW, changed=(new,), removed=())
        searching.apply(change, snapshot(list(rows.values())))
    whole = fresh()
    whole.load(snapshot(list(rows.values())))
    assert answers(searching) == answers(whole)


@cache
def fresh() -> SearchEngine:
    return engine([])


def test_a_service_that_left_is_never_found_again() -> None:
    searching = following()
    searching.load(snapshot(pool()))
    gone = pool()[3]
    searching.apply(Changes(version=2, as_of=NOW, changed=(), removed=(gone.slug,)), snapshot(pool()))
    found = searching.search(SearchRequest(text="0199000003"), now=NOW)
    assert gone.slug not in [result.slug for result in found.results]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_seed_replays_the_same_answer(question: SearchRequest) -> None:
    searching = following()
    searching.load(snapshot(pool()))
    assert searching.search(question, now=NOW) == searching.search(question, now=NOW)
