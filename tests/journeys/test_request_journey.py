"""A request for oneself, to a referral: a doctor on a telephone, an officer at a desk, with script and without."""

import re
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.aid_requests import form
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
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def settings(filled_world: World, tmp_path: Any) -> Settings:
    return Settings(var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)


@pytest.fixture
async def enter(
    filled_world: World, settings: Settings, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Enter]:
    """Opens an address, as the officer of the Rhône or as nobody; at the end no page may have misbehaved."""
    monkeypatch.setattr(form, "QUICKEST", timedelta(0))  # these hands fill a page in less than a person's four seconds
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    officer = await add_person(filled_world.owner, vault, "officer", council="69")
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, vault)) as address:

        async def entered(
            path: str, *, person: bool = False, dark: bool = False, script: bool = True, wide: bool = False
        ) -> Page:
            context = await browser.new_context(
                viewport=DESK if person or wide else PHONE,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if person:
                await sign_in(context, officer, address)
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


async def look(page: Page, heading: str, *, script: bool = True) -> None:
    """Nothing wider than the screen, and nothing that axe finds."""
    await expect(page.locator("h1")).to_contain_text(heading)
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading
    for scheme in SCHEMES if script else ():  # axe is one
        await page.emulate_media(color_scheme=scheme)
        assert await faults(page, {"runOnly": LEVELS}) == [], f"{heading}, {scheme}"


async def choose(page: Page, *, script: bool) -> None:
    """To whom: the council of the Rhône."""
    await look(page, "Demander de l'aide", script=script)
    await page.get_by_label("Au référent entraide de mon conseil").check()
    await page.get_by_label("Département du tableau").select_option("69")
    await page.get_by_role("button", name="Continuer").click()
    await look(page, "Votre demande", script=script)
    await expect(page.get_by_text("Ce formulaire n'est pas lu tout de suite.")).to_be_visible()


async def fill(page: Page, words: str = "Mes cotisations m'inquiètent.") -> None:
    await page.get_by_label("Difficultés financières").check()
    await page.get_by_label("Souffrance psychique, épuisement").check()
    await page.get_by_label("Mode d'exercice").select_option("liberal")
    await page.get_by_label("En quelques mots").fill(words)
    await page.get_by_label("Appelez-moi").check()
    await page.get_by_label("Téléphone").fill("06 12 34 56 78")
    await page.get_by_label("Ne pas laisser de message").check()


@pytest.mark.parametrize("script", [True, False], ids=["dark, with script", "light, without script"])
async def test_from_a_request_for_oneself_to_a_referral(enter: Enter, script: bool) -> None:
    doctor = await enter("/demande", dark=script, script=script)
    await choose(doctor, script=script)
    await doctor.get_by_role("button", name="Envoyer ma demande").click()
    await expect(doctor.get_by_text("points sont à revoir")).to_be_visible()
    await look(doctor, "Votre demande", script=script)
    await fill(doctor)
    await doctor.get_by_role("button", name="Envoyer ma demande").click()
    await look(doctor, "Votre demande est arrivée", script=script)
    assert await doctor.context.cookies() == []
    await doctor.get_by_role("button", name="Je l'ai noté").click()
    await look(doctor, "Votre suivi", script=script)
    await expect(doctor.get_by_text("Personne ne l'a encore prise.")).to_be_visible()
    await answer(await enter("/demandes", person=True, script=script), script=script)
    await doctor.get_by_role("link", name="Trouver de l'aide").click()
    await look(doctor, "Trouver de l'aide", script=script)


async def answer(page: Page, *, script: bool) -> None:
    """The officer takes it up, reaches the doctor, and looks for options in the same case."""
    await look(page, "Demandes reçues", script=script)
    await page.get_by_role("link", name=re.compile("^Demande [A-Z0-9]{3}-")).click()
    await look(page, "Pourquoi ouvrez-vous ce dossier", script=script)
    await page.get_by_label("Lire et traiter une demande reçue").check()
    await page.get_by_role("button", name="Ouvrir le dossier").click()
    await look(page, "Demande", script=script)
    await expect(page.get_by_text("Mes cotisations m'inquiètent.")).to_be_visible()
    await expect(page.get_by_text("ne pas laisser de message")).to_be_visible()
    await page.get_by_role("button", name="Prendre cette demande").click()
    await page.get_by_role("button", name="La personne a été jointe").click()
    await look(page, "Demande", script=script)
    await page.get_by_role("link", name="Chercher des possibilités avec la personne").click()
    await page.get_by_label("Ce que dit le médecin").fill("épuisement")
    await page.get_by_label("Où est le médecin").fill("lyon")
    await page.get_by_role("button", name="Chercher des possibilités").click()
    await page.get_by_role("button", name="Le médecin les a entendues").click()
    await expect(page.get_by_role("button", name="Enregistrer le choix du médecin")).to_be_visible()
    await page.goto("/demandes")
    await expect(page.get_by_role("heading", name="Devenues une orientation")).to_be_visible()
    await look(page, "Demandes reçues", script=script)


async def test_words_of_crisis_show_the_numbers_first_and_the_request_is_there(enter: Enter) -> None:
    page = await enter("/demande")
    await choose(page, script=True)
    await fill(page, "Je veux mourir.")
    await page.get_by_role("button", name="Envoyer ma demande").dblclick()
    first = page.locator("main > *").first
    await expect(first).to_contain_text("3114")
    await look(page, "Votre demande est arrivée")
    await expect(page.get_by_text("Elle était déjà arrivée")).to_have_count(0)  # posted once
    box = page.get_by_label("Oui, lire ma demande avant les autres")
    await expect(box).not_to_be_checked()
    await box.check()
    await page.get_by_role("button", name="Confirmer").click()
    await look(page, "C'est noté")
    board = await enter("/demandes", person=True)
    await expect(board.get_by_text("à lire en premier")).to_be_visible()
    await look(board, "Demandes reçues")


async def test_by_keyboard_alone_a_doctor_asks_and_takes_it_back(enter: Enter) -> None:
    page = await enter("/demande", wide=True)
    await reach(page, "Au référent entraide")
    await page.keyboard.press("Space")
    await reach(page, "Département du tableau")
    await page.keyboard.type("Rh")
    await reach(page, "Continuer")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Votre demande")
    await reach(page, "Aide juridique")
    await page.keyboard.press("Space")
    await reach(page, "Mode d'exercice")
    await page.keyboard.type("Ret")
    await reach(page, "Appelez-moi")
    await page.keyboard.press("ArrowUp")  # round to the last one: the doctor calls back
    await reach(page, "Envoyer ma demande")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("Votre demande est arrivée")
    await reach(page, "Je l'ai noté")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Votre suivi")
    await reach(page, "Retirer ma demande")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("Retirer votre demande")
    await reach(page, "Oui, retirer ma demande")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Votre demande est retirée")).to_be_visible()


async def reach(page: Page, words: str) -> None:
    """By the Tab key, until what bears these words has the focus."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        held = await page.evaluate(
            "(document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText ?? '')"
        )
        if words in held:
            return
    raise AssertionError(f"« {words} » is not reached by keyboard")
