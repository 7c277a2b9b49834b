"""What a person has to prove who they are, made directly: for tests of the doors."""

from functools import cache
from typing import Any
from uuid import UUID

import argon2
import httpx

from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.passwords import MEMORY, PASSES
from relais.accounts.recovery import code_key
from relais.accounts.totp import STEP_SECONDS, code_at
from relais.core import clock
from relais.core.vault import Vault
from tests.accounts.people import add_person

PASSWORD = "lampe brume sept tapis"
SECRET = b"12345678901234567890"
RECOVERY = "k7mq2-xw4np"
ADDRESS = "camille@exemple.fr"


@cache
def verifier(password: str = PASSWORD) -> str:
    return argon2.PasswordHasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=1).hash(password)


def code_now(secret: bytes = SECRET, *, steps: int = 0) -> str:
    """The six digits of now, or of some steps of thirty seconds around."""
    return code_at(secret, int(clock.now().timestamp()) // STEP_SECONDS + steps)


async def add_known(owner: Any, vault: Vault, role: str = "", *, email: str = ADDRESS, **of: Any) -> UUID:
    """A person who can sign in with PASSWORD, SECRET and RECOVERY."""
    person = await add_person(owner, vault, role, **of)
    await owner.execute("DELETE FROM session WHERE account = $1", person.account)
    await owner.execute(
        "UPDATE account SET email_key = $2, email_sealed = $3 WHERE id = $1",
        person.account,
        vault.keyed("email", email),
        vault.seal(email.encode(), f"account.email:{person.account}"),
    )
    await owner.execute("INSERT INTO password (account, verifier) VALUES ($1, $2)", person.account, verifier())
    sealed = vault.seal(SECRET, f"totp.secret:{person.account}")
    await owner.execute(
        "INSERT INTO totp (account, secret_sealed, confirmed_at) VALUES ($1, $2, now())", person.account, sealed
    )
    await owner.execute(
        "INSERT INTO recovery_code (account, code_key) VALUES ($1, $2)",
        person.account,
        code_key(vault, person.account, RECOVERY),
    )
    return person.account


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    _before, found, after = page.partition(f'name="{name}" value="')
    assert found, f"no field {name}"
    return after.partition('"')[0]


async def give_password(client: httpx.AsyncClient, email: str = ADDRESS, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/connexion", data={"email": email, "mot_de_passe": password})


async def give_code(client: httpx.AsyncClient, code: str) -> httpx.Response:
    """The second step, from its page."""
    page = await client.get("/connexion/code")
    return await client.post("/connexion/code", data={TOKEN_FIELD: hidden(page.text, TOKEN_FIELD), "code": code})


async def sign_in(client: httpx.AsyncClient, email: str = ADDRESS, *, steps: int = 0) -> httpx.Response:
    """Both steps; the client keeps the cookie."""
    assert (await give_password(client, email)).status_code == 303
    return await give_code(client, code_now(steps=steps))
