"""Every code that a chain may hold is said to the person in words."""

from typing import Any, get_args

import pytest

from relais.cases.model import CaseEvent
from relais.cases.openings import WORDS
from relais.core import clock
from relais.followup.words import OPENED_BECAUSE, OUTCOMES, listed, sentence_of
from relais.referrals.model import State
from relais.referrals.words import OUTCOMES as TO_THE_NETWORK

SAID_BY_ANOTHER = {"referral.chosen", "referral.consented"}
ACTS = {
    *(f"referral.{state}" for state in get_args(State)),
    *("referral.choice", "referral.consent", "referral.reminded", "referral.escalated", "referral.handed_back"),
    *("case.opened", "case.opened_by", "case.code_replaced", "case.code_kept", "case.corrected", "case.closed"),
    "case.erased",
}
UNKNOWN = "Une étape de votre dossier est enregistrée."


def told(act: str, **detail: Any) -> str:
    event = CaseEvent(seq=1, at=clock.now(), actor_kind="staff", org="cdom-69", act=act, detail=detail)
    return sentence_of(event, str.upper)


@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_has_a_sentence_of_its_own(act: str) -> None:
    said = told(act)
    assert (said == "") == (act in SAID_BY_ANOTHER)
    assert said != UNKNOWN
    assert "_" not in said


def test_an_act_of_later_is_told_rather_than_hidden() -> None:
    assert told("case.something_new") == UNKNOWN


def test_every_reason_and_every_outcome_is_said_to_the_person() -> None:
    assert OPENED_BECAUSE.keys() == WORDS.keys()
    assert OUTCOMES.keys() == TO_THE_NETWORK.keys()


def test_who_stopped_is_said() -> None:
    assert told("referral.withdrawn", **{"as": "person"}) == "Vous avez tout arrêté, avec votre code."
    assert told("referral.withdrawn", **{"as": "origin"}) == "Arrêté à votre demande (CDOM-69)."


@pytest.mark.parametrize(("words", "said"), [("", ""), ("a", "a"), ("ab", "a et b"), ("abc", "a, b et c")])
def test_a_list_is_read_as_a_sentence(words: str, said: str) -> None:
    assert listed(list(words)) == said
