"""For another person: a card handed over and opened, a note written, its person informed, who sees it and erases it."""

import re
import secrets
from collections.abc import AsyncIterator
from typing import Any, Literal

import msgspec
import pytest
from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.model import Message
from tests.accounts.people import Person, add_person, app_of, keep_pads
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.journeys.test_sheet_journey import kept_by_the_browser, sign_in
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
PATIENCE = 15_000  # ms
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SCRIPT = pytest.mark.parametrize("script", [False, True], ids=["light, without script", "dark"])


class Street(Struct, frozen=True, kw_only=True):
    """A served Relais: who worries, who is worried about, and an officer of the Rhône."""

    world: World
    vault: Vault
    address: str
    browser: Browser
    officer: Person
    contexts: list[BrowserContext]
    watched: list[Watched]

    async def enter(self, path: str, *, officer: bool = False, script: bool = True) -> Page:
        context = await self.browser.new_context(
            viewport=DESK if officer else PHONE,  # type: ignore[arg-type]
            color_scheme="dark" if script else "light",
            java_script_enabled=script,
            locale="fr-FR",
            base_url=self.address,
        )
        if officer:
            await sign_in(context, self.officer, self.address)
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        self.watched.append(Watched(page, self.address))
        await page.goto(path)
        return page

    async def mailed_code(self) -> str:
        row = await self.world.owner.fetchrow("SELECT id, message_sealed FROM outbox WHERE kind = 'note_code'")
        opened = self.vault.open(row["message_sealed"], f"outbox.message:{row['id']}")
        found = re.search(r"\b\d{3} \d{3}\b", msgspec.json.decode(opened, type=Message).text)
        assert found
        return found[0]


@pytest.fixture
async def street(filled_world: World, tmp_path: Any, browser: Browser) -> AsyncIterator[Street]:
    """At the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(filled_world.owner, vault)
    officer = await add_person(filled_world.owner, vault, "officer", "Odile", council="69")
    settings = Settings(
        var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url
    )
    with served(app_of(settings, vault)) as address:
        made = Street(
            world=filled_world, vault=vault, address=address, browser=browser, officer=officer, contexts=[], watched=[]
        )
        yield made
        for context in made.contexts:
            await context.close()
    for one in made.watched:
        one.assert_clean()


async def look(page: Page, heading: str, script: bool, *, neutral: bool = True) -> None:
    """Readable on the screen of its reader, nothing wider than it, and nothing that axe finds."""
    await expect(page.locator("h1")).to_contain_text(heading)
    if neutral:
        assert await page.title() == "Relais"
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), heading
    for scheme in SCHEMES if script else ():  # axe is one
        await page.emulate_media(color_scheme=scheme)
        assert await faults(page, {"runOnly": LEVELS}) == [], f"{heading}, {scheme}"


@SCRIPT
async def test_a_card_handed_over_opens_the_others_own_request(street: Street, script: bool) -> None:
    author = await street.enter("/demande/pour-un-autre", script=script)
    await look(author, "Vous vous inquiétez pour un proche", script)
    await author.get_by_role("button", name="Faire une carte à remettre").click()
    await expect(author.locator("#card-code")).to_be_visible()
    await look(author, "La carte à remettre", script)
    code = (await author.locator("#card-code").inner_text()).strip()
    await author.emulate_media(media="print")
    await expect(author.get_by_text("Quelqu'un qui tient à vous")).to_be_visible()
    await expect(author.locator("h1")).to_be_hidden()
    await expect(author.locator(".foot")).to_be_hidden()

    other = await street.enter("/demande/carte", script=script)
    await other.get_by_label("Le code de la carte").fill("12")
    await other.get_by_role("button", name="Ouvrir la carte").click()
    await expect(other.get_by_role("alert")).to_contain_text("dix-huit chiffres")
    await look(other, "J'ai reçu une carte", script)
    await other.get_by_label("Le code de la carte").fill(code)
    await other.keyboard.press("Enter")
    await look(other, "Cette page est à vous", script)
    if script:
        assert await kept_by_the_browser(other) == [0, 0]
    await other.get_by_role("link", name="Faire ma demande").click()
    await other.wait_for_url("**/demande")
    await expect(other.locator("form")).not_to_have_count(0)


@SCRIPT
async def test_a_note_is_seen_and_erased_by_the_person_it_is_about(street: Street, script: bool) -> None:
    author = await street.enter("/demande/pour-un-autre", script=script)
    await author.get_by_role("link", name="Écrire une note à un conseil").click()
    await look(author, "Écrire une note à un conseil", script)
    await author.get_by_label("Je crains pour sa vie").check()
    await author.get_by_role("button", name="Recevoir le code").click()
    await look(author, "Appelez maintenant", script)
    await author.goto("/demande/pour-un-autre/note")
    await author.get_by_role("button", name="Recevoir le code").click()
    await expect(author.get_by_text("La note n'est pas partie")).to_be_visible()
    await look(author, "Écrire une note à un conseil", script)
    await author.get_by_label("Sa charge de travail").check()
    await author.get_by_label("Nom", exact=True).fill("Kanari")
    await author.get_by_label("Prénom").fill("Camille")
    await author.get_by_label("Département").select_option("69")
    await author.get_by_label("Mode d'exercice").select_option("liberal")
    await author.get_by_label("Votre adresse électronique").fill("sacha@exemple.fr")
    await author.get_by_role("button", name="Recevoir le code").click()
    await look(author, "Recopiez le code reçu", script)
    await author.get_by_label("Le code du courriel").fill(await street.mailed_code())
    await author.get_by_role("button", name="Envoyer la note").click()
    await look(author, "La note est partie", script)

    code = await informed_by(street, script=script)

    person = await street.enter("/demande/note", script=script)
    await look(person, "Une note à votre sujet", script)
    await person.get_by_label("Votre code").fill(code)
    await person.get_by_role("button", name="Voir la note").click()
    await expect(person.get_by_text("Camille Kanari")).to_be_visible()
    await expect(person.get_by_text("Sa charge de travail")).to_be_visible()
    await look(person, "Une note à votre sujet", script)
    await person.get_by_role("button", name="Effacer cette note").click()
    await look(person, "Effacer cette note ?", script)
    await person.get_by_role("button", name="Oui, effacer la note").click()
    await look(person, "La note est effacée", script)
    if script:
        assert await kept_by_the_browser(person) == [0, 0]
    assert await street.world.owner.fetchval("SELECT count(*) FROM note") == 0


async def informed_by(street: Street, *, script: bool) -> str:
    """The officer opens the note, says when and how the person was informed, and reads the code to them."""
    desk = await street.enter("/demandes/notes", officer=True, script=script)
    await look(desk, "Notes reçues", script, neutral=False)
    await desk.get_by_role("link", name=re.compile("^Note ")).click()
    await look(desk, "Pourquoi ouvrez-vous cette note", script, neutral=False)
    await desk.get_by_label("Pour joindre la personne").check()
    await desk.get_by_role("button", name="Ouvrir la note").click()
    await look(desk, "Camille Kanari", script, neutral=False)
    today = await street.world.owner.fetchval("SELECT (now() AT TIME ZONE 'Europe/Paris')::date::text")
    await desk.get_by_label("Jour où vous l'avez informée").fill(today)
    await desk.get_by_label("par téléphone").check()
    await desk.get_by_role("button", name="La personne est informée").click()
    await look(desk, "Le code à donner à la personne", script, neutral=False)
    return (await desk.locator("#note-code").inner_text()).strip()
