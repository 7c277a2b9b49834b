"""The database does not answer a form: what was typed comes back in a page, and is sent again as it was."""

import html
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.sessions import COOKIE
from relais.core.settings import Settings
from tests.web.site import VAULT, client_of, create_app, directory
from tests.web.site import FixedKeeper as Fixed

TYPED = "Zoé « d'Aubigné »\r\nseconde ligne <b>"


@pytest.fixture
async def browser(tmp_path: Any, anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in browser of a Relais whose PostgreSQL is stopped: there is no socket."""
    settings = Settings(var_dir=tmp_path, app_url=f"postgresql://relais_app@/relais?host={tmp_path}")
    app = create_app(settings, keeper=Fixed(current=directory()), vault=VAULT)
    async with client_of(app) as client:
        client.cookies.set(COOKIE, "some-session")
        yield client


async def post(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await client.post("/espace/mots/modifier/contacts", data=fields, headers={"sec-fetch-site": "same-origin"})


def hidden(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return [(name, html.unescape(text)) for name, text in found]


async def test_what_was_typed_is_in_the_page_and_goes_back_to_the_same_address(browser: httpx.AsyncClient) -> None:
    answer = await post(browser, **{TOKEN_FIELD: "le-jeton", "words": TYPED, "shared": ["need", "contact"]})
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"
    assert 'method="post" action="/espace/mots/modifier/contacts"' in answer.text
    assert hidden(answer.text) == [
        (TOKEN_FIELD, "le-jeton"), ("words", TYPED), ("shared", "need"), ("shared", "contact")
    ]  # fmt: skip
    assert "Rien n'est perdu" in html.unescape(answer.text)
    assert "Renvoyer" in answer.text
    assert ">15<" in answer.text


async def test_a_password_or_a_code_is_asked_for_again_and_never_written_back(browser: httpx.AsyncClient) -> None:
    answer = await post(browser, code="123 456 789", mot_de_passe="tres secret", cle_acces="{}", words="reste")
    assert not any(secret in answer.text for secret in ("123 456", "tres secret", "{}"))
    assert hidden(answer.text) == [("words", "reste")]
    assert re.findall(r'name="(\w+)"\s+type="password"', answer.text) == ["mot_de_passe", "code"]


async def test_a_page_that_is_only_opened_and_a_body_that_is_no_form_have_the_usual_answer(
    browser: httpx.AsyncClient,
) -> None:
    opened = await browser.get("/espace")
    assert (opened.status_code, "Renvoyer" in opened.text) == (503, False)
    sent = await browser.post("/espace", content=b"{}", headers={"sec-fetch-site": "same-origin"})
    assert "Renvoyer" not in sent.text
