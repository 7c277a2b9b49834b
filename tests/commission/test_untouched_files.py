"""What the doctor reads of a file that nobody touches, before its end and after it; the worker ends it."""

import pytest

from relais.core.db import connect
from relais.core.settings import Settings
from relais.worker import TASKS
from tests.commission.ageing import LEFT_ALONE, leave_alone
from tests.commission.test_file_pages import begun, last_file, sent_file
from tests.followup.held import Desk, Doctor
from tests.guidance.browsing import Tab

pytestmark = pytest.mark.anyio
SOON = "Sans rien de nouveau pendant six mois, le dossier prend fin de lui-même"


async def worked(desk: Desk) -> None:
    run = next(task.run for task in TASKS if task.name == "commission.end_untouched")
    db = await connect(desk.world.worker_url)
    try:
        await run(db, desk.vault, Settings())
    finally:
        await db.close()


async def test_a_draft_says_when_it_ends_and_the_worker_ends_it(desk: Desk, doctor: Doctor, officer: Tab) -> None:
    page = await begun(doctor)
    assert SOON in page.text
    file = await last_file(desk)
    await worked(desk)
    assert await desk.owner.fetchval("SELECT state FROM national_file WHERE id = $1", file) == "draft"
    await leave_alone(desk.owner, file, LEFT_ALONE)
    await worked(desk)
    view = await page.press("Voir mon suivi")
    assert "Rien n'a changé dans votre dossier national pendant six mois : il a pris fin de lui-même." in view.text
    hub = await view.press("Ouvrir mon dossier national")
    assert "il a pris fin de lui-même" in hub.text
    assert "Vous l'avez retiré" not in hub.text
    assert "rien de nouveau pendant six mois), par Relais" in hub.text
    assert SOON not in hub.text
    other = await hub.press("Commencer un autre dossier", begun_as="doctor", practice="retraite")
    assert "Vous le préparez" in other.text


async def test_what_was_sent_is_not_said_to_end_by_itself(doctor: Doctor, officer: Tab) -> None:
    assert SOON not in (await sent_file(doctor)).text


async def test_whoever_gives_the_opinion_is_called_by_what_they_are(doctor: Doctor, officer: Tab) -> None:
    page = await begun(doctor, council="national")
    asked = await page.press("Ouvrir ce dossier au service national")
    assert "votre conseil" not in asked.text
    shared = await asked.press("Ouvrir mon dossier au service national")
    assert "Vous le préparez avec le service national, qui peut le lire" in shared.text
    sent = await sent_file(doctor, council="national")
    assert "Il est chez le service national, qui donne son avis." in sent.text
