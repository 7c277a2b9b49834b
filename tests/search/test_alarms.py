"""Alarms over a thousand sentences written by people who had not seen the vocabulary (`tests/relevance/alarms.tsv`).

They were measured blind first, then learnt from: what is asserted here is that nothing learnt is lost.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from relais.core.settings import load_settings
from relais.directory.snapshot import snapshot_from_csv
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SENTENCES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parents[1] / "relevance" / "alarms.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    given = load_settings({})
    snapshot = snapshot_from_csv(given.data_dir)
    return load_engine(load_gazetteer(), snapshot, given.data_dir, given.search_index_dir)


def raised(engine: SearchEngine, label: str) -> tuple[int, int]:
    sentences = [text for said, text in SENTENCES if said == label]
    return sum(bool(engine.search(SearchRequest(text=text), now=NOW).banner) for text in sentences), len(sentences)


def test_most_sentences_of_crisis_raise_the_banner_even_indirect_ones(engine: SearchEngine) -> None:
    heard, of = raised(engine, "crisis")
    assert heard >= 0.94 * of, f"{heard} of {of}"


def test_hardly_any_ordinary_sentence_raises_it_even_with_words_of_death_and_danger(engine: SearchEngine) -> None:
    heard, of = raised(engine, "ordinary")
    assert heard <= 0.01 * of, f"{heard} of {of}"
