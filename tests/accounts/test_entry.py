"""A first entry, and an entry anew: the link shows, the post uses it, the second factor ends it."""

import base64
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.sessions import COOKIE
from relais.accounts.totp import SECRET_BYTES
from relais.core.ids import new_id
from relais.core.vault import Vault, token_key
from tests.accounts.credentials import add_known, code_now, give_code, give_password, hidden, sign_in
from tests.accounts.people import add_grant, add_person, client_for

pytestmark = pytest.mark.anyio
TOKEN = "jeton-de-256-bits-pour-cet-essai-0123456789"
CHOSEN = "granit violon marée kiosque"
EMAIL = "nouvelle@exemple.fr"


async def add_invited(owner: Any, vault: Vault, role: str = "member") -> UUID:
    """Someone who holds a role and never came, with TOKEN."""
    account = new_id()
    await owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed) VALUES ($1, $2, $3, $4)",
        account,
        vault.keyed("email", EMAIL),
        vault.seal(EMAIL.encode(), f"account.email:{account}"),
        vault.seal(b"Nadia", f"account.name:{account}"),
    )
    if role:
        await add_grant(owner, account, role, organization="asra")
    await owner.execute(
        "INSERT INTO invitation (token_key, account, purpose) VALUES ($1, $2, 'enter')", token_key(TOKEN), account
    )
    return account


async def choose(client: httpx.AsyncClient, password: str = CHOSEN, again: str | None = None) -> httpx.Response:
    again = password if again is None else again
    return await client.post(f"/invitation/{TOKEN}", data={"nouveau": password, "encore": again})


async def give_first_code(client: httpx.AsyncClient, code: str = "") -> httpx.Response:
    """The page of the second factor, then a code of the secret that it shows."""
    page = (await client.get("/entree")).text
    spelled = page.partition('spelled">')[2].partition("<")[0]
    return await client.post(
        "/entree",
        data={
            TOKEN_FIELD: hidden(page, TOKEN_FIELD),
            "secret_scelle": hidden(page, "secret_scelle"),
            "code": code or code_now(read_secret(spelled)),
        },
    )


def read_secret(spelled: str) -> bytes:
    secret = base64.b32decode(spelled.replace(" ", ""))
    assert len(secret) == SECRET_BYTES
    return secret


def codes_of(page: str) -> list[str]:
    return [part.partition("<")[0] for part in page.split('<li class="code">')[1:]]


async def test_an_invited_member_enters_in_three_steps(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_invited(world.owner, vault)
    shown = await client.get(f"/invitation/{TOKEN}")
    assert shown.status_code == 200
    assert all(words in shown.text for words in ("Nadia", EMAIL, "Membre d"))
    first = await choose(client)
    assert (first.status_code, first.headers["location"]) == (303, "/entree")
    second = await give_first_code(client)
    codes = codes_of(second.text)
    assert len(set(codes)) == 10
    assert 'href="/espace"' in second.text
    assert (await client.get("/compte")).status_code == 200
    kept = await world.owner.fetch("SELECT code_key::text FROM recovery_code")
    assert len(kept) == 10
    assert codes[0] not in str(kept)


async def test_opening_the_link_uses_nothing_and_posting_uses_it(
    world: Any, vault: Vault, client: httpx.AsyncClient, app: Litestar
) -> None:
    await add_invited(world.owner, vault)
    for _ in range(3):
        assert (await client.get(f"/invitation/{TOKEN}")).status_code == 200
    await choose(client)
    async with client_for(app) as thief:
        assert (await thief.get(f"/invitation/{TOKEN}")).status_code == 404
        assert (await choose(thief)).status_code == 404


async def test_a_link_that_never_was_is_answered_like_one_that_served(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_invited(world.owner, vault)
    never = await client.get("/invitation/quelquechose")
    await world.owner.execute(
        "UPDATE invitation SET made_at = now() - interval '80 hours', expires_at = now() - interval '8 hours'"
    )
    late = await client.get(f"/invitation/{TOKEN}")
    assert (never.status_code, never.text) == (late.status_code, late.text)
    assert never.status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("court", None, "12 signes au moins"),
        ("Bonjour12345!", None, "se devine"),
        ("nouvelle-nadia-2026", None, "se devine"),
        ("Relais2026Relais", None, "se devine"),
        (CHOSEN, "granit violon", "diffèrent"),
        ("x" * 201, None, "200 signes au plus"),
    ],
)
async def test_a_password_that_does_not_stand_uses_no_link(
    world: Any, vault: Vault, client: httpx.AsyncClient, password: str, again: str | None, said: str
) -> None:
    await add_invited(world.owner, vault)
    refused = await choose(client, password, again)
    assert refused.status_code == 422
    assert said in refused.text
    assert (await choose(client)).status_code == 303


