"""A file before the commission, in browsers: a document joined, one member who knows the doctor, two who decide, the
service that pays, and the doctor who reads it and appeals.
"""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from tests.accounts.people import app_of
from tests.commission.sitting.documents import HTML, PNG, pdf_of
from tests.commission.sitting.office import NAME, Held, Office, open_office
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
PATIENCE = 15_000  # ms
Open = Callable[..., Coroutine[Any, Any, Page]]
WAYS = [(False, True), (True, True), (True, False)]
IDS = ["desk, light", "phone, dark", "phone, dark, without script"]


@pytest.fixture
async def office(filled_world: World) -> AsyncIterator[Office]:
    async with open_office(filled_world) as made:
        yield made


@pytest.fixture
async def open_as(filled_world: World, office: Office, tmp_path: Any, browser: Browser) -> AsyncIterator[Open]:
    """Opens a page as nobody, or as someone of the office; at the end no page may have misbehaved."""
    settings = Settings(
        var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url
    )
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    with served(app_of(settings, office.vault)) as address:

        async def opened(path: str, name: str = "", *, phone: bool = False, script: bool = True) -> Page:
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if phone else "light",
                java_script_enabled=script,
                locale="fr-FR",
                base_url=address,
            )
            if name:
                secure = address.replace("http:", "https:")
                cookie = {"name": COOKIE, "value": getattr(office, name).cookie, "url": secure, "secure": True}
                await context.add_cookies([{**cookie, "sameSite": "Strict"}])  # type: ignore[list-item]
            contexts.append(context)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE)
            watched.append(Watched(page, address))
            await page.goto(path)
            return page

        yield opened
        for context in contexts:
            await context.close()
        for one in watched:
            one.assert_clean()


class Seen:
    """How pages are looked at on the way: axe where scripts run, and no page wider than its screen."""

    def __init__(self, *, phone: bool, script: bool) -> None:
        self.ways = {"phone": phone, "script": script}
        self.width = (PHONE if phone else DESK)["width"]
        self.script = script

    async def right(self, page: Page) -> None:
        if self.script:
            assert (page.url, await faults(page, {"runOnly": LEVELS})) == (page.url, [])
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert (page.url, width) == (page.url, self.width)


async def own_file(office: Office, held: Held, open_as: Open, seen: Seen) -> Page:
    page = await open_as("/suivi", **seen.ways)
    await page.get_by_label("Votre code").fill(held.made.code)
    await page.get_by_role("button", name="Ouvrir mon suivi").click()
    await page.get_by_role("button", name="Ouvrir mon dossier national").click()
    return page


async def answer(page: Page, held: Held, seen: Seen, *, knows: bool) -> None:
    """The question, by a member."""
    await page.goto(f"/commission/examens/{held.file}")
    await expect(page.get_by_text(NAME)).to_be_visible()
    await seen.right(page)
    if not knows:
        await page.get_by_label("Non, je ne le connais pas").check()
        await page.get_by_label("Décider, confirmer ou ratifier").check()
    else:
        await page.get_by_label("Oui : je me récuse").check()
    await page.get_by_role("button", name="Enregistrer ma réponse").click()
    await seen.right(page)


@pytest.mark.parametrize(("phone", "script"), WAYS, ids=IDS)
async def test_documents_are_joined_read_and_taken_away(
    office: Office, open_as: Open, phone: bool, script: bool
) -> None:
    held, seen = await office.begin(), Seen(phone=phone, script=script)
    page = await own_file(office, held, open_as, seen)
    await page.get_by_role("button", name="Joindre ou relire des documents").click()
    await seen.right(page)
    await page.get_by_label("Le document").set_input_files(
        {"name": "releve.pdf", "mimeType": "application/pdf", "buffer": HTML}
    )
    await page.get_by_role("button", name="Joindre ce document").click()
    await expect(page.get_by_role("alert")).to_contain_text("ni un PDF")
    await seen.right(page)
    await page.get_by_label("De quelle pièce").select_option("rib")
    await page.get_by_label("Le document").set_input_files(
        {"name": "mon relevé.pdf", "mimeType": "text/html", "buffer": pdf_of(3_000_000)}
    )
    await page.get_by_role("button", name="Joindre ce document").click()
    await expect(page.get_by_role("status")).to_contain_text("Le document est joint")
    await page.get_by_label("Le document").set_input_files({"name": "x", "mimeType": "", "buffer": PNG})
    await page.get_by_role("button", name="Joindre ce document").click()
    await expect(page.locator(".document-name, .row-title")).to_have_count(2)
    await seen.right(page)
    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Télécharger mon relevé.pdf").click()
    download = await coming.value
    assert download.suggested_filename == "mon relevé.pdf"
    with open(await download.path(), "rb") as file:  # noqa: ASYNC230, PTH123 what the browser saved
        assert file.read() == pdf_of(3_000_000)
    await page.get_by_role("button", name="Retirer x").click()
    await expect(page.get_by_role("status")).to_contain_text("Le document est retiré")
    await page.get_by_role("button", name="Revenir au dossier").click()
    await expect(page.get_by_text("jointe", exact=True)).to_be_visible()
    await seen.right(page)


