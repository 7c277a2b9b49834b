"""The follow-up code: a slip is seen at once, and it never hides in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.cases.code import LENGTH, holds, new_code, read_code, refuse_codes, spoken
from relais.core.errors import Refused

codes = st.builds(new_code)


def test_a_code_is_eighteen_digits_in_six_groups() -> None:
    code = new_code()
    assert len(code) == LENGTH
    assert [len(group) for group in spoken(code).split()] == [3] * 6


@given(codes, st.sampled_from([" ", "-", ".", "", "\u00a0", " - "]))
def test_a_code_is_read_however_it_is_spaced(code: str, gap: str) -> None:
    assert read_code(f" {spoken(code).replace(' ', gap)} ") == code


@given(codes, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(code: str, place: int, more: int) -> None:
    wrong = str((int(code[place]) + more) % 10)
    assert not holds(code[:place] + wrong + code[place + 1 :])


@given(codes, st.integers(0, LENGTH - 2))
def test_two_digits_that_changed_places_are_always_seen(code: str, place: int) -> None:
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert holds(turned) == (turned == code)


@pytest.mark.parametrize("typed", ["", "123", "1" * 18, "abc def ghi jkl mno pqr", "9" * 40, "0" * 18])
def test_what_is_no_code_is_a_slip(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_code(typed)
    assert refused.value.code == "code_slip"


@given(codes, st.sampled_from(["Son code : {}.", "a{}b", "06 12 34 56 78 {} merci", "{}\n"]),
       st.sampled_from([" ", "-", ", ", "\n", ""]))  # fmt: skip
def test_a_code_is_refused_inside_a_text(code: str, text: str, gap: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_codes({"note": [text.format(spoken(code).replace(" ", gap))]})
    assert refused.value.code == "code_in_text"


def test_digits_of_another_script_hide_nothing() -> None:
    hidden = new_code().translate({ord("0") + n: 0x0660 + n for n in range(10)})
    with pytest.raises(Refused):
        refuse_codes(hidden)


def test_telephone_numbers_and_dates_are_no_codes() -> None:
    refuse_codes("Appelez le 06 12 34 56 78 le 04/03/2026 vers 9 h 30.")
