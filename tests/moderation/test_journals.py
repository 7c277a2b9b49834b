"""Who did what is read in French, by those who may: an organisation's by a coordinator, all of it by an auditor."""

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

import relais
from relais.core.sql import QUERIES
from relais.moderation.acts import ACTS
from relais.worker import TASKS
from tests.accounts.people import Person
from tests.moderation.browsing import propose
from tests.moderation.conftest import Open

pytestmark = pytest.mark.anyio
SOURCE = Path(relais.__file__).parent
NAMED = re.compile(r'"((?:accounts|directory|import|notifications|moderation|profiles)\.[a-z_]+)"')


def acts() -> set[str]:
    """What the code writes in the journal: names of an act that are neither a statement, a job nor a file."""
    for module in pkgutil.walk_packages(relais.__path__, "relais."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    others = {*QUERIES, *(task.name for task in TASKS), "notifications.deliver"}
    return {found for path in SOURCE.rglob("*.py") for found in NAMED.findall(path.read_text())} - others


async def test_every_act_of_the_journal_is_said_in_french() -> None:
    assert acts() - set(ACTS) == set()


async def test_a_coordinator_reads_the_journal_of_an_organisation(
    world: Any, app: Litestar, browse: Open, coordinator: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    page = await browse(coordinator).open("/coordination/journal/organisme/asra")
    assert "a proposé une modification" in page.text
    assert "Alix un membre de l'organisme" in page.text
    assert "après : du lundi au vendredi de 8 h à 20 h" in page.text
    assert "avant : 24 h/24, 7 j/7" in page.text
    assert "organization_name" not in page.text


async def test_only_an_auditor_reads_all_of_it(
    world: Any, app: Litestar, browse: Open, coordinator: Person, auditor: Person, member: Person
) -> None:
    await propose(world.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    choice = await browse(coordinator).open("/coordination/journal")
    assert choice.status == 200
    assert "a proposé" not in choice.text
    page = await browse(auditor).open("/coordination/journal")
    assert "a proposé une modification" in page.text
    assert page.links("/coordination/journal/organisme/asra")


async def test_an_auditor_opens_nothing_else(app: Litestar, browse: Open, auditor: Person) -> None:
    browser = browse(auditor)
    for path in ("/coordination", "/coordination/modifications", "/coordination/organismes", "/coordination/courriels"):
        assert (await browser.open(path)).status == 404, path
    page = await browser.open("/coordination/journal")
    assert page.links("/coordination") == page.links("/coordination/journal")


async def test_older_lines_are_one_link_away(
    world: Any, app: Litestar, browse: Open, auditor: Person, coordinator: Person
) -> None:
    await world.owner.execute(
        "INSERT INTO journal (acting_as, act, subject_kind, subject_id, organization) "
        "SELECT 'system', 'directory.expire', 'directory', n::text, 'asra' FROM generate_series(1, 150) AS n"
    )
    browser = browse(auditor)
    newest = await browser.open("/coordination/journal/organisme/asra")
    older = await browser.open(newest.links("/coordination/journal/organisme/asra/avant/")[0])
    assert newest.html.count("<tr>") == 101
    assert older.html.count("<tr>") == 51
    assert older.links("/coordination/journal/organisme/asra")[0] == "/coordination/journal/organisme/asra"
