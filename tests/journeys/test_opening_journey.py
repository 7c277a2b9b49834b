"""An officer opens a case with a doctor on the telephone: by keyboard, with and without script, nothing kept behind."""

import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import add_person, app_of, keep_pads
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Enter = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms
OPEN = "Ouvrir un dossier avec le médecin"


@pytest.fixture
def settings(filled_world: World, tmp_path: Any) -> Settings:
    return Settings(var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)


@pytest.fixture
async def enter(filled_world: World, settings: Settings, browser: Browser) -> AsyncIterator[Enter]:
    """Opens the board as an officer of the Rhône; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def entered(*, phone: bool = False, script: bool = True) -> Page:
            person = await add_person(filled_world.owner, vault, "officer", "Camille", council="69")
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if phone else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            secure = address.replace("http:", "https:")
            await context.add_cookies(
                [{"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}]
            )
            contexts.append(context)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            await page.goto("/orientations")
            return page

        yield entered
        for one in watched:
            one.assert_clean()
        for context in contexts:
            await context.close()


async def go_to(page: Page, words: str) -> None:
    """By the Tab key, until what bears these words has the focus."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        held = await page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''")
        if words in held:
            return
    raise AssertionError(f"« {words} » is not reached by keyboard")


async def test_a_case_is_opened_by_keyboard_alone(enter: Enter) -> None:
    page = await enter()
    await go_to(page, "Nouvelle orientation")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Nouvelle orientation")
    await go_to(page, "Ce que dit le médecin")
    await page.keyboard.type("épuisement, dettes")
    await go_to(page, "Où est le médecin")
    await page.keyboard.type("69")
    await page.keyboard.press("Enter")
    await expect(page.locator("#possibilites")).to_be_visible()
    await go_to(page, "Comment l'appeler")
    await page.keyboard.type("Docteur Orage")
    await go_to(page, OPEN)
    await page.keyboard.press("Enter")
    code = re.sub(r"\D", "", await page.locator(".dictated-code").inner_text())
    assert len(code) == 18
    await go_to(page, "Le médecin l'a noté")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/orientations/[0-9a-f-]{36}$"))
    assert code not in re.sub(r"\s", "", await page.locator("body").inner_text())
    stored = await page.evaluate("[localStorage.length, sessionStorage.length]")
    assert stored == [0, 0]


async def test_without_script_on_a_telephone_the_same_is_done(enter: Enter) -> None:
    page = await enter(phone=True, script=False)
    await page.get_by_role("link", name="Nouvelle orientation").click()
    await page.get_by_label("addictions", exact=True).check()
    await page.get_by_label("Où est le médecin").fill("69")
    await page.get_by_role("button", name="Chercher").click()
    await page.get_by_role("button", name="chercher hors de son département").click()
    await expect(page.locator(".left-out")).to_be_visible()
    await page.get_by_role("button", name=OPEN).click()
    await expect(page.locator(".dictated-code")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_on_the_way_to_a_case(enter: Enter, phone: bool) -> None:
    page = await enter(phone=phone)

    async def look() -> None:
        assert await faults(page, {"runOnly": LEVELS}, "main") == []
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    await look()
    await page.goto("/orientations/nouvelle")
    await look()
    await page.fill("#text", "épuisement")
    await page.fill("#origin", "69")
    await page.get_by_role("button", name="Chercher").click()
    await look()
    await page.fill("#alias", "06 12 34 56 78")
    await page.get_by_role("button", name=OPEN).click()
    await expect(page.locator("#alias-fault")).to_be_visible()
    await look()
    await page.fill("#alias", "Orage")
    await page.get_by_role("button", name=OPEN).click()
    await look()
    case = await page.get_by_role("link", name="Le médecin l'a noté").get_attribute("href")
    await page.goto("/orientations")
    await look()
    await page.goto(f"{case}/code")
    await look()
