"""A served Relais and a real Chromium, where this machine has one."""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.web.serving import served
from tests.web.site import site

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def chromium() -> str | None:
    named = os.environ.get("RELAIS_CHROMIUM")
    return named or next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served(site()) as url:
        yield url


@pytest.fixture(scope="module")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here (apt install chromium, or RELAIS_CHROMIUM=path)")
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        await opened.close()


class Watched:
    """A page, and all that it did that it should not: other hosts, CSP violations, errors, words in addresses."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)
        self.address = address

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "status of" not in message.text:  # a 404 we ask for is no fault
            self.errors.append(message.text)

    def assert_clean(self) -> None:
        assert self.errors == []
        foreign = [url for url in self.asked if not url.startswith(self.address)]
        assert foreign == []
        assert not [url for url in self.asked if "?" in url]


Open = Callable[..., Coroutine[Any, Any, Page]]


@pytest.fixture
async def open_page(browser: Browser, address: str) -> AsyncIterator[Open]:
    """Opens pages in contexts of their own; at the end, none of them may have misbehaved."""
    contexts: list[BrowserContext] = []
    watched: list[Watched] = []

    async def opened(path: str = "/", *, phone: bool = False, dark: bool = False, script: bool = True) -> Page:
        context = await browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="fr-FR",
            base_url=address,
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        watched.append(Watched(page, address))
        await page.goto(path)
        return page

    yield opened
    for context in contexts:
        await context.close()
    for one in watched:
        one.assert_clean()
