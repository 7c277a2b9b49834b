"""A real Chromium with a profile on disk, which fills in what it meets: what would a browser keep of it?"""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.canaries.robot import BOXES, NOTE, SOMETIMES
from tests.canaries.words import Kind, Typist
from tests.faults.desk import until

KEPT = (
    "async () => [localStorage.length, sessionStorage.length, document.cookie.length,"
    " (await indexedDB.databases()).length, (await caches.keys()).length]"
)
STEPS = 8


def open_profile(playwright: Playwright, path: str, profile: Path, port: int) -> BrowserContext:
    """A browser as one has at home: its profile lasts, its caches and its histories are on."""
    return playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=path,
        args=["--no-sandbox", "--disable-background-networking"],
        locale="fr-FR",
        base_url=f"http://localhost:{port}",
        viewport={"width": 1366, "height": 768},
    )


def fill_in(page: Page, typist: Typist, code: str = "") -> int:
    """Type in every box that is shown; how many there were."""
    boxes = page.locator(
        "input[type=text]:visible, input[type=email]:visible, input[type=tel]:visible, textarea:visible"
    )
    count = boxes.count()
    for index in range(count):
        box = boxes.nth(index)
        name = box.get_attribute("name") or ""
        if name == "code" and code:
            box.fill(code)
        elif not SOMETIMES.search(name):
            kind: Kind = next((kind for words, kind in BOXES if re.search(words, name)), "words")
            mailed: Kind = "author" if page.url.endswith(NOTE) else "email"
            box.fill(typist.type({"email": mailed, "tel": "phone"}.get(box.get_attribute("type") or "", kind)))  # type: ignore[arg-type]
    for tick in page.locator("input[type=checkbox][name=shared]:visible, input[name=needs]:visible").all()[:6]:
        tick.check()
    return count


def go_on(page: Page, typist: Typist, start: str, *, code: str = "") -> int:
    """From a page: fill in, press the first button that says the main thing, and so on; how many boxes were filled."""
    page.goto(start)
    filled = 0
    for _ in range(STEPS):
        filled += fill_in(page, typist, code)
        for radios in page.locator("fieldset:has(input[type=radio]:visible)").all():
            radios.locator("input[type=radio]:visible").first.check()
        for options in page.locator("main select:visible").all():
            options.select_option(index=1)
        button = page.locator("main .button-primary:visible").first
        if not button.count():
            break
        button.click()
        page.wait_for_load_state()
    filled += fill_in(page, typist, code)  # and leave it there
    page.goto("/aide")
    return filled


def look_around(page: Page, typist: Typist) -> None:
    """The desk with its script: as one types, as one opens, as one goes back."""
    page.goto("/")
    for _ in range(3):
        page.fill("#text", typist.type("search"))
        page.locator("#understood input[name=seed]").wait_for(state="attached")
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    page.go_back()


def kept_by(page: Page) -> list[int]:
    """Entries of each store a page may write to."""
    kept: list[int] = page.evaluate(KEPT)
    return kept


def plant(page: Page, word: str) -> None:
    """What the search must find: an entry of this site's own store, as a careless page would write it."""
    page.goto("/aide")
    page.evaluate("word => localStorage.setItem('kept', word)", word)
    until(lambda: page.evaluate("localStorage.length") == 1)
