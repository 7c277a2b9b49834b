"""From an invitation to a number that listeners read: whole lives of a fact, in a real browser on a real database."""

import base64
import re
import secrets
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec import Struct, structs
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.invitations import Invitee, invite_person
from relais.accounts.totp import STEP_SECONDS, code_at
from relais.audit.model import Actor
from relais.core.clock import PARIS, now
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.reminders import send_reminders
from tests.accounts.people import Person, add_person, app_of
from tests.conftest import World
from tests.journeys.conftest import DESK
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
PASSWORD = "quatre mots choisis au hasard"
NUMBER = "05 61 22 33 44"
PATIENCE = 15_000  # ms, on a busy machine


class Site(Struct, frozen=True, kw_only=True):
    """A served Relais over the real directory, a coordinator who is signed in, and a browser."""

    address: str
    world: World
    vault: Vault
    coordinator: Person
    browser: Browser
    script: bool

    async def open(self, path: str, person: Person | None = None) -> Page:
        context: BrowserContext = await self.browser.new_context(
            viewport=DESK,  # type: ignore[arg-type]
            java_script_enabled=self.script,
            locale="fr-FR",
            base_url=self.address,
        )
        if person:
            cookie = "; ".join(f"{name}={value}" for name, value in person.cookies.items())
            await context.set_extra_http_headers({"Cookie": cookie})
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        await page.goto(path)
        return page

    async def search(self, words: str) -> str:
        """What a listener reads for these words, on a page opened now."""
        page = await self.open("/")
        await page.fill("#text", words)
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".result")
        read = await page.inner_text("main")
        await page.context.close()
        return re.sub(r"\s+", " ", read)


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.long)], ids=["with JavaScript", "without"])
async def site(
    request: Any, filled_world: World, settings: Settings, tmp_path: Any, browser: Browser
) -> AsyncIterator[Site]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    own = structs.replace(settings, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)
    coordinator = await add_person(filled_world.owner, vault, "coordinator", "Dominique")
    with served(app_of(own, vault)) as address:
        made = Site(
            address=address, world=filled_world, vault=vault, coordinator=coordinator, browser=browser,
            script=request.param,
        )  # fmt: skip
        yield made
        for context in browser.contexts:
            await context.close()


@pytest.mark.long
async def test_an_invited_member_enters_and_a_number_she_gives_reaches_the_desk_after_a_call(site: Site) -> None:
    member = await _enter(site)
    await _edit_hours(site, member)
    await _propose_number(member)
    assert NUMBER not in await site.search("mots")
    await _call_back(site)
    until = time.monotonic() + PATIENCE / 1000  # that it takes under a second is said by test_coordination_journey
    while NUMBER not in (read := await site.search("mots")):
        assert time.monotonic() < until, read
    assert "confirmé le" in await _service_page(site)


