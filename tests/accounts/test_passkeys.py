"""Passkeys: made with the password at hand, proved once per challenge, on this site, by this account."""

import html
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec import structs

from relais.accounts.doors import TOKEN_FIELD
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.authenticator import Authenticator
from tests.accounts.credentials import PASSWORD, add_known, give_password, hidden, sign_in
from tests.accounts.people import ORIGIN, app_of, client_for
from tests.accounts.test_entry import CHOSEN, EMAIL, add_invited, choose

pytestmark = pytest.mark.anyio
PARTY = "testserver"


@pytest.fixture
async def app(settings: Settings, vault: Vault, anyio_backend: str) -> AsyncIterator[Litestar]:
    app = app_of(structs.replace(settings, public_origin=ORIGIN), vault)
    async with app.lifespan():
        yield app


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(ORIGIN, PARTY)


def options_of(page: str) -> str:
    return html.unescape(page.partition('data-options="')[2].partition('"')[0])


async def add_key(client: httpx.AsyncClient, key: Authenticator, password: str = PASSWORD) -> httpx.Response:
    page = (await client.get("/compte/cle")).text
    return await client.post(
        "/compte/cle",
        data={
            TOKEN_FIELD: hidden(page, TOKEN_FIELD),
            "mot_de_passe": password,
            "cle_acces": key.create(options_of(page)),
        },
    )


async def prove(
    client: httpx.AsyncClient, answer: str | None = None, key: Authenticator | None = None
) -> httpx.Response:
    page = (await client.get("/connexion/code")).text
    signed = answer if answer is not None or key is None else key.get(options_of(page))
    return await client.post("/connexion/cle", data={TOKEN_FIELD: hidden(page, TOKEN_FIELD), "cle_acces": signed or ""})


@pytest.fixture
async def signed(world: Any, vault: Vault, client: httpx.AsyncClient, key: Authenticator) -> httpx.AsyncClient:
    """Someone who has a passkey, and just gave the password again."""
    await add_known(world.owner, vault)
    await sign_in(client)
    assert (await add_key(client, key)).status_code == 303
    assert (await give_password(client)).status_code == 303
    return client


async def test_a_passkey_replaces_the_code(signed: httpx.AsyncClient, key: Authenticator) -> None:
    answer = await prove(signed, key=key)
    assert (answer.status_code, answer.headers["location"]) == (303, "/compte")
    assert "Clé d" in (await signed.get("/compte")).text


async def test_a_first_entry_can_be_made_with_a_passkey(
    world: Any, vault: Vault, app: Litestar, client: httpx.AsyncClient, key: Authenticator
) -> None:
    await add_invited(world.owner, vault)
    await choose(client)
    page = (await client.get("/entree")).text
    fields = {TOKEN_FIELD: hidden(page, TOKEN_FIELD), "cle_acces": key.create(options_of(page))}
    assert "codes de secours" in (await client.post("/entree/cle", data=fields)).text
    async with client_for(app) as later:
        await give_password(later, EMAIL, CHOSEN)
        assert (await prove(later, key=key)).status_code == 303


async def test_what_was_signed_once_does_not_serve_again(signed: httpx.AsyncClient, key: Authenticator) -> None:
    options = options_of((await signed.get("/connexion/code")).text)
    answer = key.get(options)
    fields = {TOKEN_FIELD: hidden((await signed.get("/connexion/code")).text, TOKEN_FIELD), "cle_acces": answer}
    assert (await signed.post("/connexion/cle", data=fields)).status_code == 401


async def test_a_counter_that_goes_back_betrays_a_copied_key(signed: httpx.AsyncClient, key: Authenticator) -> None:
    key.count = 9
    assert (await prove(signed, key=key)).status_code == 303
    await give_password(signed)
    key.count = 3
    assert (await prove(signed, key=key)).status_code == 401


@pytest.mark.parametrize(("origin", "party"), [("https://ailleurs.example", PARTY), (ORIGIN, "ailleurs.example")])
async def test_a_signature_for_another_site_is_worth_nothing(
    signed: httpx.AsyncClient, key: Authenticator, origin: str, party: str
) -> None:
    key.origin, key.party = origin, party
    assert (await prove(signed, key=key)).status_code == 401


async def test_the_passkey_of_someone_else_does_not_open(
    world: Any, vault: Vault, app: Litestar, signed: httpx.AsyncClient, key: Authenticator
) -> None:
    await add_known(world.owner, vault, email="autre@exemple.fr")
    async with client_for(app) as other:
        await give_password(other, "autre@exemple.fr")
        page = (await signed.get("/connexion/code")).text
        assert (await prove(other, key.get(options_of(page)))).status_code == 401


@pytest.mark.parametrize(
    "answer",
    ["", "{}", "[]", "null", '{"id":1}', "x" * 9000, '{"id":"é","rawId":"é","type":"public-key","response":{}}',
     '{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"clientDataJSON":"AAAA","authenticatorData":"AAAA",'
     '"signature":"AAAA","attestationObject":"AAAA"}}', "[" * 3000],
)  # fmt: skip
async def test_an_answer_that_is_none_is_refused_calmly(
    signed: httpx.AsyncClient, key: Authenticator, answer: str
) -> None:
    assert (await prove(signed, answer)).status_code == 401
    await prove(signed, key=key)
    page = (await signed.get("/compte/cle")).text
    fields = {TOKEN_FIELD: hidden(page, TOKEN_FIELD), "mot_de_passe": PASSWORD, "cle_acces": answer}
    assert (await signed.post("/compte/cle", data=fields)).status_code == 422


async def test_a_passkey_is_not_added_without_the_password(
    world: Any, vault: Vault, client: httpx.AsyncClient, key: Authenticator
) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    assert (await add_key(client, key, "faux")).status_code == 422
    assert await world.owner.fetchval("SELECT count(*) FROM passkey") == 0


async def test_a_passkey_is_removed_but_never_the_last_second_factor(
    world: Any, signed: httpx.AsyncClient, key: Authenticator
) -> None:
    await prove(signed, key=key)
    await world.owner.execute("DELETE FROM totp")
    page = (await signed.get("/compte")).text
    code = page.partition('action="/compte/cle/')[2].partition('"')[0]
    fields = {TOKEN_FIELD: hidden(page, TOKEN_FIELD), "mot_de_passe": PASSWORD}
    refused = await signed.post(f"/compte/cle/{code}", data=fields)
    assert refused.status_code == 422
    assert "seul deuxième facteur" in refused.text
    await world.owner.execute("INSERT INTO totp (account, secret_sealed) SELECT id, '\\x00' FROM account LIMIT 1")
    assert (await signed.post(f"/compte/cle/{code}", data=fields)).status_code == 303
    assert await world.owner.fetchval("SELECT count(*) FROM passkey") == 0


async def test_where_browsers_have_no_passkeys_none_is_offered(world: Any, vault: Vault, settings: Settings) -> None:
    await add_known(world.owner, vault)
    app = app_of(settings, vault)
    async with app.lifespan(), client_for(app) as client:
        await sign_in(client)
        page = (await client.get("/compte/cle")).text
    assert "data-options" not in page
    assert "ne propose pas de clé" in page
