"""A doctor follows and stops their request: on a telephone without script, and looked at page by page."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.passwords import Passwords
from relais.accounts.sessions import COOKIE
from relais.cases.code import spoken
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.web.typography import NARROW
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.followup.everything import everything
from tests.followup.held import Desk, doctor_of
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Open = Callable[..., Coroutine[Any, Any, Page]]
PATIENCE = 15_000  # ms


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
async def open_box(desk: Desk, browser: Browser, tmp_path: Path) -> AsyncIterator[Open]:
    """The page that asks for the code; at the end nothing was kept, and no page misbehaved."""
    world, contexts, watched = desk.world, list[BrowserContext](), list[Watched]()
    settings = Settings(var_dir=tmp_path, owner_url="", app_url=world.app_url, worker_url=world.worker_url)
    with served(app_of(settings, desk.vault)) as address:

        async def opened(
            path: str = "/suivi", *, person: Person | None = None, dark: bool = False, script: bool = True
        ) -> Page:
            context = await browser.new_context(
                viewport=DESK if person else PHONE,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if person is None:
                contexts.append(context)
            else:
                secure = address.replace("http:", "https:")
                cookie = {"name": COOKIE, "value": person.cookie, "url": secure, "secure": True, "sameSite": "Strict"}
                await context.add_cookies([cookie])  # type: ignore[list-item]
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            await page.goto(path)
            return page

        yield opened
        for context in contexts:
            kept = await context.storage_state()
            assert (kept.get("cookies"), kept.get("origins")) == ([], [])
            await context.close()
    for one in watched:
        one.assert_clean()


async def press(page: Page, words: str) -> None:
    await page.get_by_role("button", name=words, exact=True).click()


async def noted(page: Page) -> str:
    """The code that is shown, as a person copies it."""
    return " ".join((await page.locator(".own-code").inner_text()).split())


async def test_a_doctor_takes_their_code_reads_and_stops_on_a_telephone_without_script(
    desk: Desk, open_box: Open
) -> None:
    case = await desk.open(by="officer", alias="Docteur Tilleul")
    await desk.bring(case.case, "received")
    page = await open_box(script=False)
    await page.get_by_label("Votre code").fill(spoken(case.code))
    await press(page, "Ouvrir mon suivi")
    own = await noted(page)
    await press(page, "Je l'ai noté : il remplace l'ancien".replace(" :", f"{NARROW}:"))
    await expect(page.locator("main")).to_contain_text("MOTS peut lire comment vous joindre")
    assert await page.title() == "Relais"
    await press(page, "Tout arrêter")
    await press(page, "Oui, tout arrêter maintenant")
    await expect(page.locator("main")).to_contain_text("MOTS ne peut plus rien lire")
    assert not await desk.readable("mots", case.case)
    await page.goto("/suivi")
    await page.get_by_label("Votre code").fill(spoken(case.code))
    await press(page, "Ouvrir mon suivi")
    await expect(page.locator("main")).to_contain_text("Ce code n'ouvre rien")
    await page.get_by_label("Votre code").fill(own)
    await press(page, "Ouvrir mon suivi")
    await expect(page.locator("main")).to_contain_text("Vous avez tout arrêté. Plus personne ne lit rien.")


async def test_a_page_that_is_open_at_the_recipients_shows_nothing_at_the_next_click(
    desk: Desk, open_box: Open
) -> None:
    case = await desk.open()
    held = await desk.bring(case.case, "received")
    person = await add_person(desk.owner, desk.vault, "recipient", organization="mots", function="assistante sociale")
    theirs = await open_box(f"/espace/orientations/{held.id}", person=person)
    await theirs.get_by_label("Premier contact avec la personne").check()
    await press(theirs, "Ouvrir et lire")
    await expect(theirs.locator("main")).to_contain_text("06 12 34 56 78")
    page = await open_box(script=False)
    await page.get_by_label("Votre code").fill(spoken(case.code))
    await press(page, "Ouvrir mon suivi")
    await expect(page.locator("main")).to_contain_text(
        "Destinataire, MOTS : pour vous joindre une première fois.".replace(" :", f"{NARROW}:")
    )
    await press(page, "Tout arrêter")
    await press(page, "Oui, tout arrêter maintenant")
    await press(theirs, "Accepter")
    await expect(theirs.locator("body")).not_to_contain_text("06 12 34 56 78")
    assert await desk.state(held.id) == "withdrawn"


async def test_every_page_fits_a_telephone_and_has_no_fault_that_axe_sees(desk: Desk, open_box: Open) -> None:
    case = await desk.open(by="officer", alias="Docteur Tilleul")
    await desk.bring(case.case, "received")
    context = {"needs": ["financier"], "departement": "69", "practice": "liberal"}
    await desk.say(case.case, {"context": context})
    road = (
        "Plus tard, une seule fois",
        *("Corriger", "Revenir sans rien changer", "Voir et imprimer le reçu", "← Revenir au suivi"),
        *("Tout lire et imprimer", "← Revenir au suivi", "Changer de code", "Garder mon code actuel"),
        *("Tout effacer", "Non, revenir au suivi", "Tout arrêter", "Oui, tout arrêter maintenant"),
    )
    page = await open_box(dark=True)
    assert await faults(page, {"runOnly": LEVELS}) == []
    await page.get_by_label("Votre code").fill(spoken(case.code))
    await press(page, "Ouvrir mon suivi")
    for words in road:
        await press(page, words)
        assert await faults(page, {"runOnly": LEVELS}) == [], words
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], words


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_case_that_holds_one_of_everything_is_read_stopped_and_erased_on_a_telephone(
    desk: Desk, open_box: Open, tmp_path: Path, dark: bool
) -> None:
    world = desk.world
    settings = Settings(var_dir=tmp_path / "own", owner_url="", app_url=world.app_url, worker_url=world.worker_url)
    app = app_of(settings, desk.vault)
    async with app.lifespan():
        doctor = doctor_of(app)
        case = await everything(desk, doctor.client, coded=True)
        await doctor.client.aclose()
    page = await open_box(dark=dark)
    await looked_at(page, "code")
    await page.get_by_label("Votre code").fill(spoken(case.code))
    await press(page, "Ouvrir mon suivi")
    for title in (
        "Votre dossier national",
        "La décision de la commission nationale",
        "Votre parcours",
        "Votre demande",
    ):
        await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    await page.get_by_text("1 document joint").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Télécharger quittance.pdf").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF")
    for words in ("Tout lire et imprimer", "← Revenir au suivi", "Voir mon parcours", "Revenir à mon suivi"):
        await looked_at(page, words)
        await press(page, words)
    for words in ("Tout arrêter", "Oui, tout arrêter maintenant", "Tout effacer aussi"):
        await press(page, words)
        await looked_at(page, words)
    await press(page, "Oui, tout effacer")
    await expect(page.locator("main")).to_contain_text("ce que la commission a décidé et versé")
    await looked_at(page, "erased")


async def looked_at(page: Page, where: str) -> None:
    assert await faults(page, {"runOnly": LEVELS}) == [], where
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], where
