"""The agenda on a telephone, with and without script: found, booked without a name, given back; proposed and read."""

import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.journeys.test_sheet_journey import sign_in
from tests.programme.fair import BOXES
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Enter = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms
TITLE = BOXES["title"]


@pytest.fixture
def settings(filled_world: World, tmp_path: Any) -> Settings:
    return Settings(var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)


@pytest.fixture
async def enter(filled_world: World, settings: Settings, browser: Browser) -> AsyncIterator[Enter]:
    """Opens an address, as a member, a coordinator or nobody; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    known: dict[str, Person] = {
        "member": await add_person(filled_world.owner, vault, "member", organization="asra"),
        "coordinator": await add_person(filled_world.owner, vault, "coordinator"),
    }
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def entered(path: str, who: str = "", *, script: bool = True, dark: bool = False) -> Page:
            context = await browser.new_context(
                viewport=DESK if who == "desk" else PHONE,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if who in known:
                await sign_in(context, known[who], address)
            contexts.append(context)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            await page.goto(path)
            return page

        yield entered
        for context in contexts:
            await context.close()
    for one in watched:
        one.assert_clean()


async def look(page: Page, heading: str, *, script: bool = True) -> None:
    """The right page, nothing wider than the screen, and nothing that axe finds."""
    await expect(page.locator("h1")).to_contain_text(heading)
    if script:
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading
        assert await faults(page, {"runOnly": LEVELS}) == [], heading


async def publish(enter: Enter) -> str:
    """An action proposed by a member, read and published by a coordinator; its address."""
    page = await enter("/espace/agenda", "member")
    await look(page, "Vos actions du programme")
    await page.get_by_role("link", name="Proposer une action").click()
    await look(page, "Proposer une action")
    await page.get_by_role("button", name="Proposer à la relecture").click()
    await expect(page.get_by_role("alert").first).to_contain_text("à revoir")
    await look(page, "Proposer une action")
    await page.get_by_label("Nature").select_option("screening_day")
    await page.get_by_label("Titre").fill(TITLE)
    await page.get_by_label("Présentation").fill(BOXES["description"])
    await page.get_by_label("Premier jour").fill(BOXES["day"])
    await page.get_by_label("Heure de début").fill(BOXES["hour"])
    await page.get_by_label("Heure de fin").fill(BOXES["last_hour"])
    await page.get_by_label("Dans une commune").check()
    await page.get_by_label("Commune", exact=True).fill("Lyon")
    await page.get_by_label("Nombre de places").fill("1")
    await page.get_by_label("Réserver une place sur Relais").check()
    await page.get_by_label("Source", exact=True).fill(BOXES["source_label"])
    await page.get_by_label("Date de la source").fill("2030")
    await page.get_by_role("button", name="Proposer à la relecture").click()
    await look(page, TITLE)
    await expect(page.get_by_text("attend une seconde personne")).to_be_visible()
    page = await enter("/coordination/agenda", "coordinator")
    await look(page, "Agenda du programme")
    await page.get_by_role("link", name=TITLE).click()
    await look(page, TITLE)
    await page.get_by_role("button", name="Publier cette action").click()
    await page.get_by_role("link", name="Voir la page publique").click()
    return "/agenda/" + page.url.rpartition("/")[2]


@pytest.mark.parametrize("script", [False, True], ids=["light, without script", "dark"])
async def test_a_place_is_booked_without_a_name_and_given_back_by_its_code(enter: Enter, script: bool) -> None:
    await publish(enter)
    page = await enter("/agenda", script=script, dark=script)
    await look(page, "Agenda du programme", script=script)
    await page.get_by_label("Département").select_option("69")
    await page.get_by_role("button", name="Afficher").click()
    await page.get_by_role("link", name=TITLE).click()
    await look(page, TITLE, script=script)
    await page.get_by_role("link", name="Réserver une place").click()
    await look(page, "Réserver une place", script=script)
    await page.get_by_role("button", name="Réserver une place").click()
    await look(page, "Votre place est réservée", script=script)
    code = await page.locator("#booking-code").inner_text()
    assert re.fullmatch(r"\d{3}( \d{3}){5}", code)
    other = await enter("/agenda", script=script)
    await other.get_by_role("link", name=TITLE).click()
    await expect(other.get_by_text("Toutes les places sont prises")).to_be_visible()
    await look(other, TITLE, script=script)
    await page.get_by_role("link", name="Rendez la place avec le code").click()
    await look(page, "Rendre ma place", script=script)
    await page.get_by_label("Votre code").fill("000 000 000 000 000 001")
    await page.get_by_role("button", name="Rendre ma place").click()
    await expect(page.get_by_role("alert")).to_contain_text("n'ouvre aucune place")
    await look(page, "Rendre ma place", script=script)
    await page.get_by_label("Votre code").fill(code)
    await page.get_by_role("button", name="Rendre ma place").click()
    await look(page, "La place n° 1 est rendue", script=script)
    if script:
        stored = await page.evaluate("[localStorage.length, sessionStorage.length]")
        assert [len(await page.context.cookies()), *stored] == [0, 0, 0]
    await other.reload()
    await expect(other.get_by_role("link", name="Réserver une place")).to_be_visible()


async def test_with_the_keyboard_alone_from_the_calendar_to_the_code(enter: Enter) -> None:
    path = await publish(enter)
    page = await enter(path)
    for name in ("Réserver une place", "Réserver une place"):
        for _ in range(40):
            await page.keyboard.press("Tab")
            words = await page.evaluate("document.activeElement.innerText.trim()")
            outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", words
            if words == name:
                break
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
    await look(page, "Votre place est réservée")


async def test_the_desk_finds_the_action_under_its_results_and_opens_it_beside(enter: Enter) -> None:
    path = await publish(enter)
    page = await enter("/", "desk")
    await page.locator("#text").fill("dépistage lyon")
    await page.get_by_role("button", name="Chercher", exact=True).click()
    await expect(page.get_by_role("heading", name="Actions du programme")).to_be_visible()
    assert await faults(page, {"runOnly": LEVELS}) == []
    async with page.context.expect_page() as opening:
        await page.get_by_role("link", name=TITLE).click()
    beside = await opening.value
    await expect(beside.locator("h1")).to_contain_text(TITLE)
    assert beside.url.endswith(path)
    await expect(page.locator("#text")).to_have_value("dépistage lyon")


async def test_the_calendar_prints_without_its_buttons(enter: Enter) -> None:
    await publish(enter)
    page = await enter("/agenda")
    await page.emulate_media(media="print")
    await expect(page.get_by_text("mardi 14 janvier 2031", exact=False)).to_be_visible()
    for button in await page.get_by_role("button").all():
        await expect(button).to_be_hidden()
