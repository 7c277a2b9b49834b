"""An association's volunteer keeps her page: in a real browser, by keyboard, with and without script."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from litestar import Litestar
from playwright.async_api import Browser, BrowserContext, Page, expect

from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.search.desk_map import france_map
from tests.accounts.people import Person, add_person, app_of
from tests.conftest import World
from tests.journeys.conftest import DESK, PHONE, Watched
from tests.journeys.test_looks import LEVELS, faults
from tests.web.serving import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
Enter = Callable[..., Coroutine[Any, Any, Page]]
KEPT = "Brouillon gardé à"
PATIENCE = 15_000  # ms


@pytest.fixture
def settings(filled_world: World, tmp_path: Any) -> Settings:
    return Settings(var_dir=tmp_path, owner_url="", app_url=filled_world.app_url, worker_url=filled_world.worker_url)


@pytest.fixture
async def enter(filled_world: World, settings: Settings, browser: Browser) -> AsyncIterator[Enter]:
    """Opens an address as a signed-in person; at the end no page may have misbehaved."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    watched: list[Watched] = []
    contexts: list[BrowserContext] = []
    app: Litestar = app_of(settings, vault)
    with served(app) as address:

        async def entered(
            path: str, *, role: str = "member", phone: bool = False, dark: bool = False, script: bool = True
        ) -> Page:
            of = {"council": "69"} if role == "officer" else {"organization": "asra"}
            person: Person = await add_person(filled_world.owner, vault, role, "Camille", **of)
            context = await browser.new_context(
                viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
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
            await page.goto(path)
            return page

        yield entered
        for context in contexts:
            await context.close()
    for one in watched:
        one.errors = [error for error in one.errors if "ERR_INTERNET_DISCONNECTED" not in error]  # cut on purpose
        one.assert_clean()


async def test_a_message_written_by_keyboard_is_read_on_her_page_at_once(enter: Enter) -> None:
    page = await enter("/espace")
    await expect(page.locator("h1")).to_have_text("Votre page")
    link = page.get_by_role("link", name="Message et fermeture")
    await link.focus()
    await page.keyboard.press("Enter")
    await page.locator("#message").focus()
    await page.keyboard.type("La ligne reste ouverte tout l'été.")
    await page.get_by_role("button", name="Publier").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("C'est publié")
    await page.get_by_role("link", name="Revenir à votre page").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".seen-page")).to_contain_text("La ligne reste ouverte tout l'été.")


async def test_a_text_is_edited_in_place_over_the_page_and_escape_gives_it_back(enter: Enter) -> None:
    page = await enter("/espace/asra")
    link = page.get_by_role("link", name="modifier : Présentation")
    await link.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Présentation")).to_be_visible()
    assert await faults(page, {"runOnly": LEVELS}, context=".edit-dialog") == []
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    await expect(link).to_be_focused()
    await page.keyboard.press("Enter")
    await page.fill("#description", "Un confrère répond.")
    await page.get_by_role("button", name="Publier").click()
    await expect(page.locator("h1")).to_have_text("C'est publié")


async def test_hours_are_filled_in_without_script_read_again_and_sent(enter: Enter) -> None:
    page = await enter("/espace/asra/modifier/horaires", script=False)
    await page.locator("[name=always]").uncheck()
    for day in ("Mo", "Th"):
        await page.locator(f"[name=days-1][value={day}]").check()
    await page.fill("#opens-1", "21 h")
    await page.fill("#closes-1", "2:30")
    await page.get_by_role("button", name="Relire avant d'envoyer").click()
    await expect(page.locator("#check")).to_contain_text("Le lundi et le jeudi de 21 h à 2 h 30.")
    await expect(page.locator("#check .row")).to_have_count(3)
    await page.locator(".send-bar button").first.click()
    await expect(page.locator("h1")).to_have_text("C'est envoyé")
    await page.get_by_role("link", name="Revenir à votre page").click()
    await expect(page.locator("section", has=page.locator("#waiting-title"))).to_contain_text("Horaires")


async def test_a_click_on_the_map_ticks_a_departement_without_script(enter: Enter) -> None:
    france = france_map(Settings().data_dir)
    page = await enter("/espace/asra/modifier/territoire", script=False)
    spots = ((x, y) for x in range(0, france.width, 2) for y in range(0, france.height, 2))
    x, y = next((x, y) for x, y in spots if france.departement_at(x, y) == "33")
    await page.locator(".map-touch").click(position={"x": x, "y": y})
    await expect(page.locator("[name=coverage][value='33']")).to_be_checked()


async def test_what_is_typed_is_kept_as_a_draft_while_one_thinks_and_survives_a_cut_line(enter: Enter) -> None:
    page = await enter("/espace/asra/modifier/presentation")
    await page.fill("#description", "Un début")
    await expect(page.locator("#draft-state")).to_contain_text(KEPT)
    await page.context.set_offline(True)
    await page.fill("#description", "Un début, puis la ligne tombe")
    await expect(page.locator("#draft-state")).to_contain_text("rien n'est perdu")
    await page.context.set_offline(False)
    await expect(page.locator("#draft-state")).to_contain_text(KEPT)
    other = await page.context.new_page()
    await other.goto(page.url)
    await other.get_by_role("button", name="Reprendre le brouillon").click()
    await expect(other.locator("#description")).to_have_value("Un début, puis la ligne tombe")


async def test_all_that_is_exact_is_confirmed_by_boxes_ticked_one_by_one(enter: Enter) -> None:
    page = await enter("/espace/asra", script=False)
    await expect(page.locator("[name=exact]:checked")).to_have_count(0)
    await page.locator("[name=exact][value^='description@']").check()
    await page.get_by_role("button", name="C'est exact").click()
    await expect(page.locator("[role=status]").first).to_contain_text("Confirmé : Présentation.")


async def test_an_officer_keeps_the_number_of_her_council(enter: Enter) -> None:
    page = await enter("/espace", role="officer", script=False)
    await expect(page.locator("h1")).to_have_text("La page de votre conseil")
    await page.locator(".edit-list").get_by_role("link", name="Téléphones, courriel, site").click()
    await page.fill("[id='phone.0']", "04 72 00 00 09")
    await page.locator(".send-bar button").first.click()
    await expect(page.locator("h1")).to_have_text("C'est envoyé")


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
async def test_axe_finds_nothing_on_the_pages_of_the_space(enter: Enter, phone: bool) -> None:
    page = await enter("/espace/asra", phone=phone, dark=phone)
    found: dict[str, list[str]] = {}
    groups = await page.locator(".edit-list a[href*='/modifier/']").evaluate_all("all => all.map(a => a.pathname)")
    assert len(groups) == 12
    for path in ("/espace/asra", *groups, "/espace/asra/historique", "/espace/asra/nouvelle-fiche"):
        await page.goto(path)
        found[path] = await faults(page, {"runOnly": LEVELS})
        wide: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[path] += [f"{wide} px too wide"] if wide > 0 else []
    assert {path: told for path, told in found.items() if told} == {}


async def test_axe_finds_nothing_where_something_is_wrong_or_read_again(enter: Enter) -> None:
    page = await enter("/espace/asra/modifier/contacts", script=False)
    await page.fill("[id='phone.1']", "12")
    await page.locator(".send-bar button").first.click()
    await expect(page.locator(".form-fault")).to_be_visible()
    assert await page.locator(".form-fault").count() == 1
