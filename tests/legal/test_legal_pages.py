"""What is kept, who answers for it, what was tried: read by everyone, with no database."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from relais.app import create_app
from relais.core.settings import load_settings
from relais.legal.routes import LEGAL_LINKS
from tests.legal.filled import FILLED
from tests.web.reading import Page
from tests.web.site import VAULT, FixedKeeper, client_of, directory, site

pytestmark = pytest.mark.anyio
PATHS = [link.href for link in LEGAL_LINKS]
BLANK = "à compléter avant l'ouverture"
STRIP = ["tel:15", "tel:3114", "tel:112", "sms:114", "tel:17", "tel:18"]


@pytest.fixture
async def bare(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(site()) as opened:
        yield opened


@pytest.fixture
async def filled(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(load_settings(FILLED), keeper=FixedKeeper(current=directory()), vault=VAULT)
    async with client_of(app) as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
async def test_a_legal_page_opens_for_everyone_under_a_neutral_title(bare: httpx.AsyncClient, path: str) -> None:
    answer = await bare.get(path)
    page = Page(answer.text)
    assert answer.status_code == 200
    assert "<title>Relais</title>" in answer.text
    assert [attrs["href"] for tag, attrs in page.elements if tag == "a"][:7] == ["#contenu", *STRIP]
    assert len(page.all("h1")) == 1
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
async def test_what_is_not_known_yet_is_shown_as_missing(bare: httpx.AsyncClient, path: str) -> None:
    page = Page((await bare.get(path)).text)
    assert page.all("mark", class_="blank")
    assert BLANK in page.text.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("path", PATHS)
async def test_once_filled_nothing_is_missing(filled: httpx.AsyncClient, path: str) -> None:
    assert "à compléter" not in (await filled.get(path)).text


async def test_every_blank_that_is_filled_is_read_somewhere(filled: httpx.AsyncClient) -> None:
    text = " ".join([Page((await filled.get(path)).text).text for path in PATHS])
    dates = {"2026-03-02": "2 mars 2026", "2026-10-01": "1er octobre 2026"}
    assert [value for value in FILLED.values() if dates.get(value, value) not in text] == []


async def test_what_is_filled_in_is_never_markup() -> None:
    settings = load_settings({**FILLED, "RELAIS_LEGAL_DPO": "<script>alert(1)</script>"})
    app = create_app(settings, keeper=FixedKeeper(current=directory()), vault=VAULT)
    async with client_of(app) as client:
        text = (await client.get("/confidentialite")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("path", ["/", "/aide", "/connexion", "/perdu", *PATHS])
async def test_the_three_pages_are_reached_from_every_page(bare: httpx.AsyncClient, path: str) -> None:
    links = [link["href"] for link in Page((await bare.get(path)).text).all("a")]
    if path == "/":  # the desk has no foot: they are in its help
        assert set(PATHS) <= set(links)
    else:
        assert links[-3:] == PATHS


async def test_the_page_on_privacy_says_how_to_stop_before_anything_else(bare: httpx.AsyncClient) -> None:
    page = Page((await bare.get("/confidentialite")).text)
    assert page.all("a", href="/suivi")
    assert page.text.index("Arrêter, relire") < page.text.index("Ce qui est gardé")
    for said in ("Rien.", "30 jours", "90 au plus", "30 juin", "35 jours", "Ce que peuvent les techniciens"):
        assert said in page.text


async def test_the_page_on_privacy_names_only_articles_that_were_read_again(bare: httpx.AsyncClient) -> None:
    text = Page((await bare.get("/confidentialite")).text).text
    assert set(re.findall(r"\b[LRD]\.\d{4}-[\d-]+", text)) == {
        "L.1110-4", "L.1110-8", "L.1111-8", "R.1110-1", "R.4127-4", "D.1110-3-1",
    }  # fmt: skip


async def test_without_an_audit_the_service_says_that_it_does_not_conform() -> None:
    settings = load_settings({**FILLED, "RELAIS_LEGAL_ACCESSIBILITY_LEVEL": "non audité"})
    app = create_app(settings, keeper=FixedKeeper(current=directory()), vault=VAULT)
    async with client_of(app) as client:
        text = Page((await client.get("/accessibilite")).text).text
    assert "Aucun audit n'a été fait" in text
    assert "non conforme" in text


async def test_an_audited_service_says_its_level_and_its_date(filled: httpx.AsyncClient) -> None:
    text = Page((await filled.get("/accessibilite")).text).text
    assert "partiellement conforme" in text
    assert "1er octobre 2026" in text
    assert "Aucun audit" not in text
