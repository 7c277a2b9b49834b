"""A coordinator's morning in a browser: by keyboard, without script, on a phone, and read by a screen reader."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from relais.core.clock import now
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.data_import import import_data
from tests.accounts.people import Person, add_person, app_of
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.moderation.browsing import propose
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
DATA = Path(__file__).resolve().parents[2] / "data"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "/coordination",
    "/coordination/modifications",
    "/coordination/a-confirmer",
    "/coordination/a-confirmer/asra.phone.1",
    "/coordination/signalements",
    "/coordination/fraicheur",
    "/coordination/vides",
    "/coordination/vides/addiction",
    "/coordination/organismes",
    "/coordination/organismes/asra",
    "/coordination/organismes/asra/fusionner",
    "/coordination/nouvel-organisme",
    "/coordination/fiches/asra",
    "/coordination/fiches/asra/champ/coverage",
    "/coordination/fiches/asra/champ/location",
    "/coordination/fiches/asra/fermer",
    "/coordination/fiches/asra/retirer-numero/phone",
    "/coordination/historique/asra",
    "/coordination/imports",
    "/coordination/courriels",
    "/coordination/journal",
    "/coordination/journal/organisme/asra",
    "/coordination/personnes",
    "/coordination/personnes/inviter",
    "/coordination/personnes/conseils",
    "/compte",
    "/compte/code",
    "/compte/cle",
    "/ouvrir/coordination",
]
OWN_PAGES = {"member": ["/espace/collegues", "/espace/asra"], "officer": ["/compte/absences", "/espace/cdom-69"]}
NEW_NUMBER = "04 72 00 00 01"


class Desk:
    """A served Relais, and browsers of its persons."""

    def __init__(self, address: str, browser: Browser, owner: Any, stack: AsyncExitStack) -> None:
        self.address, self.browser, self.owner, self.stack = address, browser, owner, stack
        self.watched: list[Watched] = []

    async def open(self, person: Person | None, path: str, *, script: bool = True, phone: bool = False) -> Page:
        context = await self.browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            color_scheme="dark" if phone else "light",
            java_script_enabled=script,
            locale="fr-FR",
            base_url=self.address,
        )
        self.stack.push_async_callback(context.close)
        for name, value in (person.cookies if person else {}).items():
            cookie = {"name": name, "value": value, "domain": "localhost", "path": "/", "secure": True}
            await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])  # type: ignore[list-item]
        page = await context.new_page()
        page.set_default_timeout(10_000)
        self.watched.append(Watched(page, self.address))
        await page.goto(path)
        return page


@pytest.fixture
def vault() -> Vault:
    return Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


@pytest.fixture
async def desk(world: Any, settings: Settings, vault: Vault, browser: Browser) -> AsyncIterator[Desk]:
    await import_data(world.app_url, DATA)
    async with AsyncExitStack() as stack:
        address = stack.enter_context(served(app_of(settings, vault)))
        made = Desk(address, browser, world.owner, stack)
        yield made
        for one in made.watched:
            one.assert_clean()


@pytest.fixture
async def coordinator(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "coordinator", "Camille")


@pytest.fixture
async def member(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault, "member", "Alix", organization="asra")


async def faults(page: Page) -> list[str]:
    found = await Axe().run(page, options={"runOnly": LEVELS})
    return [f"{one['id']}: {node['html'][:160]}" for one in found.response["violations"] for node in one["nodes"]]


@pytest.mark.long
@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_its_screen(
    desk: Desk, coordinator: Person, member: Person, phone: bool
) -> None:
    await propose(desk.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    await propose(desk.owner, member, "asra", "phone", NEW_NUMBER)
    page = await desk.open(coordinator, "/coordination/modifications", phone=phone)
    change = await page.locator(".mail-link").first.get_attribute("href")
    for path in [*PAGES, change or ""]:
        await page.goto(path)
        await _is_sound(page, path, phone=phone)


async def _is_sound(page: Page, path: str, *, phone: bool) -> None:
    assert (path, await faults(page)) == (path, [])
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert (path, width) == (path, (PHONE if phone else DESK)["width"])


@pytest.mark.long
@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_on_the_pages_of_persons(
    desk: Desk, coordinator: Person, member: Person, vault: Vault, phone: bool
) -> None:
    officer = await add_person(desk.owner, vault, "officer", "Sacha", council="69")
    page = await desk.open(coordinator, "/coordination/personnes/inviter", phone=phone)
    roles = await page.locator(".row-title a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for path in [*roles, f"/coordination/personnes/compte/{member.account}"]:
        await page.goto(path)
        await _is_sound(page, path, phone=phone)
    await page.goto("/coordination/historique/asra")
    await page.fill("[name=day]", f"{now():%Y-%m-%d}")
    await page.get_by_role("button", name="Montrer").click()
    await _is_sound(page, "the past", phone=phone)
    for person, paths in ((member, OWN_PAGES["member"]), (officer, OWN_PAGES["officer"])):
        page = await desk.open(person, paths[0], phone=phone)
        for path in paths:
            await page.goto(path)
            await _is_sound(page, path, phone=phone)


@pytest.mark.long
async def test_a_change_is_read_and_accepted_by_keyboard_in_the_list(
    desk: Desk, coordinator: Person, member: Person
) -> None:
    await propose(desk.owner, member, "asra", "hours", "Mo-Fr 08:00-20:00")
    await propose(desk.owner, member, "asra", "phone", NEW_NUMBER)
    page = await desk.open(coordinator, "/coordination/modifications")
    await page.keyboard.press("a")  # outside the list no letter is a command
    await expect(page.locator(".mail-open")).to_have_count(0)
    await page.locator(".mail-link").first.focus()
    await page.keyboard.press("j")
    await expect(page.locator(".mail-link").nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await expect(page.locator(".mail-link").first).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.locator("textarea[name=reason]")).to_be_focused()
    await page.keyboard.type("jkar")  # in a box they are letters
    await expect(page.locator("textarea[name=reason]")).to_have_value("jkar")
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await expect(page.locator(".mail-open")).to_have_count(0)
    await expect(page.locator(".mail-link").first).to_be_focused()
    await page.keyboard.press("a")
    await expect(page.locator("[data-accept]")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_contain_text("acceptée")
    await page.get_by_role("link", name="Lire la suivante").click()
    await expect(page.locator("h1")).to_contain_text("Horaires")


@pytest.mark.long
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_a_number_is_called_back_accepted_and_on_the_desk_within_a_second(
    desk: Desk, coordinator: Person, member: Person, script: bool
) -> None:
    await propose(desk.owner, member, "asra", "phone", NEW_NUMBER)
    page = await desk.open(coordinator, "/coordination", script=script)
    listener = await desk.open(None, "/structures/asra")
    await expect(listener.locator(".service-call")).to_contain_text("0805 62 01 33")
    await page.get_by_role("link", name="Téléphone").click()
    await page.get_by_label("Qui a répondu").fill("secrétariat")
    await page.get_by_label("Ce qui a été relu").fill("Le numéro, chiffre à chiffre.")
    await page.get_by_role("button", name="Accepter après cet appel").click()
    await expect(page.locator("main")).to_contain_text("acceptée")
    await listener.wait_for_timeout(1000)
    await listener.reload()
    await expect(listener.locator(".service-call")).to_contain_text(NEW_NUMBER)


@pytest.mark.long
async def test_a_sourced_fact_is_confirmed_by_a_call_and_the_next_is_offered(desk: Desk, coordinator: Person) -> None:
    page = await desk.open(coordinator, "/coordination/a-confirmer", script=False)
    await page.locator(".row-title a").first.click()
    await page.get_by_label("Qui a répondu").fill("permanence")
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.locator("#fault-read_back")).to_be_visible()
    await expect(page.get_by_label("Qui a répondu")).to_have_value("permanence")
    await page.get_by_label("Ce qui a été relu").fill("Le numéro.")
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.locator(".note-ok")).to_contain_text("C'est confirmé")
    await page.get_by_role("link", name="Passer à la suivante").click()
    await expect(page).to_have_url(re.compile("/coordination/a-confirmer/"))


@pytest.mark.long
async def test_a_merge_redirects_and_the_past_is_shown(desk: Desk, coordinator: Person) -> None:
    page = await desk.open(coordinator, "/coordination/organismes", script=False)
    await page.get_by_label("Nom, sigle ou nom court").fill("asra")
    await page.get_by_role("button", name="Trouver").click()
    await page.get_by_role("link", name="Fusionner avec un autre").click()
    await page.get_by_label("Organisme qui reste").fill("sps")
    await page.get_by_label("Pourquoi").fill("Un seul réseau.")
    await page.get_by_role("button", name="Voir ce qui se passera").click()
    await page.get_by_role("button", name="Fusionner les deux").click()
    await expect(page).to_have_url(re.compile("/coordination/organismes/sps$"))
    await page.goto("/coordination/historique/asra")
    await page.get_by_role("button", name="Montrer").click()
    await expect(page.locator("main")).to_contain_text("n'était pas montrée")
    listener = await desk.open(None, "/aide")
    await listener.wait_for_timeout(1000)
    await listener.goto("/structures/asra")
    await expect(listener).to_have_url(re.compile("/structures/sps$"))


@pytest.mark.long
async def test_a_file_is_sent_read_and_applied_without_script(desk: Desk, coordinator: Person) -> None:
    lines = "slug,name,kind,needs,coverage,phone,state,source_label,source_date\n" + (
        "essai,Écoute d'essai,ecoute,addiction,69,04 72 00 00 01,sourced,Bulletin,2025\n"
    )
    page = await desk.open(coordinator, "/coordination/imports", script=False)
    file: Any = {"name": "essai.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    await page.get_by_label("Fichier CSV").set_input_files(file)
    await page.get_by_role("button", name="Lire le plan").click()
    await expect(page.locator("main")).to_contain_text("1 téléphone attend une deuxième personne".replace(" ", " "))
    assert await faults(await desk.open(coordinator, page.url)) == []
    await page.get_by_role("button", name="Appliquer ce plan").click()
    await expect(page.locator(".note-ok")).to_contain_text("Appliqué")
    assert await faults(await desk.open(coordinator, page.url)) == []
    await page.goto("/coordination/modifications")
    await page.locator("a[href^='/coordination/lots/']").first.click()
    assert await faults(await desk.open(coordinator, page.url)) == []
