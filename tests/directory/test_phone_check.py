"""A number is read as it will be dialled, whatever signs it was typed with."""

from typing import Any

import pytest

from relais.directory.phone_check import check_phone
from relais.directory.phones import read_phone
from relais.directory.values import read_phone_value


@pytest.mark.parametrize(
    ("typed", "display"),
    [
        ("06 08 28 25 89", "06 08 28 25 89"),
        ("0805 62 01 33", "0805 62 01 33"),
        ("06.08.28.25.89", "06 08 28 25 89"),
        ("06/08/28/25/89", "06 08 28 25 89"),
        ("+33 (0)6 08 28 25 89", "06 08 28 25 89"),
        ("0６ ０8 28 25 89", "06 08 28 25 89"),
        ("٠٦٠٨٢٨٢٥٨٩", "06 08 28 25 89"),
        ("06\u200b08\u202e28\u00ad2589", "06 08 28 25 89"),
    ],
)
def test_what_is_shown_is_exactly_what_is_dialled(typed: str, display: str) -> None:
    assert read_phone(typed).display == display


@pytest.mark.parametrize(
    "typed",
    [
        "O6 08 28 25 89",
        "tel:+33608282589",
        "06 08 28 25 89 ext 5",
        "06 08 28 25 89 #5",
        "0800 DOCTEUR",
        "06 08 28 25 89<b>",
        "06 08 28 25 89 / 06 08 28 25 90",
        "",
        "SOS 15",
    ],
)
def test_anything_but_one_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="n'est pas un numéro"):
        read_phone(typed)


def test_a_withdrawn_number_is_recognised_in_any_script() -> None:
    for typed in ("06 30 10 85 57", "０６３０１０８５５７", "٠٦٣٠١٠٨٥٥٧", "+33 6 30\u200b108557"):
        with pytest.raises(ValueError, match="ne doit jamais être publié"):
            read_phone_value(typed, {"0630108557": True})


@pytest.mark.parametrize("typed", ["15", "3114", "39 19", "112", "0800 23 13 13"])
def test_an_emergency_number_is_nobodys_own(typed: str) -> None:
    with pytest.raises(ValueError, match="déjà en haut de chaque page"):
        check_phone(typed)


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ("0262 90 90 90", {"departement": "974"}, ""),
        ("0692 12 34 56", {"departement": "974"}, ""),
        ("0262 90 90 90", {"departement": "69"}, "de La Réunion"),
        ("0269 61 12 34", {"departement": "974"}, "de Mayotte"),
        ("0639 69 12 34", {"coverage": ["976", "974"]}, ""),
        ("0590 20 12 34", {"departement": "978"}, ""),
        ("01 42 34 56 78", {"departement": "974"}, "un fixe de métropole"),
        ("01 42 34 56 78", {"coverage": ["971", "972", "973"]}, "un fixe de métropole"),
        ("01 42 34 56 78", {"coverage": ["75", "974"]}, ""),
        ("04 78 12 34 56", {"departement": "75"}, ""),
        ("06 08 28 25 89", {"departement": "974"}, ""),
        ("0262 90 90 90", {"coverage": ["FR"]}, ""),
        ("0262 90 90 90", {}, ""),
        ("0508 41 12 34", {"departement": "75"}, "de Saint-Pierre-et-Miquelon"),
        ("0892 70 12 39", {}, "jusqu'à 3 €"),
        ("0810 10 10 10", {}, "0,20 €"),
        ("0805 62 01 33", {}, ""),
        ("3646", {}, "numéro court"),
        ("09 72 12 34 56", {"departement": "974"}, ""),
    ],
)
def test_a_number_of_elsewhere_or_that_costs_gets_a_warning(typed: str, where: dict[str, Any], said: str) -> None:
    warnings = check_phone(typed, **where).warnings
    assert (said in warnings[0]) if said else warnings == ()
