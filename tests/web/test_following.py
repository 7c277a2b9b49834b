"""The served application and its database: an edit is on the pages at once; without the database they go on."""

import time
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
import pytest

from relais.app import create_app
from relais.core.db import connect
from relais.core.settings import Settings
from relais.directory.data_import import import_data
from relais.directory.service import Origin, change_field
from tests.web.reading import Page
from tests.web.site import ROOT, client_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def following(world: Any, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that follows a database holding the real directory."""
    await import_data(world.app_url, ROOT / "data")
    app = create_app(settings)
    async with app.lifespan(), client_of(app) as client:
        yield client


async def until(client: httpx.AsyncClient, text: str, expected: str) -> Page:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        page = Page((await client.post("/", data={"text": text})).text)
        if expected in page.text:
            return page
        await anyio.sleep(0.02)
    raise AssertionError(f"« {expected} » never came")


async def test_an_edit_reaches_the_desk_the_structure_page_and_the_api(
    world: Any, following: httpx.AsyncClient
) -> None:
    assert "0805 23 23 36" in (await until(following, "sps", "0805 23 23 36")).text
    db = await connect(world.app_url)
    await change_field(db, "sps", "phone", "0800 00 00 99", Origin(source_label="Essai", source_date_text="2026"))
    await db.close()
    page = await until(following, "sps", "0800 00 00 99")
    assert "0805 23 23 36" not in page.text
    assert "0800 00 00 99" in Page((await following.get("/structures/sps")).text).text
    answer = (await following.get("/api/v1/services/sps")).json()
    assert answer["contacts"][0]["e164"] == "+33800000099"


async def test_the_health_of_a_following_application_tells_its_database(following: httpx.AsyncClient) -> None:
    health = (await following.get("/sante")).json()
    assert health["database"] == "reachable"
    assert health["services"] > 130


async def test_without_a_database_the_data_files_answer_and_the_page_says_so(tmp_path: Any) -> None:
    nowhere = f"postgresql://relais_app@/relais?host={tmp_path}"
    app = create_app(Settings(var_dir=tmp_path, owner_url=nowhere, app_url=nowhere, worker_url=nowhere))
    async with app.lifespan(), client_of(app) as client:
        page = Page((await client.post("/", data={"text": "sps"})).text)
        health = (await client.get("/sante")).json()
    assert page.results[0] == "sps"
    assert "La base de données ne répond pas : annuaire du " in page.text
    assert health["database"] == "away"
