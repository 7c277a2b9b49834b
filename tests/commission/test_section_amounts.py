"""Euros as people type them, the sums of a section, and what keeps one from being saved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relais.cases.code import new_code, spoken
from relais.commission.section_boxes import FORMS
from relais.commission.section_model import ORDER, SECTIONS
from relais.commission.section_money import MOST_CENTS, cents_of, euros, plain_euros
from relais.commission.section_reading import asked_cents, boxes_of, lines_of, read_section, sums_of
from relais.core.errors import Refused


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("", 0),
        ("  ", 0),
        ("800", 80000),
        ("800 €", 80000),
        ("1 234,56", 123456),
        ("1\u202f234,5", 123450),
        ("1'234.56", 123456),
        ("0,05", 5),
        ("12 euros", 1200),
        ("1000000", MOST_CENTS),
    ],
)
def test_an_amount_is_read_as_it_is_written_in_french(typed: str, cents: int) -> None:
    assert cents_of(typed) == cents


@pytest.mark.parametrize("typed", ["beaucoup", "-5", "1.234", "1,2,3", "12 €€", "1e9", "٣٠", "1000000,01", "5 000 000"])
def test_what_is_no_amount_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        cents_of(typed)
    assert refused.value.code in ("amount_unreadable", "amount_too_large")


@given(st.integers(0, MOST_CENTS))
def test_an_amount_that_is_shown_is_read_back_the_same(cents: int) -> None:
    assert cents_of(euros(cents)) == cents_of(plain_euros(cents)) == cents


def test_sums_are_those_of_the_lines() -> None:
    typed = read_section("income", {"in_practice": ["2 000,10"], "in_partner": ["0,90"], "out_housing": ["2 500"]})
    assert typed.faults == {}
    assert [(one.label, one.cents) for one in sums_of("income", typed.said)] == [
        ("Revenus du mois", 200100),
        ("Charges du mois", 250000),
        ("Ce qui reste", -49900),
    ]


def test_a_total_that_is_typed_must_be_the_sum() -> None:
    wrong = read_section("asked", {"gift": ["1 000"], "advance": ["500"], "control": ["1 400"], "purpose": ["Loyer"]})
    assert "1\u202f500" in wrong.faults["control"]
    right = read_section("asked", {"gift": ["1 000"], "advance": ["500"], "control": ["1500"], "purpose": ["Loyer"]})
    assert right.faults == {}
    assert asked_cents(right.said) == 150000


def test_every_fault_is_told_and_what_was_typed_goes_back_into_its_box() -> None:
    typed = read_section("asked", {"gift": ["mille"], "advance": ["x"], "purpose": [""]})
    assert set(typed.faults) == {"gift", "advance", "purpose"}
    assert typed.values["gift"] == "mille"


def test_a_choice_that_is_none_of_the_list_is_refused() -> None:
    assert "housing" in read_section("household", {"housing": ["palais"]}).faults
    assert "adults" in read_section("household", {"adults": ["beaucoup"]}).faults


def test_a_code_is_refused_in_what_is_written() -> None:
    typed = read_section("situation", {"name": ["Dominique"], "words": [f"mon code est {spoken(new_code())}"]})
    assert "code" in typed.faults["words"]


def test_an_empty_section_can_be_said_empty_where_nothing_is_needed() -> None:
    for section in ("household", "income", "debts", "others"):
        assert read_section(section, {}).faults == {}
    assert read_section("situation", {}).faults
    assert read_section("asked", {}).faults


def test_what_was_saved_is_shown_and_goes_back_into_its_boxes() -> None:
    typed = read_section("others", {"carmf": ["given"], "carmf_given": ["300"], "afem": ["waiting"]})
    assert [(one.group, one.text) for one in lines_of("others", typed.said)] == [
        ("CARMF", "Accordé"),
        ("CARMF", "300\u202f€"),
        ("AFEM", "Demandé, sans réponse"),
    ]
    assert boxes_of("others", typed.said)["carmf_given"] == "300"
    assert boxes_of("others", None)["carmf_given"] == ""


def test_every_box_is_a_field_of_its_form_and_every_sum_is_of_amounts() -> None:
    assert list(FORMS) == list(ORDER) == list(SECTIONS)
    for form in FORMS.values():
        assert [box.name for box in form.boxes] == [box.name for box in form.boxes if hasattr(form.form(), box.name)]
        assert {name for one in form.sums for name in (*one.of, *one.minus)} <= set(form.amounts)
        assert form.control in {"", *(one.label for one in form.sums)}