async def _enter(site: Site) -> Page:
    """Invitation, password, codes of a telephone, recovery codes: then her own page."""
    actor = Actor(account=site.coordinator.account, acting_as="coordinator")
    invitee = Invitee(email="camille@exemple.fr", name="Camille", role="member", organization="mots")
    async with site.world.owner.transaction():
        invited = await invite_person(site.world.owner, site.vault, actor, invitee, origin=site.address)
    page = await site.open(invited.link.removeprefix(site.address))
    await page.fill("#nouveau", PASSWORD)
    await page.fill("#encore", PASSWORD)
    await page.get_by_role("button", name="Choisir ce mot de passe").click()
    secret = base64.b32decode(re.sub(r"\s", "", await page.text_content(".spelled") or ""))
    await page.fill("#code", code_at(secret, int(now().timestamp()) // STEP_SECONDS))
    await page.get_by_role("button", name="Vérifier et entrer").click()
    await expect(page.locator("h1")).to_contain_text("codes")
    await page.goto("/espace/mots")
    await expect(page.locator("h1")).to_have_text("Votre page")
    return page


async def _edit_hours(site: Site, page: Page) -> None:
    """By keyboard alone: days are boxes, times are typed, Enter sends; then what was understood is read again."""
    await page.goto("/espace/mots/modifier/horaires")
    await page.locator("[name=days-1][value=Mo]").focus()
    await page.keyboard.press("Space")
    await page.locator("#opens-1").focus()
    await page.keyboard.type("9:00")
    await page.keyboard.press("Tab")
    await page.keyboard.type("17:30")
    await page.keyboard.press("Enter")
    await expect(page.locator("#check")).to_contain_text("lundi")
    await page.locator("#closes-1").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_contain_text("attend une seconde personne")


async def _propose_number(page: Page) -> None:
    await page.goto("/espace/mots/modifier/contacts")
    await page.fill('[id="phone.1"]', NUMBER)
    await page.locator("button[value=send]:not(.visually-hidden)").click()
    if await page.locator('[id="phone.1"]').count():  # a warning is read first
        await page.locator("button[value=send]:not(.visually-hidden)").click()
    await expect(page.locator("h1")).to_contain_text("envoyé")


async def _call_back(site: Site) -> None:
    """The coordinator reads the queue, the number first, calls, and accepts what was read back."""
    page = await site.open("/coordination/modifications", site.coordinator)
    await page.locator(f"a:has-text('Téléphone'), li:has-text('{NUMBER}') a").first.click()
    await page.fill("[name=reached]", "secrétariat")
    await page.fill("[name=read_back]", f"Le numéro {NUMBER}, lu et répété")
    await page.get_by_role("button", name="après cet appel").click()
    await expect(page.locator("main")).not_to_contain_text("Rien n'est enregistré")
    await page.context.close()


async def _service_page(site: Site) -> str:
    page = await site.open("/structures/mots")
    return re.sub(r"\s+", " ", await page.inner_text("main"))


@pytest.mark.long
async def test_a_sourced_fact_is_confirmed_by_a_call_without_any_change(site: Site) -> None:
    page = await site.open("/coordination/a-confirmer", site.coordinator)
    await page.locator("main a[href^='/coordination/a-confirmer/']:has-text('Téléphone')").first.click()
    heading = await page.inner_text("h1")
    await page.fill("[name=reached]", "permanence")
    await page.fill("[name=read_back]", "Le numéro, lu et répété")
    await page.locator("main form:has([name=reached]) button[type=submit]").first.click()
    await page.goto("/coordination/a-confirmer")
    assert heading not in await page.inner_text("main")
    assert await site.world.owner.fetchval("SELECT count(*) FROM call_back") == 1
    assert await site.world.owner.fetchval("SELECT count(*) FROM fact WHERE state = 'confirmed'") == 1


@pytest.mark.long
async def test_a_reminder_renews_what_it_lists_only_when_its_button_is_pressed(site: Site) -> None:
    owner = site.world.owner
    await add_person(owner, site.vault, "member", "Alix", organization="sps")
    await _confirm_long_ago(owner, "sps", days=380)
    async with owner.transaction():
        assert await send_reminders(owner, site.vault, site.address) == 1
    link = await _last_link(site, "/rappel/")
    before = await _confirmed_at(owner, "sps")
    page = await site.open(link)
    assert await _confirmed_at(owner, "sps") == before  # a scanner that opens links changes nothing
    assert not site.script or await faults(page, {"runOnly": LEVELS}) == []
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.locator("h1")).to_contain_text("Merci")
    assert await _confirmed_at(owner, "sps") > before
    await page.goto(link)
    await expect(page.locator("h1")).to_contain_text("ne sert plus")
    assert not site.script or await faults(page, {"runOnly": LEVELS}) == []


async def _confirm_long_ago(owner: Any, slug: str, *, days: int) -> None:
    """Its presentation was confirmed once, that many days ago."""
    async with owner.transaction():
        version = await owner.fetchval("SELECT take_directory_version('edit')")
        row = await owner.fetchrow(
            "UPDATE fact SET version_to = $2 WHERE slug = $1 AND field = 'description' AND version_to IS NULL "
            "RETURNING value",
            slug,
            version,
        )
        at = now() - timedelta(days=days)
        await owner.execute(
            "INSERT INTO fact (subject_kind, subject_id, field, version_from, value, origin, source_label, "
            "source_date_text, state, confirmed_by, confirmed_how, confirmed_at) VALUES "
            "('service', $1, 'description', $2, $3, 'product', 'l''organisme', 'non datée', 'confirmed', 'x', 'x', $4)",
            slug,
            version,
            row["value"],
            at,
        )
        await owner.execute("SELECT project_directory($1)", version)


async def _confirmed_at(owner: Any, slug: str) -> Any:
    return await owner.fetchval(
        "SELECT confirmed_at FROM fact WHERE slug = $1 AND field = 'description' AND version_to IS NULL", slug
    )


async def _last_link(site: Site, beginning: str) -> str:
    """The link in the last letter, as its reader has it."""
    row = await site.world.owner.fetchrow("SELECT id, message_sealed FROM outbox ORDER BY made_at DESC LIMIT 1")
    letter = site.vault.open(row["message_sealed"], f"outbox.message:{row['id']}").decode()
    found = re.search(rf"{re.escape(beginning)}[\w-]+", letter)
    assert found is not None
    return found[0]


@pytest.mark.long
async def test_a_merge_keeps_the_old_address_alive_and_the_past_can_be_read(site: Site) -> None:
    before = now().astimezone(PARIS)
    page = await site.open("/coordination/organismes/sos-ihn/fusionner", site.coordinator)
    await page.fill("[name=target]", "imhotep")
    await page.fill("[name=why]", "Même association, deux noms.")
    await page.get_by_role("button", name="Voir ce qui se passera").click()
    await page.get_by_role("button", name="Fusionner les deux").click()
    public = await site.open("/structures/sos-ihn")
    for _ in range(20):
        if public.url.endswith("/structures/imhotep"):
            break
        await public.wait_for_timeout(100)
        await public.goto("/structures/sos-ihn")
    assert public.url.endswith("/structures/imhotep")
    await page.goto("/coordination/historique/sos-ihn")
    await page.fill("[name=day]", f"{before:%Y-%m-%d}")
    await page.fill("[name=hour]", f"{before:%H:%M}")
    await page.get_by_role("button", name="Montrer").click()
    await expect(page.locator("h1")).to_contain_text("Ce que l'écoutant voyait")
