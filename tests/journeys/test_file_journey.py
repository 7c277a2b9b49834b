"""A doctor fills a national file in, sends it; a council gives its opinion; the national service finds it complete."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_case_journey import looks_right as looks_right_with_axe
from tests.journeys.test_case_journey import press
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
PATIENCE = 15_000  # ms
Open = Callable[..., Coroutine[Any, Any, Page]]
SILENT: set[BrowserContext] = set()  # where no script runs, axe would be waited for for ever
SECTIONS = ("Foyer", "Revenus et charges", "Dettes", "Ce qui est demandé", "Ce que d'autres donnent déjà")


@pytest.fixture
async def open_as(filled_world: World, tmp_path: Any, browser: Browser) -> AsyncIterator[Open]:
    """Opens a page as nobody, or as someone with a role; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    settings = Settings(
        var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url
    )
    people: dict[str, Person] = {
        "officer": await add_person(filled_world.owner, vault, "officer", "Camille", council="69"),
        "national": await add_person(filled_world.owner, vault, "national", "Noor"),
    }
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def opened(path: str, role: str = "", *, phone: bool = False, script: bool = True) -> Page:
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if phone else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if role:
                secure = address.replace("http:", "https:")
                cookie = {"name": COOKIE, "value": people[role].cookie, "url": secure, "secure": True}
                await context.add_cookies([{**cookie, "sameSite": "Strict"}])  # type: ignore[list-item]
            contexts.append(context)
            if not script:
                SILENT.add(context)
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


async def looks_right(page: Page) -> None:
    """No page wider than its screen; axe finds nothing, where it runs."""
    if page.context not in SILENT:
        await looks_right_with_axe(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def begin(page: Page) -> None:
    """A file of one's own, from the public page to its six sections."""
    await looks_right(page)
    await page.get_by_label("Je suis médecin").check()
    await page.get_by_label("Mode d'exercice").select_option("liberal")
    await page.get_by_label("Qui donnera son avis").select_option("69")
    await page.get_by_role("button", name="Commencer et recevoir mon code").click()
    await expect(page.locator("#own-code")).to_be_visible()
    await looks_right(page)
    await page.get_by_role("button", name="remplir mon dossier").click()
    await looks_right(page)


async def fill(page: Page) -> None:
    """Every section, with a fault on the way."""
    await page.get_by_role("button", name="Remplir : situation").click()
    await page.get_by_role("button", name="Enregistrer et continuer").click()
    await expect(page.locator(".form-fault").first).to_be_visible()
    await looks_right(page)
    await page.get_by_label("Nom et prénom").fill("Dominique Essai")
    await page.get_by_label("Ce qui s'est passé").fill("Un arrêt de travail depuis mars.")
    await page.get_by_role("button", name="Enregistrer et continuer").click()
    for title in SECTIONS:
        await expect(page.locator("h1")).to_have_text(title)
        await looks_right(page)
        if title == "Ce qui est demandé":
            await page.get_by_label("Don", exact=True).fill("1 500,50")
            await page.get_by_role("button", name="Calculer sans enregistrer").click()
            await page.get_by_label("À quoi l'aide servirait").fill("Payer le loyer.")
        await page.get_by_role("button", name="Enregistrer et continuer").click()


async def send(page: Page) -> None:
    await expect(page.locator("#envoyer")).to_be_visible()
    await looks_right(page)
    await page.get_by_role("button", name="Relire et envoyer").click()
    await looks_right(page)
    await page.get_by_role("button", name="Envoyer mon dossier").click()
    await expect(page.locator(".own-state")).to_contain_text("chez votre conseil")
    await looks_right(page)


async def open_the_file(page: Page, why: str) -> None:
    """From the board to the file, saying why."""
    await looks_right(page)
    await page.locator(".board-waits a").first.click()
    await page.get_by_label(why).check()
    await page.get_by_role("button", name="Ouvrir le dossier").click()
    await looks_right(page)


@pytest.mark.parametrize(
    ("phone", "script"), [(False, True), (True, True), (True, False)], ids=["desk", "phone", "phone without script"]
)
async def test_a_file_goes_from_its_first_section_to_complete(open_as: Open, phone: bool, script: bool) -> None:
    doctor = await open_as("/commission/dossier", phone=phone, script=script)
    await begin(doctor)
    await fill(doctor)
    await send(doctor)
    council = await open_as("/commission/dossiers", "officer", phone=phone, script=script)
    await open_the_file(council, "Suivi convenu avec le médecin")
    await council.get_by_label("Favorable", exact=True).check()
    await council.get_by_role("button", name="Donner l'avis").click()
    await expect(council.locator("main")).to_contain_text("Avis favorable")
    await looks_right(council)
    service = await open_as("/commission/dossiers", "national", phone=phone, script=script)
    await open_the_file(service, "Vérifier qu'un dossier national est complet")
    await service.get_by_label("Relevé d'identité bancaire").select_option("absent")
    await service.get_by_role("button", name="Redemander ce qui manque").click()
    await expect(service.locator("main")).to_contain_text("Incomplet")
    await doctor.get_by_role("button", name="Tout lire et imprimer").click()
    await looks_right(doctor)
    await doctor.get_by_role("button", name="Revenir au dossier").click()
    await expect(doctor.locator("#etape").locator("..")).to_contain_text("Relevé d'identité bancaire")
    await doctor.get_by_role("button", name="Dire où en est chaque pièce").click()
    await looks_right(doctor)


async def test_a_section_is_filled_by_keyboard_alone(open_as: Open) -> None:
    page = await open_as("/commission/dossier")
    await begin(page)
    await press(page, "foyer")  # its words hold a narrow space
    await expect(page.locator("h1")).to_have_text("Foyer")
    await press(page, "Enregistrer et revenir au dossier")
    await expect(page.locator("main")).to_contain_text("Enregistré.")
    assert await page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
