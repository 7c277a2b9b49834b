"""An officer follows a case with a doctor on the telephone: by keyboard, on a phone without script, over a cut line."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import add_person, app_of, keep_pads
from tests.conftest import World
from tests.guidance.at_case import AtDesk, at_case
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
PATIENCE = 15_000  # ms


class Seat(Struct, frozen=True, kw_only=True):
    """The page of a case, open in a browser, and the case itself."""

    page: Page
    desk: AtDesk


Enter = Callable[..., Coroutine[Any, Any, Seat]]


@pytest.fixture
async def enter(filled_world: World, tmp_path: Any, browser: Browser) -> AsyncIterator[Enter]:
    """Opens a case whose options were told, as its officer; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    settings = Settings(
        var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url
    )
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def entered(*, phone: bool = False, script: bool = True) -> Seat:
            person = await add_person(filled_world.owner, vault, "officer", "Camille", council="69")
            desk = await at_case(SimpleNamespace(person=person), filled_world, vault)  # type: ignore[arg-type]
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
            await page.goto(desk.address)
            return Seat(page=page, desk=desk)

        yield entered
        for one in watched:
            one.errors[:] = [error for error in one.errors if "ERR_INTERNET_DISCONNECTED" not in error]
            one.assert_clean()
        for context in contexts:
            await context.close()


async def go_to(page: Page, words: str) -> None:
    """By the Tab key, until what bears these words has the focus."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        held = await page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''")
        if words in held:
            return
    raise AssertionError(f"« {words} » is not reached by keyboard")


async def press(page: Page, words: str, key: str = "Enter") -> None:
    await go_to(page, words)
    await page.keyboard.press(key)


async def looks_right(page: Page) -> None:
    assert await faults(page, {"runOnly": LEVELS}, "main") == []
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def fill_consent(page: Page) -> None:
    await press(page, "Comment joindre", "Space")
    await go_to(page, "Téléphone")
    await page.keyboard.type("06 00 00 00 01")
    await press(page, "relu et accepté à voix haute", "Space")


async def test_a_case_is_followed_by_keyboard_alone_until_it_is_sent(enter: Enter) -> None:
    seat = await enter()
    page = seat.page
    await seat.desk.read_inbox()
    await looks_right(page)
    await go_to(page, "1. ASRA")
    await page.keyboard.press("ArrowDown")
    await press(page, "Enregistrer le choix du médecin")
    await expect(page.locator(".case-notice p")).to_have_count(4)
    await expect(page.locator("[name=shared]:checked, [name=how]:checked")).to_have_count(0)
    await looks_right(page)
    await press(page, "Envoyer")
    await expect(page.locator(".form-fault").first).to_be_visible()
    await looks_right(page)
    await fill_consent(page)
    await press(page, "Envoyer")
    await expect(page.locator(".timeline")).to_contain_text("Envoyée")
    await looks_right(page)
    assert await seat.desk.states() == ["sent"]
    await press(page, "Le médecin demande de tout arrêter")
    await press(page, "Tout arrêter, à la demande du médecin")
    await expect(page.locator(".timeline")).to_contain_text("Arrêtée par la personne")
    assert await seat.desk.states() == ["withdrawn"]


async def test_a_declined_call_goes_round_again_on_a_phone_without_script(enter: Enter) -> None:
    seat = await enter(phone=True, script=False)
    page = seat.page
    await page.get_by_label("1. ASRA").check()
    await page.get_by_role("button", name="Enregistrer le choix du médecin").click()
    await page.get_by_label("Comment joindre").check()
    await page.get_by_label("Téléphone", exact=True).fill("06 00 00 00 01")
    await page.get_by_label("Au téléphone : relu et accepté").check()
    await page.get_by_role("button", name="Envoyer").click()
    await page.get_by_label("Si elle décline").select_option("no_capacity")
    await page.get_by_role("button", name="Elle décline").click()
    await expect(page.locator("#suivi")).to_contain_text("Rien ne repart sans le médecin")
    await page.get_by_label("Ce que dit le médecin").fill("épuisement")
    await page.get_by_label("Où est le médecin").fill("69")
    await page.get_by_role("button", name="Chercher d'autres possibilités").click()
    await page.get_by_role("button", name="Le médecin les a entendues").click()
    await expect(page.locator("#options")).to_contain_text("tour 2")
    assert await seat.desk.states() == ["options_shown"]
    assert await seat.desk.count("disclosure") == 1


async def test_a_cut_line_keeps_the_page_and_what_was_typed_leaves_once(enter: Enter) -> None:
    seat = await enter()
    page = seat.page
    await page.get_by_label("1. ASRA").check()
    await page.get_by_role("button", name="Enregistrer le choix du médecin").click()
    await expect(page.locator(".case-notice p")).to_have_count(4)  # the next page has come: its keys are ours
    await fill_consent(page)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Envoyer").click()
    await expect(page.locator("#lost-line")).to_contain_text("rien n’est perdu")
    assert await page.locator("#phone").input_value() == "06 00 00 00 01"
    assert await seat.desk.states() == ["chosen"]
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Renvoyer").click()
    await expect(page.locator(".timeline")).to_contain_text("Envoyée")
    assert (await seat.desk.states(), await seat.desk.count("disclosure")) == (["sent"], 1)
    kept = await page.evaluate("[localStorage.length, sessionStorage.length]")
    assert kept == [0, 0]
