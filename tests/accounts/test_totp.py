"""Codes of six digits, as RFC 6238 says."""

import xml.etree.ElementTree as ET

import pytest
from markupsafe import Markup

from relais.accounts.totp import code_at, new_secret, picture, spelled, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert code_at(SECRET, seconds // 30) == code


def test_a_step_before_or_after_is_taken_and_no_further() -> None:
    taken = [step for step in range(95, 106) if step_of(SECRET, code_at(SECRET, step), 100) == step]
    assert taken == [99, 100, 101]


def test_a_step_that_served_and_those_before_are_refused() -> None:
    assert step_of(SECRET, code_at(SECRET, 100), 100, last_step=100) is None
    assert step_of(SECRET, code_at(SECRET, 99), 100, last_step=100) is None
    assert step_of(SECRET, code_at(SECRET, 101), 100, last_step=100) == 101


@pytest.mark.parametrize("code", ["", "00000", "1234567", "é" * 6])
def test_what_is_no_code_is_never_right(code: str) -> None:
    assert step_of(SECRET, code, 100) is None


def test_the_picture_needs_no_inline_style_and_reads_on_any_ground() -> None:
    drawn = picture(new_secret(), "nadia+é@exemple.fr")
    assert isinstance(drawn, Markup)
    assert "style=" not in drawn
    root = ET.fromstring(drawn)
    assert root.find("{http://www.w3.org/2000/svg}path").get("fill") == "#fff"  # type: ignore[union-attr]


def test_the_secret_can_be_typed_by_hand() -> None:
    assert spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
