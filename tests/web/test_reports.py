"""« Signaler une erreur », from the pages: nothing typed is lost, and the mark stands beside the number."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import structs

from relais.core.clock import now
from relais.core.db import connect
from relais.directory.model import Contact, Service
from relais.web.typography import NARROW, since
from tests.accounts.people import add_person, app_of, client_for
from tests.directory.conftest import Files
from tests.web.reading import Page
from tests.web.site import VAULT, client_of, directory, fresh_site

pytestmark = pytest.mark.anyio
DESK = {"text": "addiction lyon", "filters": ["free"], "sheet": ["asra"], "seed": "7"}


def doubted(slug: str, at: datetime | None = None) -> Any:
    """The directory, with the numbers of one service reported wrong."""

    def marked(service: Service) -> Service:
        if service.slug != slug:
            return service
        contacts: tuple[Contact, ...] = tuple(
            structs.replace(one, state="doubtful", doubted_at=at) if one.kind == "phone" else one
            for one in service.contacts
        )
        return structs.replace(service, contacts=contacts)

    snapshot = directory()
    return fresh_site(structs.replace(snapshot, services=tuple(map(marked, snapshot.services)), by_slug={}))


@pytest.fixture
async def served(world: Any, settings: Any, tmp_path: Path) -> AsyncIterator[Any]:
    """An application over a small directory that moves."""
    files = Files(tmp_path)
    two = files.row("deux", phone="04 72 00 00 01|04 72 00 00 02")
    db = await connect(world.app_url)
    async with db.transaction():
        await files.apply(db, [files.row("asra", phone="0805 62 01 33", acronym="ASRA"), two])
    await db.close()
    app = app_of(settings, VAULT)
    async with app.lifespan():
        yield app


async def opened(client: httpx.AsyncClient, slug: str = "asra") -> Page:
    return Page((await client.get(f"/signaler/{slug}")).text)


def words(page: str) -> str:
    return Page(page).text.replace(NARROW, " ")


async def test_the_mark_stands_on_the_desk_with_another_number_to_call() -> None:
    at = now() - timedelta(minutes=5)
    async with client_of(doubted("asra", at)) as client:
        desk = words((await client.post("/", data={"text": "asra"})).text)
        page = words((await client.get("/structures/asra")).text)
        sheet = words((await client.post("/fiche", data={"sheet": ["asra"]})).text)
        answer = (await client.get("/api/v1/services/asra")).json()
        found = (await client.post("/api/v1/search", json={"text": "asra"})).json()
    mark = f"signalé {since(at, now())}".replace(NARROW, " ")
    for text in (desk, page, sheet):
        assert "0805 62 01 33" in text
        assert mark in text
        assert "cas d'échec" in text
    assert "0800 288 038" in page
    assert answer["contacts"][0]["doubted_at"] == found["results"][0]["phones"][0]["doubted_at"]
    assert answer["contacts"][0]["state"] == found["results"][0]["phones"][0]["status"] == "doubtful"


async def test_the_line_that_the_caller_is_on_replaces_nothing_on_the_desk() -> None:
    async with client_of(doubted("asra", now())) as client:
        answer = (await client.post("/", data={"text": "0805620133"})).text
    [instead] = re.findall(r'<p class="instead">(.*?)</p>', answer, re.DOTALL)
    assert "0800 288 038" not in instead
    assert 'class="phone"' in instead


async def test_a_doubted_number_ranks_as_before() -> None:
    question = {"text": "addiction lyon"}
    async with client_of(doubted("asra", now())) as marked, client_of(fresh_site(directory())) as plain:
        orders = [(await one.post("/api/v1/search", json=question)).json()["results"] for one in (marked, plain)]
    assert [row["slug"] for row in orders[0]] == [row["slug"] for row in orders[1]]


def test_since_when_is_said_on_the_wall_clock_of_the_night() -> None:
    at = datetime(2026, 3, 3, 1, 14, tzinfo=UTC)
    assert since(at, at + timedelta(hours=3)) == f"à 02{NARROW}h{NARROW}14"
    assert since(at, at + timedelta(days=1)) == "le 3 mars 2026"


async def test_the_desk_is_found_again_after_a_report(served: Any) -> None:
    async with client_for(served) as client:
        form = Page((await client.post("/signaler/asra", data=DESK)).text)
        kept = form.posted()
        assert {name: kept[name][0] for name in ("text", "seed")} == {"text": "addiction lyon", "seed": "7"}
        sent = {**DESK, "motive": "hours_wrong", "comment": "fermé le <b>lundi</b>"}
        done = await client.post("/signaler/asra/envoi", data=sent)
    page = Page(done.text)
    assert done.status_code == 200
    assert page.one("form", action="/")["method"] == "post"
    assert page.posted()["sheet"] == ["asra"]


async def test_what_was_typed_is_kept_when_a_report_is_refused(served: Any) -> None:
    async with client_for(served) as client:
        answer = await client.post("/signaler/asra/envoi", data={**DESK, "comment": "x" * 201})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert "choisissez une ligne" in page.text
    assert "201 signes" in page.text
    assert "x" * 201 in answer.text
    assert page.posted()["text"][0] == "addiction lyon"


async def test_anonymous_reports_are_accepted_and_change_no_screen(served: Any, world: Any) -> None:
    async with client_for(served) as client:
        answer = await client.post("/signaler/asra/envoi", data={"motive": "phone_dead"})
        assert "rien ne change sur les écrans" in Page(answer.text).text
    assert await world.owner.fetchval("SELECT count(*) FROM error_report WHERE made_by IS NULL") == 1
    assert await world.owner.fetchval("SELECT count(*) FROM fact WHERE doubted_at IS NOT NULL") == 0


async def test_a_listener_marks_the_number_and_the_desk_shows_it_within_a_second(served: Any, world: Any) -> None:
    listener = await add_person(world.owner, VAULT, "listener")
    async with client_for(served, listener) as client:
        form = await opened(client)
        assert form.posted()["jeton"] == [listener.token]
        sent = await client.post("/signaler/asra/envoi", data=listener.form(motive="phone_dead"))
        assert "est maintenant marqué « signalé" in words(sent.text)
        async with asyncio.timeout(1):
            while "signalé à" not in words((await client.post("/", data={"text": "asra"})).text):  # noqa: ASYNC110 a property of the product
                await asyncio.sleep(0.01)  # the keeper reads what was published
        assert (await client.get("/coordination/signalements")).status_code == 404


@pytest.mark.parametrize("token", ["", "0" * 32])
async def test_a_signed_in_report_needs_the_token_of_the_session(served: Any, world: Any, token: str) -> None:
    listener = await add_person(world.owner, VAULT, "listener")
    async with client_for(served, listener) as client:
        answer = await client.post("/signaler/asra/envoi", data={"motive": "phone_dead", "jeton": token})
    assert answer.status_code == 403


async def test_reports_from_one_address_are_limited(served: Any) -> None:
    async with client_for(served) as client:
        answers = [(await client.post("/signaler/asra/envoi", data={"motive": "other"})).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


async def test_one_of_two_numbers_is_named(served: Any, world: Any) -> None:
    listener = await add_person(world.owner, VAULT, "listener")
    async with client_for(served, listener) as client:
        refused = await client.post("/signaler/deux/envoi", data=listener.form(motive="phone_dead"))
        assert "Dites lequel de ces numéros" in Page(refused.text).text
        await client.post("/signaler/deux/envoi", data=listener.form(motive="phone_dead", number="+33472000002"))
    assert await world.owner.fetchval("SELECT contact FROM error_report") == "deux/phone/2"


async def test_an_unknown_service_cannot_be_reported(served: Any) -> None:
    async with client_for(served) as client:
        missing = await client.get("/structures/nulle-part")
        for answer in (
            await client.get("/signaler/nulle-part"),
            await client.post("/signaler/nulle-part", data=DESK),
            await client.post("/signaler/nulle-part/envoi", data={"motive": "other"}),
        ):
            assert (answer.status_code, answer.text) == (404, missing.text)
