"""The doors in a real browser: a passkey, a session that ends under someone's hands, and pages that anyone can read."""

import secrets
from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from msgspec import Struct
from playwright.async_api import Browser, Page, expect

from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.credentials import ADDRESS, PASSWORD, add_known, code_now
from tests.accounts.people import app_of
from tests.accounts.test_entry import CHOSEN, TOKEN, add_invited
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Doors(Struct, frozen=True, kw_only=True):
    """A served Relais, with someone who can sign in and someone invited."""

    address: str
    world: World
    browser: Browser

    async def open(self, path: str, *, phone: bool = False, script: bool = True) -> Page:
        context = await self.browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            color_scheme="dark" if phone else "light",
            java_script_enabled=script,
            locale="fr-FR",
            base_url=self.address,
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        await page.goto(path)
        return page


@pytest.fixture
async def doors(world: Any, settings: Settings, browser: Browser) -> AsyncIterator[Doors]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await add_known(world.owner, vault, "auditor")
    await add_invited(world.owner, vault)
    with served(app_of(settings, vault)) as address:
        yield Doors(address=address, world=world, browser=browser)
        for context in browser.contexts:
            await context.close()


async def give_password(page: Page, password: str = PASSWORD) -> None:
    await page.fill("#email", ADDRESS)
    await page.fill("#mot_de_passe", password)
    await page.keyboard.press("Enter")


async def give_code(page: Page, *, steps: int = 0) -> None:
    await page.fill("#code", code_now(steps=steps))
    await page.keyboard.press("Enter")


async def sign_in(page: Page) -> None:
    await give_password(page)
    await give_code(page)
    await page.wait_for_url("**/compte")


async def faults(page: Page) -> list[str]:
    found = await Axe().run(page, options={"runOnly": LEVELS})
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


async def test_a_passkey_is_added_and_then_opens_the_door(doors: Doors) -> None:
    page = await doors.open("/connexion")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    line = await page.context.new_cdp_session(page)
    await line.send("WebAuthn.enable")
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    await sign_in(page)
    await page.get_by_role("link", name="Ajouter une clé d'accès").click()
    await page.fill("#mot_de_passe", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Clé d'accès, Chrome")).to_be_visible()
    await page.get_by_role("button", name="se déconnecter").click()
    await give_password(page)
    await page.get_by_role("button", name="Utiliser une clé d'accès").click()
    await page.wait_for_url("**/compte")
    assert complaints == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_a_session_that_ends_under_the_hands_gives_back_what_was_typed(doors: Doors, script: bool) -> None:
    page = await doors.open("/connexion", script=script)
    await sign_in(page)
    await page.goto("/compte")
    await page.locator("summary", has_text="dix nouveaux codes").click()
    await page.fill("#codes", PASSWORD)
    await doors.world.owner.execute("UPDATE session SET seen_at = now() - interval '31 minutes'")
    await page.get_by_role("button", name="Faire de nouveaux codes").click()
    await expect(page.get_by_role("status")).to_contain_text("est gardé")
    await give_password(page)
    await give_code(page, steps=1)
    await page.get_by_role("button", name="Reprendre").click()
    await expect(page.get_by_text("pas votre mot de passe actuel")).to_be_visible()  # a password is typed again


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_on_the_doors(doors: Doors, phone: bool) -> None:
    page = await doors.open(f"/invitation/{TOKEN}", phone=phone)
    assert await faults(page) == []
    await page.fill("#nouveau", "motdepasse2026")
    await page.fill("#encore", "motdepasse2026")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await faults(page) == []
    await page.fill("#nouveau", CHOSEN)
    await page.fill("#encore", CHOSEN)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/entree")
    assert await faults(page) == []
    other = await doors.open("/connexion", phone=phone)
    await give_password(other, "une autre phrase")
    await expect(other.get_by_role("alert")).to_be_visible()
    assert await faults(other) == []
    await give_password(other)
    await other.wait_for_url("**/connexion/code")
    assert await faults(other) == []
    await give_code(other)
    await other.wait_for_url("**/compte")
    for path in ("/compte", "/compte/code", "/compte/cle"):
        await other.goto(path)
        assert await faults(other) == []
        assert await other.evaluate("document.documentElement.scrollWidth <= innerWidth")
