"""The guard: what a session opens, how it ends, and what a form must carry."""

from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar, Response, get, post

from relais.accounts.doors import TOKEN_FIELD, TOKEN_HEADER, check_gates
from relais.accounts.gates import COORDINATOR, KNOWN, SIGNED_IN, through
from relais.accounts.model import NOBODY
from relais.accounts.sessions import COOKIE, form_token, token_holds
from relais.core.vault import Vault, token_key
from tests.accounts.people import Person, add_grant, add_person, client_for

pytestmark = pytest.mark.anyio
MULTIPART = {"fichier": b"x"}


@pytest.fixture
def rooms(app: Litestar) -> Litestar:
    """Three pages of this test: for all, for the signed in, for coordinators."""

    @get("/salle/ouverte", opt=through(KNOWN), sync_to_thread=False)
    def known() -> Response[str]:
        return Response("ouverte")

    @get("/salle/membres", opt=through(SIGNED_IN), sync_to_thread=False)
    def inside() -> Response[str]:
        return Response("membres")

    @post("/salle/membres", status_code=200, opt=through(SIGNED_IN), sync_to_thread=False)
    def act() -> Response[str]:
        return Response("fait")

    @post("/salle/question", status_code=200, opt=through(SIGNED_IN, reading=True), sync_to_thread=False)
    def ask() -> Response[str]:
        return Response("réponse")

    @get("/salle/coordination", opt=through(COORDINATOR), sync_to_thread=False)
    def desk() -> Response[str]:
        return Response("coordination")

    for handler in (known, inside, act, ask, desk):
        app.register(handler)
    return app


@pytest.fixture
async def person(world: Any, vault: Vault) -> Person:
    return await add_person(world.owner, vault)


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE session SET seen_at = now() - interval '30 minutes 1 second'",
        "UPDATE session SET ends_at = now()",
        "DELETE FROM session",
        "UPDATE account SET closed_at = now()",
        "UPDATE session SET stage = 'password'",
        "UPDATE session SET stage = 'entering'",
    ],
)
async def test_a_session_that_ended_or_is_half_way_opens_nothing(
    world: Any, rooms: Litestar, person: Person, ending: str
) -> None:
    async with client_for(rooms, person) as client:
        assert (await client.get("/salle/membres")).status_code == 200
        await world.owner.execute(ending)
        closed = await client.get("/salle/membres")
        assert closed.status_code == 401
        assert 'action="/connexion"' in closed.text
        assert (await client.get("/salle/ouverte")).status_code == 200


async def test_use_keeps_a_session_alive_and_four_hours_end_it(world: Any, rooms: Litestar, person: Person) -> None:
    async with client_for(rooms, person) as client:
        for _ in range(3):
            await world.owner.execute("UPDATE session SET seen_at = now() - interval '29 minutes'")
            assert (await client.get("/salle/membres")).status_code == 200
        seen = await world.owner.fetchval("SELECT now() - seen_at < interval '1 minute' FROM session")
        assert seen
    with pytest.raises(Exception, match="session_lives_four_hours"):
        await world.owner.execute("UPDATE session SET ends_at = now() + interval '5 hours'")


async def test_the_database_never_holds_the_identifier(world: Any, rooms: Litestar, person: Person) -> None:
    kept = await world.owner.fetchval("SELECT s::text FROM session AS s")
    assert person.cookie not in kept
    assert token_key(person.cookie).hex() in kept


@pytest.mark.parametrize("cookie", ["", "x", "é", "x" * 5000, "' OR 1=1 --"])
async def test_an_identifier_that_is_none_opens_nothing(rooms: Litestar, cookie: str) -> None:
    async with client_for(rooms) as client:
        answer = await client.get("/salle/membres", headers={"cookie": f"{COOKIE}={cookie}".encode()})
    assert answer.status_code == 401


async def test_a_role_that_is_not_held_answers_as_a_missing_page(world: Any, rooms: Litestar, person: Person) -> None:
    async with client_for(rooms, person) as client:
        closed, missing = await client.get("/salle/coordination"), await client.get("/salle/rien")
        assert (closed.status_code, closed.content) == (missing.status_code, missing.content)
        assert closed.status_code == 404
        await add_grant(world.owner, person.account, "coordinator")
        assert (await client.get("/salle/coordination")).status_code == 200


async def test_a_post_takes_the_token_of_its_own_session(
    world: Any, vault: Vault, rooms: Litestar, person: Person
) -> None:
    other = await add_person(world.owner, vault)
    async with client_for(rooms, person) as client:
        for wrong in ("", "é", other.token, person.token[:-1], person.token + "0"):
            assert (await client.post("/salle/membres", data={TOKEN_FIELD: wrong})).status_code == 403
        assert (await client.post("/salle/membres")).status_code == 403
        assert (await client.post("/salle/membres", data=person.form())).status_code == 200
        assert (await client.post("/salle/membres", headers={TOKEN_HEADER: person.token})).status_code == 200
        assert (await client.post("/salle/membres", files=MULTIPART, data=person.form())).status_code == 200
        assert (await client.post("/salle/membres", files=MULTIPART)).status_code == 403
        assert (await client.post("/salle/question")).status_code == 200


@pytest.mark.parametrize(
    "foreign",
    [
        {"origin": "https://ailleurs.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://autre.testserver", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
    ],
)
async def test_a_post_from_another_site_is_refused_even_with_the_token(
    rooms: Litestar, person: Person, foreign: dict[str, str]
) -> None:
    async with client_for(rooms, person) as client:
        assert (await client.post("/salle/membres", data=person.form(), headers=foreign)).status_code == 403


async def test_a_body_that_is_too_long_is_refused_before_signing_in_is_asked(rooms: Litestar) -> None:
    async with client_for(rooms) as client:
        assert (await client.post("/salle/membres", data={"texte": "x" * 70_000})).status_code == 413


def test_the_token_of_nobody_holds_nothing(vault: Vault) -> None:
    assert not token_holds(NOBODY, "")
    assert not token_holds(NOBODY, form_token(vault, b"", UUID(int=0)))


def test_an_address_without_a_gate_keeps_the_application_from_starting() -> None:
    @get("/sans-porte", sync_to_thread=False)
    def open_by_omission() -> None:
        return None

    with pytest.raises(LookupError, match="sans-porte"):
        check_gates([open_by_omission])
