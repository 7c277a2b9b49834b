"""A year of the network: a call counted at the desk, figures of two persons, three agreements, the public report."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.reports.simulating import simulate
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Enter = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms
YEAR = 2025
HOW = pytest.mark.parametrize(
    ("phone", "script"), [(False, True), (True, True), (True, False)], ids=["desk", "phone", "phone without script"]
)
SILENT: set[Page] = set()  # where no script runs, axe neither
BODIES = {"cnom": "cnom-ecoute", "carmf": "carmf", "cng": "cng"}


@pytest.fixture
def settings(filled_world: World, tmp_path: Any) -> Settings:
    return Settings(var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)


@pytest.fixture
async def enter(filled_world: World, settings: Settings, browser: Browser) -> AsyncIterator[Enter]:
    """Opens an address as somebody of a simulated year; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    await simulate(filled_world.owner, vault, years=range(YEAR, YEAR + 1), calls=1779, seed=1)
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def entered(path: str, who: str = "", *, phone: bool = False, script: bool = True) -> Page:
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if phone else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if who:
                role, of = ("signatory", {"organization": BODIES[who]}) if who in BODIES else (who, {})
                await sign_in(context, await add_person(filled_world.owner, vault, role, **of), address)
            contexts.append(context)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            if not script:
                SILENT.add(page)
            await page.goto(path)
            return page

        yield entered
        for context in contexts:
            await context.close()
    for one in watched:
        one.assert_clean()


async def sign_in(context: BrowserContext, person: Person, address: str) -> None:
    secure = address.replace("http:", "https:")
    await context.add_cookies(
        [{"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}]
    )


async def look(page: Page, heading: str) -> None:
    """Accessible, and no wider than the screen."""
    await expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    if page not in SILENT:
        assert await faults(page, {"runOnly": LEVELS}) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@HOW
async def test_a_year_is_released_by_three_signatories(enter: Enter, phone: bool, script: bool) -> None:
    how: dict[str, Any] = {"phone": phone, "script": script}
    reader = await enter(f"/rapport/{YEAR}", **how)
    await look(reader, f"Rapport d'activité {YEAR}")
    await expect(reader.locator("h1")).to_contain_text("provisoire")
    first = await enter(f"/rapport/chiffres/{YEAR}", "carmf", **how)
    await first.get_by_label("Mesure").select_option("own_exemptions")
    await first.get_by_label("Valeur").fill("9")
    await first.get_by_label("Source").fill("Rapport du fonds d'action sociale, juin 2026")
    await first.get_by_role("button", name="Entrer ce chiffre").click()
    await expect(first.get_by_role("alert")).to_contain_text("inférieur à 11")
    await look(first, "CARMF")
    await first.get_by_label("Valeur").fill("1 536")
    await first.get_by_role("button", name="Entrer ce chiffre").click()
    await expect(first.get_by_text("attend une seconde personne")).to_be_visible()
    second = await enter(f"/rapport/chiffres/{YEAR}", "carmf", **how)
    await second.get_by_role("button", name="Confirmer").click()
    await expect(second.get_by_text("attend une seconde personne")).to_have_count(0)
    for body in ("cnom", "cng"):
        await agree(await enter(f"/rapport/chiffres/{YEAR}", body, **how))
    await reader.reload()
    await expect(reader.locator("h1")).to_contain_text("provisoire")
    await agree(second)
    await expect(second.get_by_text("est publié depuis")).to_be_visible()
    await look(second, "CARMF")
    await reader.reload()
    await expect(reader.locator("h1")).to_contain_text("publié")
    await expect(reader.locator("h1")).not_to_contain_text("provisoire")
    await expect(reader.get_by_text("Dossiers d'exonération", exact=True)).to_be_visible()
    await look(reader, f"Rapport d'activité {YEAR}")
    await reader.goto("/rapport")
    await look(reader, "Rapports d'activité")


async def agree(page: Page) -> None:
    await look(page, "Chiffres")
    await page.get_by_label("a relu ce rapport").check()
    await page.get_by_role("button", name="Donner l'accord").click()


@HOW
async def test_a_listener_counts_a_call_from_the_desk(enter: Enter, phone: bool, script: bool) -> None:
    desk = await enter("/", "listener", phone=phone, script=script)
    await desk.get_by_label("Que demande la personne").fill("addiction lyon")
    await desk.locator("#search").click()
    async with desk.context.expect_page() as opened:
        await desk.get_by_role("link", name="Fin d'appel").click()
    page = await opened.value
    if not script:
        SILENT.add(page)
    await look(page, "Fin d'appel")
    await page.get_by_label("addictions").check()
    await page.get_by_role("button", name="Compter cet appel").click()
    if not phone:  # the browser itself asks for the region
        await expect(page.get_by_label("D'où appelait")).to_be_focused()
    await page.get_by_label("D'où appelait").select_option("84")
    await page.get_by_role("button", name="Compter cet appel").click()
    await expect(page.get_by_role("status")).to_contain_text("Cet appel est compté")
    await look(page, "Fin d'appel")
    assert "addiction" not in page.url
    await expect(desk.get_by_label("Que demande la personne")).to_have_value("addiction lyon")


async def test_a_coordinator_is_the_second_person(enter: Enter) -> None:
    first = await enter("/rapport/chiffres", "cng")
    await first.get_by_label("Mesure").select_option("own_prevention")
    await first.get_by_label("Valeur").fill("3")
    await first.get_by_label("Source").fill("Programme de l'année")
    await first.get_by_role("button", name="Entrer ce chiffre").click()
    page = await enter("/coordination/chiffres", "coordinator")
    await look(page, "Chiffres à confirmer")
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.get_by_text("Rien n'attend")).to_be_visible()
    await look(page, "Chiffres à confirmer")
