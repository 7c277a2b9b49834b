"""From a mail read on another site to a page that knows its visitor, in a real browser."""

import pytest
from playwright.async_api import Browser, Request

from relais.accounts.sessions import COOKIE

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
WEBMAIL = "http://courrier.example/"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_a_mailed_link_reaches_the_session_by_one_step_of_our_own(
    browser: Browser, address: str, script: bool
) -> None:
    context = await browser.new_context(java_script_enabled=script)
    # Chromium wants https to take a Secure cookie from here; a cookie does not know its port, and localhost is trusted.
    await context.add_cookies(
        [
            {
                "name": COOKIE,
                "value": "s",
                "url": address.replace("http:", "https:"),
                "secure": True,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    page = await context.new_page()
    seen: dict[str, Request] = {}
    page.on("request", lambda request: seen.setdefault(request.url.removeprefix(address), request))
    letter = f'<!doctype html><meta charset="utf-8"><a href="{address}/ouvrir/espace">lien</a>'
    await page.route(WEBMAIL, lambda route: route.fulfill(body=letter, content_type="text/html"))
    await page.goto(WEBMAIL)
    await page.click("a")
    await page.wait_for_url("**/ouvrir/espace")
    assert "cookie" not in await seen["/ouvrir/espace"].all_headers()
    await page.get_by_role("link", name="Continuer").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{address}/espace")
    assert (await seen["/espace"].all_headers())["cookie"] == f"{COOKIE}=s"
    await context.close()
