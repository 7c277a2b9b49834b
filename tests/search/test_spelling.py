"""Typing slips are put right; words too short to be sure of are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from relais.core.spelling import Speller, allowed_edits, sound

WORDS = ["addiction", "harcelement", "suicide", "burnout", "urssaf", "deplaquer", "depression", "interne", "alcool"]
SPELLER = Speller(WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("adicsion", "addiction"), ("bournout", "burnout"), ("urssaff", "urssaf"), ("depresion", "depression")],
)
def test_a_slip_is_put_right(typed: str, meant: str) -> None:
    assert SPELLER.near(typed)[0][1] == meant


@pytest.mark.parametrize(("typed", "meant"), [("harsselement", "harcelement"), ("suisside", "suicide")])
def test_a_word_written_as_it_sounds_is_put_right(typed: str, meant: str) -> None:
    assert meant in SPELLER.alike(typed)


@pytest.mark.parametrize("typed", ["alco", "urs", "1234567", ""])
def test_short_words_and_digits_are_never_corrected(typed: str) -> None:
    assert SPELLER.near(typed) == []


@given(st.text(alphabet="abcdeilnorstu", min_size=5, max_size=14), st.sampled_from(WORDS))
def test_the_index_finds_exactly_what_comparing_every_word_would(typed: str, word: str) -> None:
    close = OSA.distance(typed, word) <= min(allowed_edits(typed), max(1, allowed_edits(word)))
    assert (word in [known for _, known in SPELLER.near(typed)]) == close


@given(st.sampled_from(WORDS), st.integers(0, 12), st.sampled_from("aeiourst"))
def test_one_letter_too_many_is_always_found(word: str, at: int, letter: str) -> None:
    typed = word[:at] + letter + word[at:]
    assert word in [known for _, known in SPELLER.near(typed)]


def test_a_sound_is_the_same_for_words_said_alike() -> None:
    assert sound("pharmacie") == sound("farmacie")
    assert sound("quitter") == sound("kitter")
