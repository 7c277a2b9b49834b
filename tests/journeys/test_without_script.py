"""The same call with JavaScript off: slower, and whole."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.conftest import Open

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_call_from_the_first_word_to_the_printed_sheet(open_page: Open) -> None:
    page = await open_page(script=False)
    await page.fill("#text", "addicttion lyon")
    await page.keyboard.press("Enter")
    await expect(page.locator(".result").first).to_contain_text("0805 62 01 33")
    assert page.url.endswith("/")
    await page.get_by_role("button", name="garder « addicttion »").click()
    await expect(page.locator(".corrections")).not_to_contain_text("corrigé")
    await page.fill("#text", "addiction lyon")
    await page.locator("#filter-free").check()
    await page.locator("#search").click()
    await expect(page.locator("#filter-free")).to_be_checked()
    await page.locator("#add-asra").click()
    await page.locator("#add-sps").click()
    await expect(page.locator("#sheet")).to_contain_text("2 options")
    await page.locator("#print-sheet").click()
    await expect(page).to_have_url(re.compile("/fiche$"))
    await expect(page.locator(".option")).to_have_count(3)
    await page.locator("#back").click()
    await expect(page.locator("#sheet")).to_contain_text("2 options")


@pytest.mark.long
async def test_a_structure_is_opened_and_left_without_losing_the_search(open_page: Open) -> None:
    page = await open_page(script=False)
    await page.fill("#text", "addiction lyon")
    await page.keyboard.press("Enter")
    await page.locator("#result-asra").get_by_role("button", name="ouvrir, puis revenir").click()
    await expect(page.locator("h1")).to_contain_text("ASRA")
    await page.locator("#back").click()
    assert await page.input_value("#text") == "addiction lyon"


@pytest.mark.long
async def test_several_needs_are_ticked_together(open_page: Open) -> None:
    page = await open_page(script=False)
    await page.locator("#need-addiction").check()
    await page.locator("#need-financier").check()
    await page.locator("#search").click()
    await expect(page.locator(".chips")).to_contain_text("addictions")
    await expect(page.locator(".chips")).to_contain_text("difficultés financières")
    await page.get_by_role("button", name="Retirer addictions").click()
    await expect(page.locator(".chips")).not_to_contain_text("addictions")


@pytest.mark.long
async def test_emptying_is_undone(open_page: Open) -> None:
    page = await open_page(script=False)
    await page.fill("#text", "addiction lyon")
    await page.keyboard.press("Enter")
    await page.locator("#clear").click()
    assert await page.input_value("#text") == ""
    await page.locator("#restore").click()
    assert await page.input_value("#text") == "addiction lyon"


async def test_a_doctor_finds_help_near_home(open_page: Open) -> None:
    page = await open_page("/aide", script=False, phone=True)
    await expect(page.get_by_role("link", name="0800 288 038")).to_be_in_viewport()
    await page.fill("#place", "grenoble")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Isère (38)")
    assert page.url.endswith("/aide")