async def test_a_wrong_first_code_shows_the_same_secret_again(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_invited(world.owner, vault)
    await choose(client)
    page = (await client.get("/entree")).text
    spelled = page.partition('spelled">')[2].partition("<")[0]
    fields = {TOKEN_FIELD: hidden(page, TOKEN_FIELD), "secret_scelle": hidden(page, "secret_scelle")}
    refused = await client.post("/entree", data={**fields, "code": "000000"})
    assert refused.status_code == 422
    assert spelled in refused.text
    assert (await client.get("/compte")).status_code == 401


async def test_an_entry_left_half_way_goes_on_with_the_password(
    world: Any, vault: Vault, client: httpx.AsyncClient, app: Litestar
) -> None:
    await add_invited(world.owner, vault)
    await choose(client)
    async with client_for(app) as later:
        first = await give_password(later, EMAIL, CHOSEN)
        assert first.headers["location"] == "/entree"
        assert (await give_first_code(later)).status_code == 200
    assert (await client.get("/entree")).status_code == 401


async def test_the_first_code_does_not_serve_again_to_sign_in(
    world: Any, vault: Vault, client: httpx.AsyncClient, app: Litestar
) -> None:
    await add_invited(world.owner, vault)
    await choose(client)
    page = (await client.get("/entree")).text
    secret = read_secret(page.partition('spelled">')[2].partition("<")[0])
    fields = {TOKEN_FIELD: hidden(page, TOKEN_FIELD), "secret_scelle": hidden(page, "secret_scelle")}
    code = code_now(secret)
    await client.post("/entree", data={**fields, "code": code})
    async with client_for(app) as other:
        await give_password(other, EMAIL, CHOSEN)
        assert (await give_code(other, code)).status_code == 401


async def test_a_secret_of_another_account_is_not_taken(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_invited(world.owner, vault)
    await choose(client)
    page = (await client.get("/entree")).text
    secret = b"s" * 20
    foreign = vault.seal(secret, f"totp.pending:{new_id()}").hex()
    fields = {TOKEN_FIELD: hidden(page, TOKEN_FIELD), "secret_scelle": foreign, "code": code_now(secret)}
    assert (await client.post("/entree", data=fields)).status_code == 422
    assert await world.owner.fetchval("SELECT count(*) FROM totp") == 0


async def test_a_reset_link_ends_every_session_and_every_former_secret(
    world: Any, vault: Vault, client: httpx.AsyncClient, app: Litestar
) -> None:
    account = await add_known(world.owner, vault)
    await sign_in(client)
    first, second = [await add_person(world.owner, vault, "coordinator") for _ in range(2)]
    await world.owner.execute(
        "INSERT INTO reset (id, account, proposed_by) VALUES ($1, $2, $3)", new_id(), account, first.account
    )
    await world.owner.execute("UPDATE reset SET approved_by = $1, approved_at = now()", second.account)
    await world.owner.execute(
        "INSERT INTO invitation (token_key, account, purpose) VALUES ($1, $2, 'reset')", token_key(TOKEN), account
    )
    async with client_for(app) as anew:
        assert "rouvert" in (await anew.get(f"/invitation/{TOKEN}")).text
        assert (await client.get("/compte")).status_code == 200
        await choose(anew)
        assert (await client.get("/compte")).status_code == 401
        assert await world.owner.fetchval("SELECT count(*) FROM totp") == 0
        assert await world.owner.fetchval("SELECT count(*) FROM recovery_code") == 0
        assert (await give_password(client)).status_code == 401
        assert (await give_first_code(anew)).status_code == 200
        assert (await anew.get("/compte")).status_code == 200


async def test_the_link_and_the_secret_leave_nothing_readable_in_the_database(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_invited(world.owner, vault)
    await choose(client)
    await give_first_code(client)
    tables = ("account", "invitation", "password", "totp", "recovery_code", "session", "journal")
    everything = "".join([str(await world.owner.fetch(f"SELECT t::text FROM {table} AS t")) for table in tables])
    for canary in (TOKEN, CHOSEN, EMAIL, "Nadia", client.cookies[COOKIE]):
        assert canary not in everything
        assert canary.encode().hex() not in everything
