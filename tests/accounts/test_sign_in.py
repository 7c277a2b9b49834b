"""Signing in: two steps, one session at the end, the same answer to whoever does not belong here."""

from contextlib import AsyncExitStack
from typing import Any

import anyio
import argon2
import httpx
import pytest
from litestar import Litestar

from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.model import OF_AN_ORGANIZATION
from relais.accounts.sessions import COOKIE
from relais.core.vault import Vault, token_key
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
from tests.accounts.people import client_for

pytestmark = pytest.mark.anyio


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every verifier that argon2 worked on."""
    done: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(self: argon2.PasswordHasher, verifier: str, password: str) -> bool:
        done.append(verifier)
        return verify(self, verifier, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    return done


async def test_a_password_and_a_code_open_the_account(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_known(world.owner, vault)
    first = await give_password(client)
    assert (first.status_code, first.headers["location"]) == (303, "/connexion/code")
    second = await give_code(client, code_now())
    assert (second.status_code, second.headers["location"]) == (303, "/compte")
    assert "Camille" in (await client.get("/compte")).text


async def test_the_cookie_has_one_form_that_only_our_pages_send(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    first = await give_password(client)
    name, _, rest = first.headers["set-cookie"].partition("=")
    value, *attributes = rest.split("; ")
    assert (name, len(value) >= 43) == ("__Host-relais", True)
    assert {one.lower() for one in attributes} == {"path=/", "secure", "httponly", "samesite=strict"}


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("member", "/espace"), ("recipient", "/espace/orientations"), ("officer", "/orientations"),
        ("national", "/demandes"), ("chair", "/commission"), ("signatory", "/rapport/chiffres"),
        ("coordinator", "/coordination"), ("listener", "/"), ("auditor", "/compte"),
    ],
)  # fmt: skip
async def test_everyone_begins_on_the_page_of_their_role(
    world: Any, vault: Vault, client: httpx.AsyncClient, role: str, place: str
) -> None:
    of = {"organization": "asra"} if role in OF_AN_ORGANIZATION else {"council": "69"} if role == "officer" else {}
    await add_known(world.owner, vault, role, **of, **({"function": "accueil"} if role == "recipient" else {}))
    assert (await sign_in(client)).headers["location"] == place


async def test_the_password_alone_opens_nothing(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_known(world.owner, vault)
    await give_password(client)
    assert (await client.get("/compte")).status_code == 401


async def test_each_step_gives_a_new_identifier_and_the_former_dies(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    await give_password(client)
    half = client.cookies[COOKIE]
    await give_code(client, code_now())
    whole = client.cookies[COOKIE]
    assert half != whole
    kept = await world.owner.fetch("SELECT id_key FROM session")
    assert [row["id_key"] for row in kept] == [token_key(whole)]


async def test_an_identifier_chosen_by_the_client_is_never_adopted(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    await add_known(world.owner, vault)
    chosen = "x" * 43
    client.cookies.set(COOKIE, chosen, domain="testserver.local")
    await give_password(client)
    assert await world.owner.fetchval("SELECT count(*) FROM session WHERE id_key = $1", token_key(chosen)) == 0
    assert chosen not in {cookie.value for cookie in client.cookies.jar}


async def test_unknown_address_wrong_password_and_closed_account_are_answered_alike(
    world: Any, vault: Vault, app: Litestar, verified: list[str]
) -> None:
    await add_known(world.owner, vault)
    closed = await add_known(world.owner, vault, email="fermee@exemple.fr")
    await world.owner.execute("UPDATE account SET closed_at = now() WHERE id = $1", closed)
    answers = []
    wrong, right = "une autre phrase longue", PASSWORD
    for email, password in ((ADDRESS, wrong), ("personne@exemple.fr", right), ("fermee@exemple.fr", right)):
        verified.clear()
        async with client_for(app) as client:
            answer = await give_password(client, email, password)
        answers.append((answer.status_code, answer.text.replace(email, ""), sorted(answer.headers), len(verified)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 401
    assert answers[0][3] == 1
    assert "set-cookie" not in answers[0][2]


async def test_the_address_is_found_however_it_is_typed(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_known(world.owner, vault)
    assert (await give_password(client, f" {ADDRESS.upper()} ")).status_code == 303


async def test_a_code_serves_once(world: Any, vault: Vault, app: Litestar) -> None:
    await add_known(world.owner, vault)
    async with client_for(app) as one, client_for(app) as other:
        await give_password(one)
        await give_password(other)
        code = code_now()
        assert (await give_code(one, code)).status_code == 303
        again = await give_code(other, code)
    assert again.status_code == 401
    assert "déjà servi" in again.text


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 303), (0, 303), (1, 303), (3, 401)])
async def test_a_clock_may_be_one_step_off(
    world: Any, vault: Vault, client: httpx.AsyncClient, steps: int, status: int
) -> None:
    await add_known(world.owner, vault)
    await give_password(client)
    assert (await give_code(client, code_now(steps=steps))).status_code == status


async def test_a_recovery_code_replaces_the_second_factor_once_and_the_person_is_told(
    world: Any, vault: Vault, app: Litestar
) -> None:
    account = await add_known(world.owner, vault)
    async with client_for(app) as one, client_for(app) as other:
        await give_password(one)
        await give_password(other)
        assert (await give_code(one, f" {RECOVERY.upper().replace('-', ' ')}")).status_code == 303
        assert (await give_code(other, RECOVERY)).status_code == 401
    told = await world.owner.fetchval(
        "SELECT count(*) FROM outbox WHERE account = $1 AND kind = 'security_notice'", account
    )
    assert told == 1


async def test_guessing_a_password_is_stopped_after_ten_and_says_when_to_come_back(
    world: Any, vault: Vault, client: httpx.AsyncClient, verified: list[str]
) -> None:
    await add_known(world.owner, vault)
    statuses = [(await give_password(client, password=f"mauvaise phrase {n}")).status_code for n in range(10)]
    assert statuses == [401] * 10
    refused = await give_password(client)
    assert refused.status_code == 429
    assert "réessayez dans 1" in refused.text
    assert len(verified) == 10
    assert (await client.get("/")).status_code == 200


@pytest.mark.long
async def test_an_unknown_address_is_limited_like_a_known_one(client: httpx.AsyncClient) -> None:
    statuses = [(await give_password(client, "personne@exemple.fr")).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


async def test_guessing_a_code_is_stopped_after_five(world: Any, vault: Vault, app: Litestar) -> None:
    await add_known(world.owner, vault)
    async with client_for(app) as client:
        await give_password(client)
        assert [(await give_code(client, "000 00" + str(n))).status_code for n in range(5)] == [401] * 5
        assert (await give_code(client, code_now())).status_code == 429
    async with client_for(app) as client:  # nor by proving the password again
        await give_password(client)
        assert (await give_code(client, code_now())).status_code == 429


async def test_a_right_password_forgives_the_wrong_ones(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_known(world.owner, vault)
    for _ in range(9):
        await give_password(client, password="mauvaise phrase")
    assert (await give_password(client)).status_code == 303
    assert (await give_password(client, password="mauvaise phrase")).status_code == 401


async def test_a_sign_in_from_another_site_is_refused_before_anything_is_read(
    world: Any, vault: Vault, client: httpx.AsyncClient, verified: list[str]
) -> None:
    await add_known(world.owner, vault)
    foreign = {"origin": "https://ailleurs.example", "sec-fetch-site": "cross-site"}
    answer = await client.post("/connexion", data={"email": ADDRESS, "mot_de_passe": PASSWORD}, headers=foreign)
    assert (answer.status_code, verified) == (403, [])


async def test_the_second_step_takes_the_token_of_its_own_session(world: Any, vault: Vault, app: Litestar) -> None:
    await add_known(world.owner, vault)
    async with client_for(app) as one, client_for(app) as other:
        await give_password(one)
        await give_password(other)
        foreign = hidden((await other.get("/connexion/code")).text, TOKEN_FIELD)
        for token in ("", foreign):
            answer = await one.post("/connexion/code", data={TOKEN_FIELD: token, "code": code_now()})
            assert answer.status_code == 403
        assert (await give_code(one, code_now())).status_code == 303


@pytest.mark.usefixtures("full_cost")
async def test_a_password_made_with_weaker_parameters_is_made_again(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    account = await add_known(world.owner, vault)
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await world.owner.execute("UPDATE password SET verifier = $2 WHERE account = $1", account, weak)
    assert (await give_password(client)).status_code == 303
    now = await world.owner.fetchval("SELECT verifier FROM password WHERE account = $1", account)
    assert now.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert (await give_password(client)).status_code == 303


async def test_signing_in_is_journalled_without_any_address(
    world: Any, vault: Vault, client: httpx.AsyncClient
) -> None:
    account = await add_known(world.owner, vault)
    await sign_in(client)
    line = await world.owner.fetchrow(
        "SELECT actor, acting_as, detail::text FROM journal WHERE act = 'accounts.sign_in'"
    )
    assert (line["actor"], line["acting_as"], line["detail"]) == (account, "account", '{"by": "code"}')


async def test_whoever_is_signed_in_is_led_past_the_door(world: Any, vault: Vault, client: httpx.AsyncClient) -> None:
    await add_known(world.owner, vault)
    await sign_in(client)
    for door in ("/connexion", "/connexion/code"):
        answer = await client.get(door)
        assert (answer.status_code, answer.headers["location"]) == (303, "/compte")


async def test_of_four_browsers_that_post_one_code_at_once_one_gets_in(world: Any, vault: Vault, app: Litestar) -> None:
    await add_known(world.owner, vault)
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(client_for(app)) for _ in range(4)]
        for browser in browsers:
            await give_password(browser)
        code, statuses = code_now(), []

        async def post(browser: httpx.AsyncClient) -> None:
            statuses.append((await give_code(browser, code)).status_code)

        async with anyio.create_task_group() as group:
            for browser in browsers:
                group.start_soon(post, browser)
    assert sorted(statuses) == [303, 401, 401, 401]
