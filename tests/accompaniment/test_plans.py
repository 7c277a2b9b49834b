"""The ready-made plans are read whole, and state nothing about anyone."""

import re
from pathlib import Path
from typing import get_args

import pytest

from relais.accompaniment import words
from relais.accompaniment.forms import NAMES, StepForm
from relais.accompaniment.model import By, Ended, HandoverState, Kind, Passes, PathwayState, Plan, Reminders, StepState
from relais.accompaniment.plans import read_plans
from relais.core.settings import Settings

LISTS = {
    Plan: words.PLANS, Kind: words.KINDS, By: words.BY, Ended: words.ENDED, StepState: words.STEP_STATES,
    PathwayState: words.PATHWAY_STATES, Reminders: words.REMINDERS, Passes: words.PASSES,
    HandoverState: words.HANDOVER_STATES,
}  # fmt: skip


def test_the_three_plans_hold_steps_of_the_doctor_or_the_officer_alone() -> None:
    plans = read_plans(Settings().data_dir)
    assert list(plans) == ["care", "return", "reconversion"]
    for plan in plans.values():
        assert {one.who for one in plan.steps} <= {"doctor", "council"}
        assert [one.first_day for one in plan.steps] == [None] * len(plan.steps)
    assert [one.kind for one in plans["care"].steps] == [
        "treating_doctor", "psychiatrist", "addictologist", "hospital_away", "follow_up_near_home",
    ]  # fmt: skip


def test_a_plan_promises_no_date_no_number_and_no_body() -> None:
    for plan in read_plans(Settings().data_dir).values():
        for step in plan.steps:
            assert not re.search(r"\d|CARMF|CNG|MOTS|jours|semaines|mois", step.words), step.words


@pytest.mark.parametrize("line", ["autre,1,other,doctor,Un mot", "care,1,inconnu,doctor,Un mot", "care,1,other,mots,x"])
def test_a_plan_with_an_unknown_code_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "plans.csv").write_text(f"plan,position,kind,who,words\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unknown"):
        read_plans(tmp_path)


@pytest.mark.parametrize("codes", LISTS, ids=lambda one: str(get_args(one)[0]))
def test_every_code_of_a_pathway_has_its_words(codes: object) -> None:
    assert set(LISTS[codes]) == set(get_args(codes))  # type: ignore[index]


def test_every_box_of_a_step_has_its_label() -> None:
    assert {name for name in StepForm.__struct_fields__ if name not in ("request", "step", "version")} <= set(NAMES)
