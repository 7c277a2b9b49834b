"""Reminders by mail: on the eve, to who accompanies, once, and only where the doctor chose it."""

from typing import Any

import pytest

from relais.accompaniment.reminding import remind_steps
from relais.core.settings import Settings
from tests.accompaniment.walking import Officer, answer, in_days, steps_of
from tests.followup.held import Desk

pytestmark = pytest.mark.anyio


async def due(desk: Desk, officer: Officer, reminders: str = "officer", days: int = 1) -> Any:
    case = await desk.open(coded=False)
    page = await officer.begin(case.case, "own")
    await officer.press(page, "Ajouter l'étape", kind="psychiatrist", words="Un mot", first_day=in_days(days))
    (step,) = await steps_of(desk, case.case)
    await officer.hear(case.case, whole="agreed", reminders=reminders, **answer(step, "agreed"))
    return case


async def told(desk: Desk, settings: Settings) -> list[Any]:
    """Who the job wrote to."""
    await desk.owner.execute("DELETE FROM outbox")
    async with desk.working.reading() as db:
        await remind_steps(db, desk.vault, settings)
    rows = await desk.owner.fetch("SELECT account, kind FROM outbox ORDER BY account")
    return [(row["kind"], row["account"]) for row in rows]


async def test_who_accompanies_is_written_to_on_the_eve_and_once(
    desk: Desk, officer: Officer, deputy: Officer, settings: Settings
) -> None:
    case = await due(desk, officer)
    assert await told(desk, settings) == [("step_coming", officer.person.account)]
    assert await told(desk, settings) == []
    assert await desk.acts(case, "pathway.step_reminded") == 1


@pytest.mark.parametrize(("reminders", "days"), [("none", 1), ("page", 0), ("officer", 4)])
async def test_nobody_is_written_to_otherwise(
    desk: Desk, officer: Officer, settings: Settings, reminders: str, days: int
) -> None:
    await due(desk, officer, reminders, days)
    assert await told(desk, settings) == []


async def test_who_is_away_is_replaced_by_who_is_on_duty_and_nobody_is_tried_again(
    desk: Desk, officer: Officer, deputy: Officer, settings: Settings
) -> None:
    await due(desk, officer)
    there = "(officer, deputy)"
    assert there
    gone = "UPDATE role_grant SET ended_at = {} WHERE account = $1"
    await desk.owner.execute("ALTER TABLE role_grant DISABLE TRIGGER USER")
    for one in (officer, deputy):
        await desk.owner.execute(gone.format("now()"), one.person.account)
    assert await told(desk, settings) == []
    await desk.owner.execute(gone.format("NULL"), deputy.person.account)
    assert await told(desk, settings) == [("step_coming", deputy.person.account)]
    await desk.owner.execute(gone.format("NULL"), officer.person.account)
    await desk.owner.execute("ALTER TABLE role_grant ENABLE TRIGGER USER")
