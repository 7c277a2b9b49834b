"""The probe that must always say zero: what it counts, when it cannot say, and that it cannot be used to weigh."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from relais.app import create_app
from relais.core.db import Database, connect
from relais.core.settings import Settings
from relais.referrals.health import ConsentProbe, consent_faults
from tests.referrals.scenes import Scene
from tests.web.site import VAULT, FixedKeeper, client_of, directory

pytestmark = pytest.mark.anyio
PATH = "/sante/consentements"
FORGERIES = {
    "a consent that never was": ("DELETE FROM consent", 2, 0),
    "a consent that ended before": (
        "UPDATE consent SET given_at = given_at - interval '2 days', ended_how = 'withdrawn',"
        " ended_at = given_at - interval '1 day'",
        2,
        0,
    ),
    "more than was agreed": ("UPDATE disclosure SET categories = categories || '{identity}'", 1, 0),
    "another reader": ("UPDATE disclosure SET recipient_org = 'asra'", 1, 0),
    "reading longer": ("UPDATE referral SET readable_until = readable_until + interval '1 day'", 1, 0),
    "a state without its event": ("UPDATE referral SET state = 'accepted'", 0, 1),
    "an event that was removed": ("DELETE FROM referral_event WHERE to_state = 'chosen'", 0, 1),
}


@pytest.fixture
async def database(world: Any) -> AsyncIterator[Database]:
    opened = Database(world.app_url, max_size=4)
    yield opened
    await opened.close()


async def ask(app_url: str) -> httpx.Response:
    app = create_app(Settings(app_url=app_url), keeper=FixedKeeper(current=directory()), vault=VAULT)
    async with app.lifespan(), client_of(app) as client:
        return await client.get(PATH)


async def test_lives_lived_by_the_rules_count_nothing(scene: Scene, database: Database) -> None:
    for state in ("sent", "closed", "withdrawn", "declined"):
        await scene.bring(state)
    found = await ConsentProbe(database).look()
    assert (found.status, found.disclosures_outside_consent, found.referrals_out_of_step) == ("ok", 0, 0)


async def test_what_a_superuser_forges_is_counted(scene: Scene, world: Any) -> None:
    """With every trigger put aside, which only a superuser does."""
    await scene.bring("sent")
    superuser = await connect(world.superuser_url)
    counted = {}
    for name, (statement, _, _) in FORGERIES.items():
        forging = superuser.transaction()
        await forging.start()
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(statement)
        found = await consent_faults(superuser)
        counted[name] = (statement, found.disclosures_outside_consent, found.referrals_out_of_step)
        await forging.rollback()
    await superuser.close()
    assert counted == FORGERIES


async def test_the_address_says_two_counts_and_a_fault_is_503(scene: Scene, world: Any) -> None:
    referral = await scene.bring("sent")
    well = await ask(world.app_url)
    superuser = await connect(world.superuser_url)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("DELETE FROM consent")
    await superuser.close()
    ill = await ask(world.app_url)
    assert (well.status_code, ill.status_code) == (200, 503)
    assert set(well.json()) == {"status", "asked_at", "disclosures_outside_consent", "referrals_out_of_step"}
    assert (ill.json()["status"], ill.json()["disclosures_outside_consent"]) == ("fault", 2)
    assert str(referral) not in well.text + ill.text
    assert well.headers["cache-control"] == "no-store"


async def test_without_a_database_the_probe_says_so_rather_than_all_is_well() -> None:
    answer = await ask("postgresql://relais_app@/relais?host=/nowhere")
    assert answer.status_code == 503
    assert json.loads(answer.text)["status"] == "away"
    assert json.loads(answer.text)["disclosures_outside_consent"] is None


class Counting(Database):
    """A database that knows how often it was asked."""

    asked = 0

    def reading(self) -> Any:
        self.asked += 1
        return super().reading()


async def test_a_thousand_questions_are_one_for_the_database_until_the_answer_is_old(world: Any) -> None:
    database = Counting(world.app_url)
    probe = ConsentProbe(database)
    answers = await asyncio.gather(*(probe.look() for _ in range(1_000)))
    assert len({answer.asked_at for answer in answers}) == database.asked == 1
    impatient = ConsentProbe(database, seconds=0)
    assert (await impatient.look()).asked_at < (await impatient.look()).asked_at
    await database.close()


async def test_a_database_that_holds_its_answer_back_is_away(world: Any, database: Database) -> None:
    """A lock that nobody lets go is the nearest thing to a frozen server that one connection can make."""
    holder = await connect(world.superuser_url)
    await holder.execute("BEGIN; LOCK TABLE disclosure IN ACCESS EXCLUSIVE MODE")
    found = await ConsentProbe(database, deadline=0.2).look()
    await holder.execute("ROLLBACK")
    await holder.close()
    assert found.status == "away"
