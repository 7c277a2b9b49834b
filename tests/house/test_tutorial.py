"""The tutorial promises what the desk does: its own examples, asked of the real directory."""

import re
from datetime import datetime
from functools import cache

import pytest

from relais.core.settings import Settings
from relais.directory.snapshot import snapshot_from_csv
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest, SearchResponse
from tests.house.project import DOCS, read

TUESDAY = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
TUTORIAL = DOCS / "tutorials" / "poste-d-ecoute.md"


@cache
def engine() -> SearchEngine:
    settings = Settings()
    snapshot = snapshot_from_csv(settings.data_dir)
    return load_engine(load_gazetteer(), snapshot, settings.data_dir, settings.search_index_dir)


def ask(words: str) -> SearchResponse:
    assert words in read(TUTORIAL), "no longer in the tutorial"
    return engine().search(SearchRequest(text=words), now=TUESDAY)


def test_a_slip_is_put_right_and_said_and_the_parts_are_the_ones_told() -> None:
    answer = ask("adicsion interne lyon")
    assert [(one.typed, one.read_as) for one in answer.understood.corrections] == [("adicsion", "addictions")]
    labels = {part.label for part in answer.understood.parts}
    told = set(re.findall(r"\*([^*]+)\*", read(TUTORIAL).partition("**compris**")[2].partition("**corrigé**")[0]))
    assert told <= labels


def test_a_crisis_shows_the_two_numbers_first_and_the_results_after() -> None:
    answer = ask("je veux mourir")
    assert answer.banner == ("15", "3114")
    assert answer.results


def test_a_worrying_sentence_is_a_question_to_ask_not_a_banner() -> None:
    answer = ask("j'en peux plus")
    assert answer.ask == "crisis"
    assert not answer.banner


def test_a_hospital_is_sought_out_of_the_departement_and_what_is_left_out_is_told() -> None:
    answer = ask("clinique pour un médecin du 30")
    assert answer.understood.origin == ("30",)
    assert {"belle-rive"} <= {one.slug for one in answer.excluded}
    assert all(not result.phones for result in answer.results if result.kind.startswith("hospitalisation"))


@pytest.mark.parametrize(
    ("words", "slug"),
    [("0608282589", "mots"), ("mots", "mots"), ("cdom 2a", "cdom-2a"), ("0826 000 401", "cnom-ecoute")],
)
def test_a_number_a_name_or_a_council_comes_first(words: str, slug: str) -> None:
    assert ask(words).results[0].slug == slug


def test_independence_from_the_ordre_keeps_only_sourced_help() -> None:
    answer = ask("je ne veux pas que l'ordre le sache")
    assert answer.understood.filters == ("independent",)
    assert answer.results
    assert all(engine().facets.service(engine().facets.slot[one.slug]).independent == "yes" for one in answer.results)
