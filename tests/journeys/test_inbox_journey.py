"""An association reads what it was sent, by keyboard alone and on a telephone, and loses it when the doctor stops."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.passwords import Passwords
from relais.accounts.sessions import COOKIE
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.referrals.service import withdraw
from tests.accounts.people import add_person, app_of, keep_pads
from tests.conftest import World
from tests.followup.held import Desk
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Enter = Callable[..., Coroutine[Any, Any, Page]]
NUMBER = "06 12 34 56 78"
GONE = "Cette orientation ne peut plus être lue."


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def desk(filled_world: World, vault: Vault) -> AsyncIterator[Desk]:
    pads = await keep_pads(filled_world.owner, vault)
    database = Database(filled_world.app_url, max_size=2, pads=pads)
    working = Database(filled_world.worker_url, max_size=1, pads=pads)
    owner = filled_world.owner
    yield Desk(world=None, owner=owner, vault=vault, database=database, working=working, passwords=Passwords())
    await database.close()
    await working.close()


@pytest.fixture
async def enter(filled_world: World, desk: Desk, browser: Browser, tmp_path: Any) -> AsyncIterator[Enter]:
    """Opens an address as someone who receives for MOTS; at the end no page may have misbehaved."""
    there = filled_world
    settings = Settings(var_dir=tmp_path, owner_url="", app_url=there.app_url, worker_url=there.worker_url)
    person = await add_person(desk.owner, desk.vault, "recipient", organization="mots", function="assistante sociale")
    contexts: list[BrowserContext] = []
    watched: list[Watched] = []
    with served(app_of(settings, desk.vault)) as address:

        async def entered(path: str, *, phone: bool = False, script: bool = True) -> Page:
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
            page.set_default_timeout(15_000)
            watched.append(Watched(page, address))
            await page.goto(path)
            return page

        yield entered
        for context in contexts:
            await context.close()
    for one in watched:
        one.assert_clean()


async def test_an_answer_is_given_by_keyboard_alone(desk: Desk, enter: Enter) -> None:
    referral = await desk.bring((await desk.open()).case, "sent")
    page = await enter("/espace/orientations")
    await page.get_by_role("link", name=f"Ouvrir {referral.reference}").press("Enter")
    await page.get_by_role("radio", name="Premier contact").press("Space")
    await page.get_by_role("button", name="Ouvrir et lire").press("Enter")
    await expect(page.get_by_text(NUMBER)).to_be_visible()
    await page.get_by_role("button", name="Accepter").press("Enter")
    await page.get_by_label("Appel 1").fill("2026-11-02")
    await page.get_by_role("button", name="Contact établi").press("Enter")
    await page.get_by_role("radio", name="Suivi engagé").press("Space")
    await page.get_by_role("button", name="Terminer").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("C'est terminé")
    await page.get_by_role("link", name="Revenir aux orientations reçues").press("Enter")
    await expect(page.get_by_text("Rien ne vous attend")).to_be_visible()
    assert await desk.state(referral.id) == "closed"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_after_a_withdrawal_the_next_click_shows_nothing_nor_does_going_back(
    desk: Desk, enter: Enter, script: bool
) -> None:
    case = (await desk.open()).case
    referral = await desk.bring(case, "sent")
    page = await enter(f"/espace/orientations/{referral.id}", phone=True, script=script)
    await page.get_by_role("radio", name="Premier contact").check()
    await page.get_by_role("button", name="Ouvrir et lire").click()
    await expect(page.get_by_text(NUMBER)).to_be_visible()
    async with desk.database.acting(await desk.person(case)) as db:
        await withdraw(db, referral.id, "person")
    await page.get_by_role("button", name="Accepter").click()
    await expect(page.get_by_text(GONE)).to_be_visible()
    await page.go_back()
    await expect(page.get_by_text(GONE)).to_be_visible()
    await expect(page.get_by_text(NUMBER)).to_have_count(0)


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_in_the_inbox_and_no_page_is_wider_than_its_screen(
    desk: Desk, enter: Enter, phone: bool
) -> None:
    page = await enter("/espace/orientations", phone=phone)
    await _is_sound(page, phone=phone)
    case = (await desk.open()).case
    waiting = await desk.bring(case, "sent")
    referrals = [(await desk.bring(case, state)).id for state in ("received", "accepted", "contact_made")]  # type: ignore[arg-type]
    await page.goto("/espace/orientations")
    await _is_sound(page, phone=phone)
    await page.goto(f"/espace/orientations/{waiting.id}")
    await _is_sound(page, phone=phone)
    await page.get_by_role("radio", name="Premier contact").check()
    await page.get_by_role("button", name="Ouvrir et lire").click()
    for referral in referrals:
        await page.goto(f"/espace/orientations/{referral}")
        for summary in await page.locator("summary").all():
            await summary.click()
        await _is_sound(page, phone=phone)
    await page.goto(f"/espace/orientations/{referrals[1]}")
    await page.get_by_role("button", name="Injoignable").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await _is_sound(page, phone=phone)


async def _is_sound(page: Page, *, phone: bool) -> None:
    assert (page.url, await faults(page, {"runOnly": LEVELS})) == (page.url, [])
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert (page.url, width) == (page.url, (PHONE if phone else DESK)["width"])
