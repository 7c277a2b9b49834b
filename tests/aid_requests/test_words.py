"""Codes of a request: each has its French words, and the database knows the same."""

import re
from typing import Any, get_args

import pytest

from relais.aid_requests import words
from relais.aid_requests.form import RequestForm
from relais.aid_requests.model import Mark, Reach, SaidOutcome, Silence, State
from relais.directory import wording
from tests.aid_requests.asking import Office

pytestmark = pytest.mark.anyio
LABELS: tuple[tuple[Any, dict[Any, str]], ...] = (
    (State, words.STATES),
    (State, words.NEXT),
    (State, words.STATES_FOR_PERSON),
    (Reach, words.REACH),
    (Mark, words.MARKS),
    (SaidOutcome, words.OUTCOMES),
)


@pytest.mark.parametrize(("codes", "labels"), LABELS)
def test_every_code_has_its_words(codes: Any, labels: dict[Any, str]) -> None:
    assert set(get_args(codes)) == set(labels)


@pytest.mark.parametrize(
    ("constraint", "codes"),
    [
        ("aid_request_needs_known", set(wording.NEEDS)),
        ("aid_request_practice_known", {"", *words.PRACTICE}),
        ("aid_request_reach_known", {"", *words.REACH}),
        ("aid_request_marks_known", set(words.MARKS)),
        ("aid_request_outcome_known", set(words.OUTCOMES_FOR_PERSON)),
        ("aid_request_state_known", set(words.STATES)),
        ("reading_days_known", set(words.DAYS)),
        ("request_told_what_known", set(get_args(Silence))),
    ],
)
async def test_the_database_knows_the_same_codes(office: Office, constraint: str, codes: set[str]) -> None:
    written = await office.owner.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", constraint
    )
    assert set(re.findall(r"'([a-z_]*)'", written)) == codes


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], ""),
        (["thu"], "le jeudi"),
        (["thu", "mon"], "le lundi et le jeudi"),
        (["fri", "mon", "wed"], "le lundi, le mercredi et le vendredi"),
        (list(words.DAYS), "tous les jours"),
    ],
)
def test_days_are_said_in_the_order_of_the_week(days: list[str], said: str) -> None:
    assert words.days_words(days) == said


def test_a_name_to_be_called_by_stays_on_its_line_of_the_board() -> None:
    assert RequestForm(alias=" Domi\u202enique\x00\n").called == "Domi nique"
