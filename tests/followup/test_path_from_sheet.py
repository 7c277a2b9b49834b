"""From a dictated code to a request of one's own, over HTTP: nothing links the two but that it comes from a sheet."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from relais.core.context import Context
from relais.core.settings import Settings
from tests.accounts.people import add_person
from tests.conftest import World
from tests.followup.pressing import Opened, altered, post
from tests.sheets.scene import Helpline, code_in, helpline_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def world(filled_world: World) -> World:
    return filled_world


@pytest.fixture
async def helpline(world: World, settings: Settings) -> AsyncIterator[Helpline]:
    async with helpline_in(world, settings) as made:
        reader = await add_person(world.owner, made.vault, "recipient", organization="asra", function="psychologue")
        async with made.database.acting(Context(kind="staff", org="asra", actor=reader.account)) as db:
            await db.execute("SELECT open_inbox()")
        yield made


async def question(helpline: Helpline) -> Opened:
    """Who accompanies, asked at home with the code of a sheet."""
    return await (await helpline.read(await helpline.code())).press("Commencer une demande")


async def test_a_caller_goes_from_a_dictated_code_to_a_request_that_is_sent(helpline: Helpline) -> None:
    page = await question(helpline)
    assert "checked" not in page.html  # neither alone nor accompanied for them
    page = await page.press("Commencer et recevoir", council="alone")
    own = code_in(page)
    page = await page.press("Je l'ai noté : continuer")
    assert "Vous choisissez librement" in page.text
    assert "Pourquoi : sur votre fiche" in page.text
    assert "ordre n° 4711" in page.text
    page = await page.press("Enregistrer mon choix", answer=page.radio("ASRA"))
    page = await page.press("Relire avant d'envoyer", shared=["contact"], phone="06 12 34 56 78")
    page = await page.press("J'accepte : envoyer à ASRA")
    assert "Votre demande est partie" in page.text
    row = await helpline.owner.fetchrow("SELECT origin, council, code_by FROM aid_case")
    assert tuple(row) == ("sheet", "", "person")
    page = await post(helpline.home, "/suivi", [("code", own)])
    assert page.status == 200


@pytest.mark.long
async def test_the_options_are_those_of_the_sheet_in_its_order_under_its_seed(helpline: Helpline) -> None:
    page = await (await question(helpline)).press("Commencer et recevoir", council="alone")
    assert page.status == 200
    shown = await helpline.owner.fetch("SELECT service, rank, seed, round FROM option_shown ORDER BY rank")
    kept = await helpline.owner.fetch("SELECT service FROM sheet_option ORDER BY rank")
    assert [row["service"] for row in shown] == [row["service"] for row in kept]
    assert {(row["seed"], row["round"]) for row in shown} == {(4711, 1)}


async def test_nothing_of_the_case_leads_back_to_the_sheet(helpline: Helpline) -> None:
    await (await question(helpline)).press("Commencer et recevoir", council="alone")
    sheet: UUID = await helpline.owner.fetchval("SELECT id FROM sheet")
    for table in ("aid_case", "case_event", "case_part", "referral", "referral_event", "option_shown", "journal"):
        rows = await helpline.owner.fetch(f"SELECT t::text AS said FROM {table} AS t")
        assert not [row for row in rows if str(sheet) in row["said"]], table


async def test_who_accompanies_has_to_be_said_and_nothing_is_made_before(helpline: Helpline) -> None:
    page = await (await question(helpline)).press("Commencer et recevoir")
    assert page.status == 422
    assert "Choisissez : seul, ou avec un conseil" in page.text
    page = await page.press("Commencer et recevoir", council="with")
    assert page.status == 422
    assert "Choisissez le département du conseil" in page.text
    assert await helpline.owner.fetchval("SELECT count(*) FROM aid_case") == 0


async def test_a_council_that_accompanies_sees_the_referral_and_is_told_without_a_word_of_it(
    helpline: Helpline,
) -> None:
    await add_person(helpline.owner, helpline.vault, "officer", council="69")
    page = await (await question(helpline)).press("Commencer et recevoir", council="with", departement="69")
    assert "le référent peut alors vous rappeler" in page.text
    row = await helpline.owner.fetchrow(
        "SELECT c.council, r.origin_org FROM aid_case AS c JOIN referral AS r ON r.case_id = c.id"
    )
    assert tuple(row) == ("cdom-69", "cdom-69")
    assert await helpline.owner.fetchval("SELECT count(*) FROM outbox") == 1


@pytest.mark.long
async def test_pressed_twice_it_begins_one_request_and_the_code_not_seen_is_replaced(helpline: Helpline) -> None:
    where, what = (await question(helpline)).sent_by("Commencer et recevoir", council="alone")
    first, second = await post(helpline.home, where, what), await post(helpline.home, where, what)
    assert await helpline.owner.fetchval("SELECT count(*) FROM aid_case") == 1
    assert "Le précédent ne vaut plus rien" in second.text
    assert (await post(helpline.home, "/suivi", [("code", code_in(first))])).status == 404
    assert (await post(helpline.home, "/suivi", [("code", code_in(second))])).status == 200


async def test_the_page_that_begins_a_request_cannot_be_altered(helpline: Helpline) -> None:
    where, what = (await question(helpline)).sent_by("Commencer et recevoir", council="alone")
    page = await post(helpline.home, where, [(name, altered(text) if name == "fiche" else text) for name, text in what])
    assert page.status == 403
    assert "Donnez de nouveau le code de la fiche" in page.text
    assert await helpline.owner.fetchval("SELECT count(*) FROM aid_case") == 0
