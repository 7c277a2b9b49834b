"""From the helpline to a request: a listener at the desk, then a doctor at home, a telephone in hand and no script."""

import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.context import Context
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Enter = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms


@pytest.fixture
def settings(filled_world: World, tmp_path: Any) -> Settings:
    return Settings(var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)


@pytest.fixture
async def enter(filled_world: World, settings: Settings, browser: Browser) -> AsyncIterator[Enter]:
    """Opens an address, as a listener or as nobody; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(filled_world.owner, vault)
    reader = await add_person(filled_world.owner, vault, "recipient", organization="asra", function="psychologue")
    database = Database(filled_world.app_url, pads=pads)
    async with database.acting(Context(kind="staff", org="asra", actor=reader.account)) as db:
        await db.execute("SELECT open_inbox()")
    await database.close()
    listener = await add_person(filled_world.owner, vault, "listener")
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def entered(path: str, *, person: bool = False, dark: bool = False, script: bool = True) -> Page:
            context = await browser.new_context(
                viewport=DESK if person else PHONE,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if person:
                await sign_in(context, listener, address)
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


async def sign_in(context: BrowserContext, person: Person, address: str) -> None:
    secure = address.replace("http:", "https:")
    await context.add_cookies(
        [{"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}]
    )


async def dictated(enter: Enter) -> str:
    """The code that a listener reads aloud."""
    desk = await enter("/", person=True)
    await desk.locator("#text").fill("addiction lyon")
    await desk.get_by_role("button", name="Chercher", exact=True).click()
    await desk.locator("#add-asra").click()
    await expect(desk.locator("#sheet-title")).to_contain_text("1 option")
    await desk.locator("#print-sheet").click()
    await desk.get_by_role("button", name="Donner un code").click()
    code = await desk.locator("#sheet-code").inner_text()
    assert re.fullmatch(r"\d{3}( \d{3}){5}", code)
    assert await faults(desk, {"runOnly": LEVELS}) == []
    return code


@pytest.mark.parametrize("script", [False, True], ids=["light, without script", "dark"])
async def test_from_a_dictated_code_to_a_request_that_is_sent(enter: Enter, script: bool) -> None:
    code = await dictated(enter)
    page = await enter("/fiche/lire", dark=script, script=script)
    await page.get_by_label("Votre code").fill(code)
    await look(page, "J'ai un code", script)
    for step, button in (
        ("Vos options", "Ouvrir"),
        ("Commencer une demande", "Commencer une demande avec ces possibilités"),
    ):
        await page.get_by_role("button", name=button).click()
        await look(page, step, script)
    await page.get_by_label("Non, je continue seul").check()
    await page.get_by_role("button", name="Commencer et recevoir mon code").click()
    await look(page, "Notez votre code", script)
    await page.get_by_role("button", name="Je l'ai noté : continuer").click()
    await look(page, "Vous choisissez librement", script)
    await page.get_by_role("radio", name="ASRA").check()
    await page.get_by_role("button", name="Enregistrer mon choix").click()
    await look(page, "Ce que pourrait lire ASRA", script)
    await page.get_by_role("button", name="Relire avant d'envoyer").click()
    await expect(page.get_by_role("alert")).to_contain_text("Cochez au moins une information")
    await look(page, "Ce que pourrait lire ASRA", script)
    await page.locator("input[name=shared][value=contact]").check()
    await page.get_by_label("Téléphone").fill("06 12 34 56 78")
    await page.get_by_role("button", name="Relire avant d'envoyer").click()
    await look(page, "Relisez, puis décidez", script)
    await page.get_by_role("button", name="J'accepte : envoyer à ASRA").click()
    await look(page, "Votre demande est partie", script)
    await page.get_by_role("button", name="Changer d'avis").click()
    await look(page, "Chercher d'autres possibilités", script)
    if script:
        assert await kept_by_the_browser(page) == [0, 0]


async def kept_by_the_browser(page: Page) -> list[int]:
    stored: list[int] = await page.evaluate("[localStorage.length, sessionStorage.length]")
    return [len(await page.context.cookies()), sum(stored)]


async def look(page: Page, heading: str, script: bool) -> None:
    """Readable on a telephone, nothing wider than the screen, and nothing that axe finds."""
    await expect(page.locator("h1")).to_contain_text(heading)
    if not script:
        return  # axe is one
    assert await page.title() == "Relais"
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading
    assert await faults(page, {"runOnly": LEVELS}) == [], heading


async def test_the_sheet_prints_its_options_and_none_of_its_buttons(enter: Enter) -> None:
    code = await dictated(enter)
    page = await enter("/fiche/lire")
    await page.get_by_label("Votre code").fill(code)
    await page.get_by_role("button", name="Ouvrir").click()
    await page.emulate_media(media="print")
    await expect(page.get_by_text("0805 62 01 33")).to_be_visible()
    await expect(page.get_by_text("Cette fiche s'efface le")).to_be_visible()
    for button in await page.get_by_role("button").all():
        await expect(button).to_be_hidden()
    await expect(page.locator(".foot")).to_be_hidden()
