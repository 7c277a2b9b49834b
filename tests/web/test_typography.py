from datetime import UTC, date, datetime

import pytest

from relais.web.typography import age, count, french_date, french_time, narrow, source_date


def test_french_signs_take_a_narrow_no_break_space() -> None:
    assert (
        narrow("Pourquoi ? « Oui » : voilà ; fin !")
        == "Pourquoi\u202f? «\u202fOui\u202f»\u202f: voilà\u202f; fin\u202f!"
    )
    assert narrow("à 10:30, voir https://exemple.fr") == "à 10:30, voir https://exemple.fr"


def test_dates_are_read_in_paris() -> None:
    moment = datetime(2026, 2, 28, 23, 5, tzinfo=UTC)
    assert french_date(moment) == "1er mars 2026"
    assert french_time(moment) == "0\u202fh\u202f05"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2016", "il y a 10 ans"),
        ("2017 puis 2025-06", "il y a un an"),
        ("2026-01-02", "cette année"),
        ("non datée", ""),
    ],
)
def test_the_age_of_a_source_comes_from_its_last_year(text: str, said: str) -> None:
    assert age(text, date(2026, 11, 21)) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2018-12-12", "12 décembre 2018"),
        ("2023-06", "juin 2023"),
        ("2016", "2016"),
        ("vers 2021", "vers 2021"),
        ("2026-13-01", "2026-13-01"),
    ],
)
def test_a_source_date_is_put_in_words_when_it_can_be(text: str, said: str) -> None:
    assert source_date(text) == said


def test_zero_is_singular_in_french() -> None:
    assert count(0, "résultat", "résultats") == "0 résultat"
    assert count(1234, "résultat", "résultats") == "1\u202f234 résultats"
