"""Persons who are already signed in, in a `world`: for tests of what lies behind the doors, not of the doors."""

import secrets
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar
from msgspec import Struct

from relais.accounts.doors import TOKEN_FIELD
from relais.accounts.sessions import COOKIE, form_token
from relais.app import create_app
from relais.core.context import KEY_USE, Pads, pads_of
from relais.core.ids import new_id
from relais.core.migrate import SET_PADS
from relais.core.settings import Settings
from relais.core.vault import Vault, token_key

ORIGIN = "https://testserver"


class Person(Struct, frozen=True, kw_only=True):
    """An account with one role and a full session."""

    account: UUID
    cookie: str
    token: str  # of the forms

    @property
    def cookies(self) -> dict[str, str]:
        return {COOKIE: self.cookie}

    def form(self, **fields: Any) -> dict[str, Any]:
        """Fields of a post, with the token of the session."""
        return {TOKEN_FIELD: self.token, **fields}


async def keep_pads(owner: Any, vault: Vault) -> Pads:
    """What `relais migrate` does: PostgreSQL trusts the contexts that this vault signs."""
    pads = pads_of(vault.key(KEY_USE))
    await SET_PADS.run(owner, pads.inner, pads.outer)
    return pads


async def add_person(owner: Any, vault: Vault, role: str = "", name: str = "Camille", **of: Any) -> Person:
    """`of` = organization, council, function, deputy. Connected as owner: no second person is asked."""
    account = new_id()
    await owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at) VALUES ($1, $2, $3, $4, now())",
        account,
        vault.keyed("email", f"{account}@exemple.fr"),
        vault.seal(f"{account}@exemple.fr".encode(), f"account.email:{account}"),
        vault.seal(name.encode(), f"account.name:{account}"),
    )
    if role:
        await add_grant(owner, account, role, **of)
    return await open_session(owner, vault, account)


async def open_session(owner: Any, vault: Vault, account: UUID) -> Person:
    """This account, signed in."""
    identifier = secrets.token_urlsafe(32)
    await owner.execute(
        "INSERT INTO session (id_key, account, stage, ends_at) VALUES ($1, $2, 'full', now() + interval '4 hours')",
        token_key(identifier),
        account,
    )
    return Person(account=account, cookie=identifier, token=form_token(vault, token_key(identifier), account))


async def add_grant(owner: Any, account: UUID, role: str, **of: Any) -> UUID:
    """A role in force, whatever two persons it should take."""
    grant = new_id()
    await owner.execute("ALTER TABLE role_grant DISABLE TRIGGER role_grant_console_first_pair")
    await owner.execute(
        "INSERT INTO role_grant (id, account, role, organization, council, function, deputy, via, approved_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 'console', now())",
        grant,
        account,
        role,
        of.get("organization", ""),
        of.get("council", ""),
        of.get("function", ""),
        of.get("deputy", False),
    )
    await owner.execute("ALTER TABLE role_grant ENABLE TRIGGER role_grant_console_first_pair")
    return grant


def app_of(settings: Settings, vault: Vault, **more: Any) -> Litestar:
    """The whole application over the database of `settings`; start it with its lifespan."""
    return create_app(settings, vault=vault, **more)


def client_for(app: Litestar, person: Person | None = None) -> httpx.AsyncClient:
    """A browser of this person, on our own origin."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
        base_url=ORIGIN,
        cookies=person.cookies if person else None,
        headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"},
    )