async def schedule(open_as: Open, seen: Seen, reference: str) -> Page:
    """By the national service; its page."""
    national = await open_as("/commission", "national", **seen.ways)
    await seen.right(national)
    await national.get_by_role("button", name=f"Inscrire le dossier {reference}").click()
    await expect(national.get_by_role("link", name=f"Dossier {reference}")).to_be_visible()
    await seen.right(national)
    return national


async def recuse(open_as: Open, seen: Seen, held: Held, session: UUID, reference: str) -> None:
    """One member knows the doctor."""
    recused = await open_as(f"/commission/seances/{session}", "one", **seen.ways)
    await answer(recused, held, seen, knows=True)
    await expect(recused.get_by_role("status")).to_contain_text("Ce dossier ne vous est plus montré")
    await recused.goto(f"/commission/seances/{session}")
    await expect(recused.get_by_text(reference)).to_have_count(0)


async def decide(open_as: Open, seen: Seen, held: Held) -> None:
    """One records, with a fault on the way; another confirms."""
    chair = await open_as("/commission", "chair", **seen.ways)
    await answer(chair, held, seen, knows=False)
    await chair.get_by_role("radio", name="Don", exact=True).check()
    await chair.get_by_role("button", name="Enregistrer, à confirmer").click()
    await expect(chair.locator(".form-fault")).to_contain_text("Donnez le montant")
    await seen.right(chair)
    await chair.get_by_label("Montant, pour un don").fill("1 200")
    await chair.get_by_role("button", name="Enregistrer, à confirmer").click()
    await expect(chair.get_by_text("un autre membre, qui ne s'est pas récusé, la confirme")).to_be_visible()
    await seen.right(chair)

    second = await open_as("/commission", "two", **seen.ways)
    await answer(second, held, seen, knows=False)
    await second.get_by_role("button", name="Confirmer cette décision").click()
    await expect(second.get_by_text("En vigueur depuis")).to_be_visible()
    await seen.right(second)


async def pay(national: Page, seen: Seen, session: UUID, reference: str) -> None:
    """The session ends, the sum is paid, never more, and the file is closed."""
    await national.goto(f"/commission/seances/{session}")
    await national.get_by_role("button", name="Lever la séance").click()
    await national.goto("/commission/versements")
    await seen.right(national)
    await national.get_by_role("link", name=f"Dossier {reference}").click()
    await national.get_by_label("Montant, en euros").fill("1300")
    await national.get_by_role("button", name="Enregistrer cette ligne").click()
    await expect(national.locator(".form-fault")).to_contain_text("dépasserait")
    await seen.right(national)
    await national.get_by_label("Montant, en euros").fill("1200")
    await national.get_by_role("button", name="Enregistrer cette ligne").click()
    await national.get_by_role("button", name="Clore le dossier").click()
    await expect(national.get_by_text("Le dossier est versé")).to_be_visible()
    await seen.right(national)


async def appeal(open_as: Open, seen: Seen, held: Held) -> None:
    """The doctor reads the decision and asks for another round."""
    doctor = await open_as("/suivi", **seen.ways)
    await doctor.get_by_label("Votre code").fill(held.made.code)
    await doctor.get_by_role("button", name="Ouvrir mon suivi").click()
    await expect(doctor.get_by_role("heading", name="La décision de la commission nationale")).to_be_visible()
    await expect(doctor.locator(".own-state", has_text="Don")).to_contain_text("1\u202f200\u202f€")
    await seen.right(doctor)
    await doctor.get_by_role("button", name="Demander un nouvel examen").click()
    await seen.right(doctor)
    await doctor.get_by_role("button", name="Demander un nouvel examen").click()
    await expect(doctor.get_by_text("Examen n° 2")).to_be_visible()


@pytest.mark.parametrize(("phone", "script"), WAYS, ids=IDS)
async def test_a_file_from_its_session_to_its_payment_with_a_recusal_and_an_appeal(
    office: Office, open_as: Open, phone: bool, script: bool
) -> None:
    held, seen = await office.bring("complete"), Seen(phone=phone, script=script)
    reference = (await office.seen(held)).reference
    session = await office.plan()
    national = await schedule(open_as, seen, reference)
    await recuse(open_as, seen, held, session, reference)
    await decide(open_as, seen, held)
    await pay(national, seen, session, reference)
    await appeal(open_as, seen, held)
    assert (await office.seen(held)).round == 2
