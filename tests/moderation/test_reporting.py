"""What people say is wrong is read by number, without who said it, and decided."""

from typing import Any

import pytest
from litestar import Litestar

from relais.audit.model import ANONYMOUS, Actor
from relais.directory.reports import report
from tests.accounts.people import Person
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
REPORTS = "/coordination/signalements"


async def test_reports_of_one_number_stand_together_and_never_say_who(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    known = Actor(account=member.account, acting_as="member")
    await report(world.owner, known, "asra", position=1, motive="phone_dead", comment="Sonne dans le vide.")
    await report(world.owner, ANONYMOUS, "asra", position=1, motive="phone_wrong", comment="")
    page = await browse(coordinator).open(REPORTS)
    assert "0805 62 01 33" in page.text
    assert "marqué au poste d'écoute" in page.text
    assert "Sonne dans le vide." in page.text
    assert page.text.count("Ouvrir la fiche") == 1
    assert "Alix" not in page.text


async def test_a_report_is_decided_once(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    known = Actor(account=member.account, acting_as="member")
    await report(world.owner, known, "asra", position=1, motive="phone_dead", comment="")
    code = await world.owner.fetchval("SELECT id FROM error_report")
    browser = browse(coordinator)
    odd = await browser.post(f"{REPORTS}/{code}", outcome="peut-être")
    assert odd.status == 409
    assert "Dites ce que devient ce signalement" in odd.text
    alone = await browser.post(f"{REPORTS}/{code}", outcome="duplicate")
    assert "ce n'est pas un doublon" in alone.text
    done = await browser.post(f"{REPORTS}/{code}", outcome="unfounded")
    assert "Aucun signalement n'attend" in done.text
    assert (await browser.post(f"{REPORTS}/{code}", outcome="corrected")).status == 409
    assert (await browser.post(f"{REPORTS}/x", outcome="corrected")).status == 404
