"""The legal pages as they are seen and printed; and what the browser's own list of pages keeps of a post."""

import re

import pytest
from playwright.async_api import expect

from relais.legal.routes import LEGAL_LINKS
from tests.journeys.conftest import PHONE, Open
from tests.journeys.test_looks import LEVELS, faults

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.long]
PATHS = [link.href for link in LEGAL_LINKS]


@pytest.mark.parametrize("phone", [False, True], ids=["desk, light", "phone, dark"])
@pytest.mark.parametrize("path", PATHS)
async def test_axe_finds_nothing_on_a_legal_page(open_page: Open, path: str, phone: bool) -> None:
    page = await open_page(path, phone=phone, dark=phone)
    assert await faults(page, {"runOnly": LEVELS}) == []
    if phone:
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_the_page_on_privacy_prints_on_three_sheets_at_most(open_page: Open) -> None:
    page = await open_page("/confidentialite", script=False)
    printed = await page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 3


async def test_what_was_posted_to_get_a_page_is_not_posted_again_by_opening_it_again(open_page: Open) -> None:
    """Nor kept on disk by a browser that reopens its tabs: the canaries look there."""
    page = await open_page("/aide")
    await page.fill("#place", "kwyjibo")
    await page.get_by_role("button", name="Trouver").click()
    await expect(page.locator("#place")).to_have_value("kwyjibo")
    methods: list[str] = []
    page.on("request", lambda request: methods.append(request.method) if request.is_navigation_request() else None)
    await page.reload()
    assert methods == ["GET"]
    await expect(page.locator("#place")).to_have_value("")
