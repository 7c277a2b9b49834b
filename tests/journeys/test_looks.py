"""What must be seen at once, legibly, by everyone."""

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.journeys.conftest import DESK, PHONE, Open

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
LONGER = pytest.param(True, marks=pytest.mark.long)
PAGES = [
    "/",
    "/aide",
    "/structures/asra",
    "/signaler/asra",
    "/structures/belle-rive",
    "/structures/pass",
    "/departement/69",
    "/perdu",
]
SEARCHES = [
    "addicttion interne lyon",
    "je veux mourir",
    "clinique",
    "clinique loin de nîmes",
    "j en peux plus",
    "0800 800 854",
]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def quick_first(cases: list[str], quick: int) -> list[Any]:
    """The first `quick` are always played; the others with the long tests."""
    return [*cases[:quick], *(pytest.param(one, marks=pytest.mark.long) for one in cases[quick:])]


async def search(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.wait_for_function("text => document.querySelector('#understood input[name=seed]')", arg=text)
    await page.wait_for_timeout(200)


async def faults(page: Page, options: dict[str, Any], context: Any = None) -> list[str]:
    found = await Axe().run(page, context=context, options=options)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("phone", [False, LONGER], ids=["desk, light", "phone, dark"])
@pytest.mark.parametrize("path", quick_first(PAGES, 1))
async def test_axe_finds_nothing_on_a_page(open_page: Open, path: str, phone: bool) -> None:
    page = await open_page(path, phone=phone, dark=phone)
    assert await faults(page, {"runOnly": LEVELS}) == []


@pytest.mark.parametrize("dark", [False, LONGER], ids=["light", "dark"])
@pytest.mark.parametrize("text", quick_first(SEARCHES, 1))
async def test_axe_finds_nothing_on_an_answer(open_page: Open, text: str, dark: bool) -> None:
    page = await open_page(dark=dark)
    await search(page, text)
    await page.keyboard.press("Control+Enter")
    assert await faults(page, {"runOnly": LEVELS}) == []


@pytest.mark.parametrize("dark", [False, LONGER], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/aide", "/structures/sps"])
async def test_numbers_and_states_have_the_strongest_contrast(open_page: Open, path: str, dark: bool) -> None:
    page = await open_page(path, dark=dark)
    if path == "/":
        await search(page, "addiction interne lyon")
    only = {"runOnly": ["color-contrast-enhanced"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
    told = {"include": [[".phone"], [".mention-open"], [".mention-warn"], [".strip-numbers strong"]]}
    present = [[one] for [one] in told["include"] if await page.locator(one).count()]
    assert await faults(page, only, {"include": present}) == []


async def test_at_the_desk_everything_is_above_the_fold(open_page: Open) -> None:
    page = await open_page()
    await search(page, "addiction interne lyon")
    for part in ("#quick-exit", "#text", ".chips", "#filter-independent", "#sheet", "#hospital-go"):
        await expect(page.locator(part)).to_be_in_viewport(ratio=1)
    for row in range(3):
        await expect(page.locator(".result").nth(row)).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth") == DESK["width"]


@pytest.mark.long
async def test_the_map_of_a_hospital_search_is_above_the_fold(open_page: Open) -> None:
    page = await open_page()
    await search(page, "clinique loin de lyon")
    await expect(page.locator(".map-drawing")).to_be_in_viewport(ratio=0.85)


@pytest.mark.parametrize("path", quick_first(PAGES, 1))
async def test_a_phone_never_scrolls_sideways(open_page: Open, path: str) -> None:
    page = await open_page(path, phone=True)
    if path == "/":
        await search(page, "addiction interne lyon")
        await expect(page.locator(".result .phone").first).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await expect(page.locator(".strip-numbers")).to_be_in_viewport(ratio=1)


async def test_on_a_phone_the_sheet_is_a_drawer(open_page: Open) -> None:
    page = await open_page(phone=True)
    await search(page, "addiction interne lyon")
    await expect(page.locator("#sheet")).not_to_have_attribute("open", re.compile(".*"))
    await page.locator("#add-asra").click()
    await expect(page.locator("#sheet-summary")).to_contain_text("1 option")
    await page.locator("#sheet-summary").click()
    await expect(page.locator("#remove-asra")).to_be_visible()


@pytest.mark.parametrize("slug", quick_first(["asra", "belle-rive", "mots", "sps", "cnae", "cdom-69", "afem"], 1))
async def test_a_service_prints_on_one_page(open_page: Open, slug: str) -> None:
    page = await open_page(f"/structures/{slug}")
    printed = await page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


async def test_nothing_is_kept_by_the_browser(open_page: Open) -> None:
    page = await open_page()
    await search(page, "addiction interne lyon")
    kept = await page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie.length,"
        " (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, 0, 0]
