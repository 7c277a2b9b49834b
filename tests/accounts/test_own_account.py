"""One's own account: connections that close, secrets that change, and what each change ends."""

from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.sessions import COOKIE
from relais.core.vault import Vault
from tests.accounts.credentials import (
    ADDRESS,
    PASSWORD,
    RECOVERY,
    add_known,
    code_now,
    give_code,
    give_password,
    hidden,
    sign_in,
)
from tests.accounts.people import add_person, client_for
from tests.accounts.test_entry import CHOSEN, codes_of, read_secret

pytestmark = pytest.mark.anyio


async def form_of(client: httpx.AsyncClient, path: str = "/compte", **fields: str) -> dict[str, str]:
    return {TOKEN_FIELD: hidden((await client.get(path)).text, TOKEN_FIELD), **fields}


async def notices(world: Any) -> int:
    return int(await world.owner.fetchval("SELECT count(*) FROM outbox WHERE kind = 'security_notice'"))


async def two_browsers(world: Any, vault: Vault, one: httpx.AsyncClient, other: httpx.AsyncClient) -> None:
    """The same person, signed in twice."""
    await add_known(world.owner, vault, "coordinator")
    await sign_in(one)
    await sign_in(other, steps=1)


async def test_a_cookie_stolen_before_leaving_is_dead_after(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    stolen = client.cookies[COOKIE]
    gone = await client.post("/deconnexion", data=await form_of(client))
    assert (gone.status_code, gone.headers["location"]) == (303, "/connexion")
    assert "Max-Age=0" in gone.headers["set-cookie"]
    async with client_for(app) as thief:
        thief.cookies.set(COOKIE, stolen)
        assert (await thief.get("/compte")).status_code == 401


async def test_leaving_takes_the_form_token_and_a_second_press_harms_nothing(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    assert (await client.post("/deconnexion")).status_code == 403
    assert (await client.get("/compte")).status_code == 200
    fields = await form_of(client)
    for _ in range(2):
        assert (await client.post("/deconnexion", data=fields)).status_code == 303


async def test_connections_are_listed_and_one_is_closed_from_another(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    async with client_for(app) as other:
        other.headers["user-agent"] = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
        await two_browsers(world, vault, client, other)
        page = (await client.get("/compte")).text
        assert "Firefox sous Windows" in page
        code = page.partition('action="/compte/connexions/')[2].partition('"')[0]
        closed = await client.post(f"/compte/connexions/{code}", data=await form_of(client))
        assert closed.status_code == 303
        assert (await other.get("/compte")).status_code == 401
        assert (await client.get("/compte")).status_code == 200


async def test_all_other_connections_are_closed_at_once(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    async with client_for(app) as other:
        await two_browsers(world, vault, client, other)
        assert (await client.post("/compte/connexions", data=await form_of(client))).status_code == 303
        assert (await other.get("/compte")).status_code == 401
        assert (await client.get("/compte")).status_code == 200


async def test_the_connection_of_someone_else_does_not_exist(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    foreign = await add_person(world.owner, vault)
    async with client_for(app, foreign) as theirs:
        await add_known(world.owner, vault)
        await sign_in(client)
        async with client_for(app) as again:
            await sign_in(again, steps=1)
            page = (await client.get("/compte")).text
            code = page.partition('action="/compte/connexions/')[2].partition('"')[0]
            assert (await theirs.post(f"/compte/connexions/{code}", data=foreign.form())).status_code == 404
            assert (await theirs.post("/compte/connexions/rien", data=foreign.form())).status_code == 404
            assert (await again.get("/compte")).status_code == 200


async def test_a_new_password_ends_the_other_connections_and_gives_a_new_identifier(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    async with client_for(app) as other:
        await two_browsers(world, vault, client, other)
        former = client.cookies[COOKIE]
        fields = await form_of(client, mot_de_passe=PASSWORD, nouveau=CHOSEN, encore=CHOSEN)
        assert (await client.post("/compte/mot-de-passe", data=fields)).status_code == 303
        assert (await other.get("/compte")).status_code == 401
        assert (await client.get("/compte")).status_code == 200
        assert client.cookies[COOKIE] != former
    assert await notices(world) == 1
    async with client_for(app) as anew:
        assert (await give_password(anew)).status_code == 401
        assert (await give_password(anew, ADDRESS, CHOSEN)).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"mot_de_passe": "faux", "nouveau": CHOSEN, "encore": CHOSEN}, "pas votre mot de passe actuel"),
        ({"mot_de_passe": PASSWORD, "nouveau": CHOSEN, "encore": "autre"}, "diffèrent"),
        ({"mot_de_passe": PASSWORD, "nouveau": PASSWORD, "encore": PASSWORD}, "déjà votre mot de passe"),
        ({"mot_de_passe": PASSWORD, "nouveau": "Camille12345", "encore": "Camille12345"}, "se devine"),
    ],
)
async def test_a_password_that_does_not_stand_changes_nothing(
    world: Any, vault: Vault, client: httpx.AsyncClient, fields: dict[str, str], said: str
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    refused = await client.post("/compte/mot-de-passe", data=await form_of(client, **fields))
    assert refused.status_code == 422
    assert said in refused.text
    assert await notices(world) == 0
    assert (await client.get("/compte")).status_code == 200


async def test_guessing_the_current_password_from_an_open_session_is_stopped(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    fields = await form_of(client, mot_de_passe="faux")
    statuses = [(await client.post("/compte/codes-de-secours", data=fields)).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


async def test_another_application_of_codes_replaces_the_former(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    async with client_for(app) as other:
        await two_browsers(world, vault, client, other)
        page = (await client.get("/compte/code")).text
        secret = read_secret(page.partition('spelled">')[2].partition("<")[0])
        fields = {name: hidden(page, name) for name in (TOKEN_FIELD, "secret_scelle")}
        wrong = await client.post("/compte/code", data={**fields, "code": code_now(secret), "mot_de_passe": "faux"})
        assert wrong.status_code == 422
        right = {**fields, "code": code_now(secret), "mot_de_passe": PASSWORD}
        assert (await client.post("/compte/code", data=right)).status_code == 303
        assert (await other.get("/compte")).status_code == 401
        await give_password(other)
        assert (await give_code(other, code_now(steps=1))).status_code == 401
        assert (await give_code(other, code_now(secret, steps=1))).status_code == 303
    assert await notices(world) == 1


async def test_new_recovery_codes_are_shown_once_and_end_the_former(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    page = await client.post("/compte/codes-de-secours", data=await form_of(client, mot_de_passe=PASSWORD))
    codes = codes_of(page.text)
    assert len(codes) == 10
    assert not [code for code in codes if code in (await client.get("/compte")).text]
    assert "reste 10 sur dix" in (await client.get("/compte")).text
    async with client_for(app) as other:
        await give_password(other)
        assert (await give_code(other, RECOVERY)).status_code == 401
        assert (await give_code(other, codes[7])).status_code == 303


async def test_every_page_of_the_account_is_never_stored(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    for path in ("/compte", "/compte/code", "/compte/cle", "/connexion", "/invitation/rien"):
        assert (await client.get(path)).headers["cache-control"] == "no-store"
