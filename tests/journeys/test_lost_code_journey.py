"""A doctor has lost the code: the officer calls back the contact that was agreed to, and dictates another one."""

import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.passwords import Passwords
from relais.accounts.sessions import COOKIE
from relais.cases.code import spoken
from relais.cases.model import Opened
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import add_person, app_of, keep_pads
from tests.conftest import World
from tests.followup.held import Desk
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms
CONTACT = "06 12 34 56 78"
NOTHING = "personne ne peut être sûr de qui le demande, et rien ne peut être retrouvé"


@pytest.fixture
async def desk(filled_world: World) -> AsyncIterator[Desk]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(filled_world.owner, vault)
    database = Database(filled_world.app_url, max_size=2, pads=pads)
    yield Desk(
        world=filled_world,
        owner=filled_world.owner,
        vault=vault,
        database=database,
        working=database,
        passwords=Passwords(),
    )
    await database.close()


@pytest.fixture
async def open_at(desk: Desk, browser: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """A page of an officer of the Rhône, or of the doctor; at the end none may have misbehaved."""
    world, contexts, watched = desk.world, list[BrowserContext](), list[Watched]()
    settings = Settings(var_dir=tmp_path, owner_url="", app_url=world.app_url, worker_url=world.worker_url)
    with served(app_of(settings, desk.vault)) as address:

        async def opened(path: str, *, officer: bool, phone: bool = False) -> Page:
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if phone else "light",
                java_script_enabled=officer,
                locale="fr-FR",
                base_url=address,
            )
            contexts.append(context)
            if officer:
                person = await add_person(desk.owner, desk.vault, "officer", "Alix", council="69")
                secure = address.replace("http:", "https:")
                cookie = {"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}
                await context.add_cookies([cookie])  # type: ignore[list-item]
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            await page.goto(path)
            return page

        yield opened
        for one in watched:
            one.assert_clean()
        for context in contexts:
            await context.close()


async def press(page: Page, words: str) -> None:
    await page.get_by_role("button", name=words, exact=True).click()


async def give(page: Page, code: str) -> None:
    """The doctor's own page, with these eighteen digits."""
    await page.goto("/suivi")
    await page.get_by_label("Votre code").fill(spoken(code))
    await press(page, "Ouvrir mon suivi")


async def lost(open_at: Open, case: Opened, *, phone: bool = False) -> Page:
    """The page of a lost code, opened by an officer who was not there when the case was."""
    page = await open_at(f"/orientations/{case.case}/code", officer=True, phone=phone)
    await page.get_by_label("Le médecin m'appelle ou je le rappelle").check()
    await press(page, "Ouvrir le dossier")
    await page.wait_for_url(re.compile(r"/orientations/[0-9a-f-]{36}$"))
    await page.goto(f"/orientations/{case.case}/code")
    await expect(page.locator("h1")).to_have_text("Le médecin a perdu son code")
    return page


async def look(page: Page) -> None:
    """Nothing is out of reach, nothing overflows."""
    assert await faults(page, {"runOnly": LEVELS}, "main") == []
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


async def test_called_back_the_doctor_is_given_another_code_and_the_old_one_opens_nothing(
    desk: Desk, open_at: Open
) -> None:
    case = await desk.open(alias="Docteur Tilleul")
    await desk.say(case.case, {"contact": {"phone": CONTACT, "email": "", "quiet": True}})
    page = await lost(open_at, case)
    await expect(page.locator("main")).to_contain_text("Raccrochez et rappelez")
    await expect(page.locator("main")).to_contain_text(CONTACT)
    await press(page, "Faire un autre code")
    await expect(page.locator("h1")).to_contain_text("Le nouveau code")
    new = re.sub(r"\D", "", await page.locator(".dictated-code").inner_text())
    assert len(new) == 18
    assert new not in page.url

    own = await open_at("/suivi", officer=False, phone=True)
    await give(own, case.code)
    await expect(own.locator("main")).to_contain_text("Ce code n'ouvre rien")
    await give(own, new)
    await press(own, "Plus tard, une seule fois")
    told = own.locator("main")
    await told.locator("summary", has_text="étapes").click()
    made = "Un nouveau code a été fait pour vous par un référent entraide (CDOM 69). L'ancien ne vaut plus rien."
    await expect(told.get_by_text(made)).to_be_visible()


async def test_without_a_contact_that_was_agreed_to_nothing_can_be_recovered(desk: Desk, open_at: Open) -> None:
    case = await desk.open()
    page = await lost(open_at, case)
    await expect(page.locator("main")).to_contain_text(NOTHING)
    await expect(page.get_by_role("button", name="Faire un autre code")).to_have_count(0)
    await look(page)
    own = await open_at("/suivi", officer=False, phone=True)
    await give(own, case.code)
    await expect(own.locator("h1")).to_have_text("Votre suivi")


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_where_a_code_is_given_anew(desk: Desk, open_at: Open, phone: bool) -> None:
    case = await desk.open()
    await desk.say(case.case, {"contact": {"phone": CONTACT, "email": "", "quiet": True}})
    page = await lost(open_at, case, phone=phone)
    await look(page)
    await press(page, "Faire un autre code")
    await expect(page.locator(".dictated-code")).to_be_visible()
    await look(page)
