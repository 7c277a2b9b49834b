"""Every line of `data/crisis_patterns.csv` does what its example says."""

import csv
from datetime import UTC, datetime
from functools import cache

import pytest

from relais.core.settings import load_settings
from relais.directory.snapshot import snapshot_from_csv
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DATA = load_settings({}).data_dir
with (DATA / "crisis_patterns.csv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))


@cache
def engine() -> SearchEngine:
    given = load_settings({})
    return load_engine(load_gazetteer(), snapshot_from_csv(DATA), DATA, given.search_index_dir)


@pytest.mark.parametrize("line", LINES, ids=[line["example"] for line in LINES])
def test_each_example_raises_its_banner_or_stays_calm(line: dict[str, str]) -> None:
    banner = engine().search(SearchRequest(text=line["example"]), now=NOW).banner
    assert banner == {"calm": (), "danger": ("17", "15", "114")}.get(line["code"], ("15", "3114"))


@pytest.mark.parametrize("line", LINES, ids=[line["example"] for line in LINES])
def test_each_line_is_well_formed(line: dict[str, str]) -> None:
    assert line["code"] in {"suicide", "geste", "danger", "calm"}
    assert 1 <= int(line["within"]) <= 10
    assert line["first"]
    assert line["second"] or line["third"]
