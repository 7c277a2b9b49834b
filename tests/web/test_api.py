"""The JSON face: the same answers as the pages, strictly decoded."""

import json
from pathlib import Path

import httpx
import msgspec
import pytest
from openapi_spec_validator import validate

from relais.app import openapi_document

pytestmark = pytest.mark.anyio
GOLDEN = Path(__file__).parents[1] / "golden" / "openapi.json"


async def test_a_search_answers_with_the_whole_struct(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/search", json={"text": "0608282589"})
    body = answer.json()
    assert answer.status_code == 200
    assert body["understood"]["kind"] == "phone"
    assert body["results"][0]["slug"] == "mots"
    assert body["results"][0]["phones"][0]["e164"] == "+33608282589"
    assert set(body) >= {"banner", "ask", "excluded", "excluded_counts", "total", "seed", "engine", "as_of"}


async def test_the_page_and_the_api_give_the_same_results(client: httpx.AsyncClient) -> None:
    asked = {"text": "burn out rennes", "seed": 3}
    body = (await client.post("/api/v1/search", json=asked)).json()
    page = (await client.post("/", data={"text": "burn out rennes", "seed": "3"})).text
    places = [page.index(f'id="open-{result["slug"]}"') for result in body["results"]]
    assert places == sorted(places)


async def test_places_complete_what_is_typed(client: httpx.AsyncClient) -> None:
    body = (await client.post("/api/v1/places", json={"text": "villeurb", "limit": 3})).json()
    assert body["places"][0]["label"].startswith("Villeurbanne")
    assert body["places"][0]["departements"] == ["69"]
    assert len(body["places"]) <= 3


async def test_places_put_one_slip_right(client: httpx.AsyncClient) -> None:
    body = (await client.post("/api/v1/places", json={"text": "grenobel"})).json()
    assert body["places"][0]["departements"] == ["38"]


async def test_a_service_has_the_source_of_each_field(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/services/sps")).json()
    assert body["independent"] == "yes"
    assert body["open"] == "open"
    assert body["hours_sentence"].startswith("24")
    assert {"field", "state", "source_label", "source_date_text"} <= set(body["facts"][0])


@pytest.mark.parametrize("path", ["/api/v1/search", "/api/v1/places"])
async def test_a_fault_is_a_problem_with_its_field_and_a_french_sentence(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, json={"text": "lyon", "limit": "3"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "title": "Champ à corriger",
        "status": 422,
        "detail": "« limit » doit être un nombre entier.",
        "code": "invalid",
        "field": "limit",
    }


async def test_an_unknown_place_is_a_fault_of_its_field(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/search", json={"text": "clinique", "origin": ["zzzzzz"]})
    assert (answer.status_code, answer.json()["field"]) == (422, "origin")


async def test_the_served_description_is_the_reviewed_one(client: httpx.AsyncClient) -> None:
    served = (await client.get("/openapi.json")).content
    assert served == openapi_document()
    golden = GOLDEN.read_bytes()
    assert msgspec.json.format(served, indent=2) + b"\n" == golden, "read the difference, then run `make golden`"


def test_the_description_is_valid_openapi() -> None:
    validate(json.loads(GOLDEN.read_bytes()))


async def test_no_page_of_the_description_asks_anything_of_another_host(client: httpx.AsyncClient) -> None:
    for path in ("/schema", "/schema/swagger", "/docs", "/redoc"):
        assert (await client.get(path)).status_code == 404
