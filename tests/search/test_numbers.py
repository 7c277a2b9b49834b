"""Telephone numbers are read in any spacing, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.search.numbers import Dialled, take_numbers

SHORT = frozenset({"15", "17", "18", "112", "114", "119", "3114", "3919"})


@pytest.mark.parametrize(
    "typed",
    [
        "0608282589",
        "06 08 28 25 89",
        "0608 282 589",
        "06.08.28.25.89",
        "06-08-28-25-89",
        "+33 6 08 28 25 89",
        "+33(0)608282589",
        "0033608282589",
        "le numero 06 08 28 25 89 svp",
    ],
)
def test_a_number_is_read_in_any_spacing(typed: str) -> None:
    numbers, _ = take_numbers(typed, SHORT)
    assert numbers == [Dialled("0608282589", whole=True)]


@pytest.mark.parametrize("typed", ["asra lyon 69003", "20000 ajaccio", "burn out 15", "interne 34 ans", "dep 974", ""])
def test_postcodes_ages_and_departements_are_no_numbers(typed: str) -> None:
    assert take_numbers(typed, SHORT) == ([], typed)


@pytest.mark.parametrize(("typed", "number"), [("15", "15"), (" 17 ", "17"), ("3114", "3114"), ("31 14 svp", "3114")])
def test_short_numbers_are_read(typed: str, number: str) -> None:
    numbers, _ = take_numbers(typed, SHORT)
    assert numbers == [Dialled(number, whole=True)]


def test_a_number_still_being_typed_is_said_to_be_unfinished() -> None:
    assert take_numbers("06 08 28 2", SHORT)[0] == [Dialled("0608282", whole=False)]


def test_what_stands_beside_a_number_is_kept() -> None:
    numbers, rest = take_numbers("0805 62 01 33 lyon", SHORT)
    assert numbers == [Dialled("0805620133", whole=True)]
    assert rest.split() == ["lyon"]


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault(text: str) -> None:
    numbers, rest = take_numbers(text, SHORT)
    assert isinstance(rest, str)
    assert all(number.digits.isdigit() for number in numbers)
