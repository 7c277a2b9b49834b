"""The pages a doctor opens."""

import re

import httpx
import pytest
from msgspec import structs

from tests.web.reading import Page
from tests.web.site import client_of, directory, fresh_site, site

pytestmark = pytest.mark.anyio
STRIP = ["tel:15", "tel:3114", "tel:112", "sms:114", "tel:17", "tel:18"]
PAGES = ["/", "/aide", "/structures/asra", "/structures/belle-rive", "/departement/2A", "/departement/974", "/perdu"]


@pytest.mark.parametrize("path", PAGES)
async def test_the_urgent_numbers_are_first_on_every_page_even_an_error(client: httpx.AsyncClient, path: str) -> None:
    page = Page((await client.get(path)).text)
    links = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    assert links[:7] == ["#contenu", *STRIP]
    assert page.one("a", id="quick-exit")["href"] == "https://www.meteofrance.com"


@pytest.mark.parametrize("path", PAGES[1:])
async def test_the_title_of_what_a_doctor_opens_says_nothing(client: httpx.AsyncClient, path: str) -> None:
    assert "<title>Relais</title>" in (await client.get(path)).text


async def test_a_service_says_its_number_hours_public_needs_territory_and_sources(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/structures/asra")).text)
    assert page.one("a", href="tel:+33805620133")
    for said in ("ouvert 24h/24", "Pour quoi", "addictions", "Pour qui", "Saône-et-Loire (71)", "Site", "non datée"):
        assert said in page.text
    assert "contact@reseau-asra.fr : à usage administratif" in page.text
    assert not page.all("a", href="mailto:contact@reseau-asra.fr")
    assert "Vous cherchez plutôt…" in page.text


async def test_hours_are_a_sentence_and_a_week_table(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/structures/cnae")).text)
    assert page.all("table", class_="week")
    assert "du lundi au vendredi de 10 h à 21 h" in page.text
    assert "dimanche" in page.text


async def test_a_unit_has_no_number_and_says_through_whom_to_go(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/structures/belle-rive")).text)
    assert not [link for link in page.all("a") if (link["href"] or "").startswith("tel:+")]
    assert "Admission" in page.text
    assert "à confirmer" in page.text
    assert "juin 2023" in page.text


async def test_the_distance_is_told_only_when_the_origin_is_posted(client: httpx.AsyncClient) -> None:
    bare = Page((await client.get("/structures/belle-rive")).text)
    posted = Page((await client.post("/structures/belle-rive", data={"text": "clinique loin de lyon"})).text)
    assert "à vol d'oiseau" not in bare.text
    assert re.search(r"à 20\d km de Lyon, à vol d'oiseau", posted.text)


async def test_a_service_opened_from_the_desk_leads_back_to_the_same_search(client: httpx.AsyncClient) -> None:
    fields = {"text": "addiction lyon", "filters": ["free"], "sheet": ["asra"], "seed": "7"}
    page = Page((await client.post("/structures/sps", data=fields)).text)
    assert page.one("form", action="/")["method"] == "post"
    kept = page.posted()
    assert {name: kept[name] for name in fields} == {
        "text": ["addiction lyon"],
        "filters": ["free"],
        "sheet": ["asra"],
        "seed": ["7"],
    }


async def test_a_closed_service_says_so_gives_no_number_and_leads_on(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/structures/pass")).text)
    assert "N'existe plus depuis le 1er avril 2019" in page.text
    assert page.all("a", href="/structures/cnom-ecoute")
    assert "0800 800 854" not in page.text


async def test_an_old_address_leads_to_the_new_one() -> None:
    snapshot = structs.replace(directory(), slug_history={"ancien-nom": "sps"})
    async with client_of(fresh_site(snapshot)) as client:
        answer = await client.get("/structures/ancien-nom")
        api = await client.get("/api/v1/services/ancien-nom")
    assert (answer.status_code, answer.headers["location"]) == (301, "/structures/sps")
    assert api.json()["slug"] == "sps"


async def test_help_begins_with_the_lines_that_answer_now(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/aide")).text)
    assert page.text.index("0800 288 038") < page.text.index("Trouver de l'aide près de chez moi")
    assert page.one("form", action="/aide")["method"] == "post"


@pytest.mark.parametrize("typed", ["Ajaccio", "2A", "corse du sud", "20000"])
async def test_a_place_posted_to_help_gives_its_departement_at_the_same_address(
    client: httpx.AsyncClient, typed: str
) -> None:
    answer = await client.post("/aide", data={"place": typed})
    assert answer.status_code == 200
    assert "Corse-du-Sud (2A)" in Page(answer.text).text


async def test_a_region_offers_its_departements(client: httpx.AsyncClient) -> None:
    page = Page((await client.post("/aide", data={"place": "Bretagne"})).text)
    assert {"/departement/22", "/departement/29", "/departement/35", "/departement/56"} <= {
        link["href"] for link in page.all("a")
    }


async def test_an_unknown_place_is_said_and_put_back(client: httpx.AsyncClient) -> None:
    answer = await client.post("/aide", data={"place": "<zzzzzz>"})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.one("input", id="place")["value"] == "<zzzzzz>"
    assert "lieu inconnu" in page.text


async def test_a_departement_shows_its_council_what_covers_it_and_units_elsewhere(client: httpx.AsyncClient) -> None:
    page = Page((await client.get("/departement/30")).text)
    assert "CDOM 30" in page.text
    assert "MOTS" in page.text
    assert "0805 62 01 33" not in page.text
    units = page.text[page.text.index("Se faire soigner hors du département") :]
    assert "Le Gouz" in units
    assert "Belle Rive" not in units
    assert "2 lieux situés dans ce département ne sont pas listés" in units


async def test_a_departement_code_may_be_typed_in_lower_case(client: httpx.AsyncClient) -> None:
    assert "Haute-Corse (2B)" in Page((await client.get("/departement/2b")).text).text


@pytest.mark.parametrize("path", ["/aide", "/structures/sps", "/departement/69"])
async def test_an_old_directory_is_said_on_the_public_pages(path: str) -> None:
    async with client_of(site(stale=True)) as client:
        assert "La base de données ne répond pas : annuaire du " in Page((await client.get(path)).text).text
