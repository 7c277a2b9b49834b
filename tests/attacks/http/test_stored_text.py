"""Attacks stored in every text field, read in a real browser: no dialog, no violation, no element of theirs."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from playwright.async_api import Browser, async_playwright

from relais.accounts.sessions import COOKIE
from relais.core.db import connect
from tests.accounts.people import Person, app_of
from tests.attacks.http.filling import fill, name_persons
from tests.attacks.http.walking import COUNCIL, OWN, harvest
from tests.journeys.conftest import DESK, Watched, chromium
from tests.web.serving import served
from tests.web.site import VAULT

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
SEEDS = {
    "nobody": ["/", "/aide", "/departement/69", f"/structures/{OWN}", f"/signaler/{OWN}", "/connexion"],
    "member": ["/espace", f"/espace/{OWN}", "/compte"],
    "officer": ["/espace", f"/espace/{COUNCIL}", "/compte"],
    "coordinator": ["/coordination", f"/coordination/fiches/{OWN}", f"/coordination/historique/{OWN}", "/compte"],
    "auditor": ["/coordination/journal", "/compte"],
}
DOWNLOADED = (".csv", ".ics", ".json")  # never shown as a page
THEIRS = "img[src='x'], svg[onload], [onerror], [onload], [onfocus], a[href^='javascript'], body style"


@pytest.fixture
async def chrome(anyio_backend: str) -> AsyncIterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here (apt install chromium, or RELAIS_CHROMIUM=path)")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        await opened.close()


@pytest.mark.parametrize("who", SEEDS)
async def test_nothing_stored_ever_runs(
    stocked: Any, settings: Any, people: dict[str, Person], chrome: Browser, who: str
) -> None:
    db = await connect(stocked.app_url)
    await fill(db, people["member"], people["listener"])
    await db.close()
    await name_persons(stocked.owner, VAULT)
    person = people.get(who)
    app = app_of(settings, VAULT)
    with served(app) as address:
        paths = await reachable(app, address, person, SEEDS[who])
        dialogs, shown = await walk(chrome, address, person, paths)
    assert dialogs == []
    assert shown >= 2, f"the attacks were shown on {shown} of {len(paths)} pages only"


async def reachable(app: Litestar, address: str, person: Person | None, seeds: list[str]) -> list[str]:
    async with httpx.AsyncClient(base_url=address, cookies=person.cookies if person else None) as client:
        found = await harvest(client, app, seeds, each=2 if "/coordination" in seeds else 12)
    there = dict.fromkeys([*seeds, *(path for several in found.values() for path in several)])
    return [path for path in there if not path.endswith(DOWNLOADED)]


async def walk(chrome: Browser, address: str, person: Person | None, paths: list[str]) -> tuple[list[str], int]:
    """Open each page; the dialogs they opened, and how many showed an attack."""
    context = await chrome.new_context(viewport=DESK, base_url=address, locale="fr-FR")  # type: ignore[arg-type]
    if person:
        secure = address.replace("http:", "https:")
        await context.add_cookies(
            [{"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}]
        )
    page = await context.new_page()
    watched, dialogs, shown = Watched(page, address), [], 0
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for path in paths:
        answer = await page.goto(path, wait_until="load")
        if answer is not None and answer.status < 400:
            shown += "alert(1)" in await page.content()
            assert await page.locator(THEIRS).count() == 0, path
    await page.goto("/")
    await page.fill("#text", "04 72 00 00 01")
    await page.locator("#results .result").first.wait_for()
    await page.locator("[id^=report-]").first.click()
    await page.locator("#comment").wait_for()
    shown += "alert(1)" in await page.content()
    assert await page.locator(THEIRS).count() == 0
    await context.close()
    watched.assert_clean()
    return dialogs, shown
