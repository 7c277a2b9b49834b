"""A listener hears that a number no longer answers: she says so, by keyboard, and finds her search again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from tests.accounts.people import add_person, app_of
from tests.journeys.conftest import DESK, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served
from tests.web.site import VAULT

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
TYPED = "addiction interne lyon"


@pytest.fixture(params=[True, False], ids=["with script", "without"])
async def desk(request: Any, filled_world: Any, tmp_path: Any, browser: Browser) -> AsyncIterator[Page]:
    """The desk of a listener who is signed in."""
    settings = Settings(
        var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url
    )
    listener = await add_person(filled_world.owner, VAULT, "listener")
    with served(app_of(settings, VAULT)) as address:
        context = await browser.new_context(
            viewport=DESK,  # type: ignore[arg-type]
            java_script_enabled=request.param,
            locale="fr-FR",
            base_url=address,
        )
        secure = address.replace("http:", "https:")
        await context.add_cookies(
            [{"name": COOKIE, "value": listener.cookie, "url": secure, "secure": True, "sameSite": "Strict"}]
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        watched = Watched(page, address)
        await page.goto("/")
        yield page
        await context.close()
    watched.assert_clean()


async def test_a_dead_number_is_reported_by_keyboard_and_marked_within_a_second(desk: Page) -> None:
    await desk.fill("#text", TYPED)
    await desk.keyboard.press("Enter")
    await desk.locator("#report-asra").focus()
    await desk.keyboard.press("Enter")
    await expect(desk.locator("h1")).to_have_text("Signaler une erreur")
    await desk.locator("#motive-phone_dead").focus()
    await desk.keyboard.press("Space")
    await desk.locator("#comment").focus()
    await desk.keyboard.type("Trois appels sans réponse.")
    await desk.keyboard.press("Tab")
    await desk.keyboard.press("Enter")
    await expect(desk.locator("h1")).to_have_text("Signalement envoyé")
    await expect(desk.locator("#contenu")).to_contain_text("est maintenant marqué")
    await desk.wait_for_timeout(900)  # what is promised: a second
    await desk.locator("#back").focus()
    await desk.keyboard.press("Enter")
    await expect(desk.locator("#text")).to_have_value(TYPED)
    row = desk.locator("#result-asra")
    await expect(row).to_contain_text("0805 62 01 33")
    await expect(row).to_contain_text("signalé à")
    await expect(row).to_contain_text("en cas d'échec")


@pytest.mark.parametrize("desk", [True], indirect=True)  # axe is a script itself
async def test_axe_finds_nothing_on_the_pages_of_a_report(desk: Page) -> None:
    await desk.goto("/signaler/asra")
    assert await faults(desk, {"runOnly": LEVELS}) == []
    await desk.get_by_role("button", name="Envoyer le signalement").click()
    await expect(desk.locator("#fault-motive")).to_be_visible()
    assert await faults(desk, {"runOnly": LEVELS}) == []
    await desk.locator("#motive-other").check()
    await desk.get_by_role("button", name="Envoyer le signalement").click()
    await expect(desk.locator("h1")).to_have_text("Signalement envoyé")
    assert await faults(desk, {"runOnly": LEVELS}) == []
