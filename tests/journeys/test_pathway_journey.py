"""A pathway made with a doctor, a step refused, and a handing over refused: an officer's desk and a telephone."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.passwords import Passwords
from relais.accounts.sessions import COOKIE
from relais.cases.code import spoken
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accompaniment.walking import in_days, pathway_of, steps_of
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.followup.held import SAID, Desk
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms


@pytest.fixture
async def desk(filled_world: World) -> AsyncIterator[Desk]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(filled_world.owner, vault)
    database = Database(filled_world.app_url, max_size=2, pads=pads)
    yield Desk(
        world=filled_world, owner=filled_world.owner, vault=vault, database=database, working=database,
        passwords=Passwords(),
    )  # fmt: skip
    await database.close()


@pytest.fixture
async def open_page(desk: Desk, browser: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """A page of an officer's desk, or of a doctor's telephone; at the end, none of them may have misbehaved."""
    world, contexts, watched = desk.world, list[BrowserContext](), list[Watched]()
    settings = Settings(var_dir=tmp_path, owner_url="", app_url=world.app_url, worker_url=world.worker_url)
    with served(app_of(settings, desk.vault)) as address:

        async def opened(
            path: str, *, person: Person | None = None, script: bool = True, phone: bool = False, dark: bool = False
        ) -> Page:
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            contexts.append(context)
            if person:
                secure = address.replace("http:", "https:")
                cookie = {"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}
                await context.add_cookies([cookie])  # type: ignore[list-item]
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            await page.goto(path)
            return page

        yield opened
        for context in contexts:
            await context.close()
    for one in watched:
        one.assert_clean()


async def press(page: Page, words: str) -> None:
    await page.get_by_role("button", name=words, exact=True).click()


async def enter(page: Page, code: str) -> None:
    await page.get_by_label("Votre code").fill(spoken(code))
    await press(page, "Ouvrir mon suivi")


async def officer_of(desk: Desk, council: str, name: str = "Camille") -> Person:
    return await add_person(desk.owner, desk.vault, "officer", name, council=council)


async def prepare(page: Page) -> None:
    """The officer says why, then prepares the plan of care."""
    await page.get_by_label("Suivi convenu avec le médecin").check()
    await press(page, "Ouvrir le dossier")
    await page.get_by_role("radio", name="Se soigner").check()
    await press(page, "Préparer ce parcours")
    await expect(page.locator("main")).to_contain_text("proposé au médecin")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
async def test_a_plan_is_made_with_the_doctor_who_refuses_a_step_and_ends_it(
    desk: Desk, open_page: Open, script: bool
) -> None:
    case = await desk.open()
    page = await open_page(f"/parcours/{case.case}", person=await officer_of(desk, "69"), script=script)
    await prepare(page)
    first = page.locator(".pathway-steps > li").first
    await first.get_by_text("Modifier").click()
    await first.get_by_label("Le, ou à partir du").fill(in_days(3))
    await first.get_by_role("button", name="Enregistrer l'étape").click()
    own = await open_page("/suivi", script=script, phone=True)
    await enter(own, case.code)
    await press(own, "Lire et répondre")
    answers = own.locator(".pathway-answer")
    await answers.nth(0).get_by_label("D'accord").check()
    await answers.nth(3).get_by_label("Non").check()
    await own.get_by_label("Sur cette page seulement").check()
    await press(own, "Oui, je veux ce parcours")
    await expect(own.locator("main")).to_contain_text("Ce qui vient ensuite")
    await expect(own.locator("#rappel")).to_be_visible()
    assert [one["state"] for one in await steps_of(desk, case.case)] == [
        "agreed", "planned", "planned", "refused", "planned",
    ]  # fmt: skip
    await page.reload()
    await expect(page.locator(".pathway-steps > li").nth(3)).to_contain_text("refusée")
    await press(own, "Terminer ce parcours")
    await press(own, "Oui, terminer maintenant")
    await expect(own.locator("main")).to_contain_text("vous l'avez terminé")
    assert (await pathway_of(desk, case.case))["ended_how"] == "person"
    await page.reload()
    await expect(page.locator("main")).to_contain_text("le médecin l'a terminé")


async def test_a_hand_over_is_refused_by_the_doctor_then_another_agreed_to(desk: Desk, open_page: Open) -> None:
    case = await desk.open(alias="Docteur Tilleul")
    await desk.say(case.case, SAID)
    here, there = await officer_of(desk, "69"), await officer_of(desk, "75", "Sacha")
    page = await open_page(f"/parcours/{case.case}", person=here)
    await prepare(page)
    own = await open_page("/suivi", script=False, phone=True)
    await enter(own, case.code)
    for answer in ("Je refuse", "J'accepte"):
        await page.goto(f"/parcours/{case.case}")
        await page.get_by_text("Proposer qu'un autre conseil").click()
        await page.get_by_label("À qui").select_option("cdom-75")
        await press(page, "Proposer au médecin")
        await own.goto("/suivi")
        await enter(own, case.code)
        await press(own, "Lire et répondre")
        if answer == "J'accepte":
            await own.get_by_label("Comment vous joindre").check()
        await press(own, answer)
        await expect(own.locator("[role=status]")).to_be_visible()
        council = await desk.owner.fetchval("SELECT council FROM aid_case WHERE id = $1", case.case)
        assert council == ("cdom-69" if answer == "Je refuse" else "cdom-75")
    await page.goto(f"/parcours/{case.case}")
    await expect(page.locator("body")).not_to_contain_text("Docteur Tilleul")
    await expect(page.locator("h1")).not_to_contain_text("Parcours")
    new = await open_page(f"/parcours/{case.case}", person=there)
    await new.get_by_label("Je remplace un autre référent").check()
    await press(new, "Ouvrir le dossier")
    await expect(new.locator("main")).to_contain_text("Préparer un parcours avec le médecin")


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_no_page_of_a_pathway_has_a_fault_that_axe_sees(desk: Desk, open_page: Open, phone: bool) -> None:
    case = await desk.open(alias="Docteur Tilleul")
    await desk.say(case.case, SAID)
    await officer_of(desk, "75", "Sacha")
    page = await open_page(
        f"/parcours/{case.case}", person=await officer_of(desk, "69"), phone=phone, dark=phone
    )  # fmt: skip
    await page.get_by_label("Suivi convenu avec le médecin").check()
    await press(page, "Ouvrir le dossier")
    await looked_at(page, phone)
    await page.get_by_role("radio", name="Se soigner").check()
    await press(page, "Préparer ce parcours")
    for hidden in await page.locator("details").all():
        await hidden.evaluate("one => { one.open = true }")
    await looked_at(page, phone)
    await page.locator(".page").get_by_label("À qui").select_option("cdom-75")
    await press(page, "Proposer au médecin")
    await looked_at(page, phone)
    await page.goto("/parcours")
    await looked_at(page, phone)
    own = await open_page("/suivi", phone=phone, dark=phone)
    await enter(own, case.code)
    await looked_at(own, phone)
    await press(own, "Lire et répondre")
    await looked_at(own, phone)
    await press(own, "Oui, je veux ce parcours")
    await looked_at(own, phone)
    await press(own, "Terminer ce parcours")
    await looked_at(own, phone)


async def looked_at(page: Page, phone: bool) -> None:
    assert await faults(page, {"runOnly": LEVELS}) == [], page.url
    assert await page.evaluate("document.documentElement.scrollWidth") <= (PHONE if phone else DESK)["width"], page.url
