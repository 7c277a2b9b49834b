"""The words of `data/needs.csv` and `search_index/`: complete, without contradiction, and safe around crisis."""

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import get_args

import pytest

from relais.core.text import fold
from relais.directory.data_files import snapshot_from_csv
from relais.directory.model import Audience, Need
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import Filter, SearchRequest
from relais.search.vocabulary import Role, load_vocabulary

ROOT = Path(__file__).parents[2]
NEEDS = ROOT / "data" / "needs.csv"
SEARCH_INDEX = ROOT / "search_index"
COLUMNS = ["role", "code", "label", "term", "kind", "origin"]
CODES = {
    "need": set(get_args(Need)),
    "audience": set(get_args(Audience)),
    "filter": set(get_args(Filter)),
    "crisis": {"suicide", "geste", "danger"},
    "distress": {"distress"},
    "hospital": {"hospitalisation", "leave", "jour", "complete"},
    "origin_word": {"origin"},
    "council": {"council"},
    "place_word": {"place", "weak"},
    "ordinary": {"ordinary"},
}
SHORT_CRISIS = {"ts", "imv", "ivm", "ids", "kcl"}


def rows() -> list[dict[str, str]]:
    with NEEDS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()
TERMS: dict[str, set[str]] = defaultdict(set)
for _row in ROWS:
    TERMS[_row["role"]].add(fold(_row["term"]))


def test_the_file_has_the_columns_that_the_readers_expect() -> None:
    with NEEDS.open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS
    assert load_vocabulary(NEEDS.parent).single


def test_every_line_is_whole_and_its_codes_are_known() -> None:
    assert set(CODES) == set(get_args(Role))
    for row in ROWS:
        assert list(row) == COLUMNS, row
        assert None not in row.values(), row
        assert row["code"] in CODES[row["role"]], row
        assert row["kind"] in {"canonical", "synonym", "misspelling"}, row
        assert row["origin"] in {"sourced", "composed"}, row
        assert fold(row["term"]), row
        assert row["term"] == row["term"].strip(), row
        assert bool(row["label"]) == (row["kind"] == "canonical"), row


def test_no_term_stands_twice_under_one_meaning() -> None:
    counted = Counter((row["role"], row["code"], fold(row["term"])) for row in ROWS)
    assert [key for key, times in counted.items() if times > 1] == []


def test_every_code_is_used_and_has_one_canonical_term() -> None:
    canonical = Counter((row["role"], row["code"]) for row in ROWS if row["kind"] == "canonical")
    expected = {(role, code) for role, codes in CODES.items() for code in codes}
    assert canonical == Counter(dict.fromkeys(expected, 1))


@pytest.mark.parametrize("need", sorted(CODES["need"]))
def test_every_need_has_at_least_forty_terms(need: str) -> None:
    assert sum(row["role"] == "need" and row["code"] == need for row in ROWS) >= 40


@pytest.mark.parametrize("audience", sorted(CODES["audience"]))
def test_every_audience_has_at_least_thirty_terms(audience: str) -> None:
    assert sum(row["role"] == "audience" and row["code"] == audience for row in ROWS) >= 30


def test_a_crisis_word_of_less_than_four_letters_is_a_listed_acronym() -> None:
    short = {term for term in TERMS["crisis"] if " " not in term and len(term) < 4}
    assert short <= SHORT_CRISIS


def test_no_term_is_both_crisis_and_ordinary() -> None:
    assert TERMS["crisis"] & TERMS["ordinary"] == set()


@pytest.mark.parametrize(
    "term",
    [
        *("suicide", "suicider", "suicidaire", "mourir", "se tuer", "me tuer", "pendre", "pendaison", "défenestrer"),
        *(
            "overdose",
            "avalé",
            "tentative de suicide",
            "ts",
            "imv",
            "ivm",
            "en finir",
            "idées noires",
            "passage à l'acte",
        ),
        *("plus envie de vivre", "veux mourir", "veut mourir", "me foutre en l'air", "me flinguer", "lettre d'adieu"),
        *("ouvert les veines", "sous un train", "potassium", "ne répond plus", "ne respire plus", "il a une arme"),
        *("il me frappe", "agression en cours", "suisside", "je ve mourir", "envi de mourir"),
    ],
)
def test_the_crisis_words_that_matter_most_are_there(term: str) -> None:
    assert fold(term) in TERMS["crisis"]


@pytest.mark.parametrize(
    "term", ["prendre rendez-vous", "cure", "mots", "mort", "nuit", "prendre", "pendant", "vendre"]
)
def test_a_word_of_every_day_is_no_crisis_word(term: str) -> None:
    assert fold(term) not in TERMS["crisis"]


@pytest.mark.parametrize("term", ["travail", "malade", "aide", "nuit", "problème", "médecin", "patient", "besoin"])
def test_a_word_that_says_too_little_stands_for_no_need(term: str) -> None:
    assert fold(term) not in TERMS["need"]


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    return load_engine(load_gazetteer(), snapshot_from_csv(NEEDS.parent), NEEDS.parent, SEARCH_INDEX)


def test_every_crisis_term_raises_the_alarm_that_it_stands_for(engine: SearchEngine) -> None:
    unheard = [
        row["term"]
        for row in ROWS
        if row["role"] == "crisis" and row["code"] not in engine.read(SearchRequest(text=row["term"])).crisis
    ]
    assert unheard == []


def test_no_ordinary_phrase_raises_an_alarm(engine: SearchEngine) -> None:
    raised = [term for term in sorted(TERMS["ordinary"]) if engine.read(SearchRequest(text=term)).crisis]
    assert raised == []


def test_every_distress_term_asks_the_question_or_raises_the_alarm(engine: SearchEngine) -> None:
    readings = {term: engine.read(SearchRequest(text=term)) for term in sorted(TERMS["distress"])}
    assert [term for term, reading in readings.items() if not (reading.distress or reading.crisis)] == []


def words_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_stop_words_are_single_folded_words_and_none_names_a_body() -> None:
    words = words_of(SEARCH_INDEX / "stop_words.txt")
    assert [word for word in words if fold(word) != word or " " in word] == []
    assert len(words) == len(set(words))
    assert not {"mots", "pass", "as", "arene", "sps", "asra"} & set(words)


def test_synonyms_are_groups_of_distinct_folded_names() -> None:
    groups = json.loads((SEARCH_INDEX / "synonyms.json").read_text(encoding="utf-8"))
    for canonical, others in groups.items():
        folded = [fold(name) for name in (canonical, *others)]
        assert "" not in folded, canonical
        assert len(folded) == len(set(folded)), canonical


def test_acronyms_are_never_corrected_and_slips_begin_at_five_and_eight_letters() -> None:
    typos = json.loads((SEARCH_INDEX / "settings.json").read_text(encoding="utf-8"))["typoTolerance"]
    assert typos["minWordSizeForTypos"] == {"oneTypo": 5, "twoTypos": 8}
    assert {"mots", "asra", "sps", "apss", "asspc", "pass", "cnae"} <= set(typos["disableOnWords"])
