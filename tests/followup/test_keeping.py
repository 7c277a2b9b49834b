"""Until when each thing is kept, said to the doctor: the rule while something goes on, the day once it is over."""

from typing import Any

from relais.core.db import connect
from tests.followup.held import Desk, Doctor


async def test_while_something_goes_on_the_page_says_the_rule(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open()
    await desk.bring(case.case, "received")
    page = await doctor.give(case.code)
    assert "Jusqu'à quand" in page.text
    assert "Trente jours après la fin de ce qui est en cours." in page.text
    assert "Jusqu'au 30 juin de l'année qui suit la fin." in page.text
    assert "dossier national" not in page.text


async def test_once_it_is_over_the_page_says_the_days(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open()
    await desk.bring(case.case, "self_contact")
    page = await doctor.give(case.code)
    assert "La clé qui les ouvre est détruite en même temps." in page.text
    assert "30 juin" in page.text
    assert "votre code ouvre cette page jusque-là" in page.text


async def test_once_its_content_is_gone_the_page_says_since_when_and_keeps_the_steps(
    desk: Desk, doctor: Doctor
) -> None:
    case = await desk.open(alias="Docteur Tilleul")
    await desk.bring(case.case, "self_contact")
    await pass_days(desk, case.case)
    page = await doctor.give(case.code)
    assert page.status == 200
    assert "trente jours après la fin." in page.text
    assert "Docteur Tilleul" not in page.text
    assert "Rien : ni nom, ni contact, ni mot de vous." in page.text
    assert "ce que vous aviez dit est effacé" in page.text
    assert "Tout effacer" in page.text


async def pass_days(desk: Desk, case: Any) -> None:
    """Forty days since the last state of this case, then the purge."""
    db = await connect(desk.world.superuser_url)
    async with db.transaction():
        await db.execute("SET LOCAL session_replication_role = replica")
        await db.execute("UPDATE referral SET state_at = state_at - interval '40 days' WHERE case_id = $1", case)
    await db.execute("SET ROLE relais_purge")
    assert case in [row["case_id"] for row in await db.fetch("SELECT case_id FROM empty_due()")]
    await db.close()
