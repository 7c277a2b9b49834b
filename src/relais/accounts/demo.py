"""The demonstration: one account per role, with passwords made at the first start and shown once, on this machine only.

Two coordinators, so that what takes two persons can be seen. The second factor is chosen at the first entry, as by
everyone.
"""

import asyncio
import secrets
from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from relais.accounts import credential_store, people_store, role_store
from relais.accounts.address import address_key
from relais.accounts.model import TWO_PERSON_ROLES, Role
from relais.accounts.passwords import Passwords
from relais.accounts.people import close_account
from relais.accounts.session_store import END_SESSIONS_OF
from relais.accounts.wording import role_words
from relais.audit.model import CONSOLE, ActingAs, Actor
from relais.audit.service import record
from relais.core.db import Database, Db
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.vault import Vault

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
CONSONANTS, VOWELS = "bdfglmnprstvz", "aeiou"
SYLLABLES = 10  # of 65 each: 60 bits


class DemoRole(Struct, frozen=True, kw_only=True):
    """Who is in the demonstration. The addresses lead nowhere (RFC 2606)."""

    email: str
    name: str
    role: Role
    organization: str = ""
    council: str = ""
    function: str = ""


class DemoAccount(Struct, frozen=True, kw_only=True):
    """What is shown once."""

    name: str
    email: str
    password: str
    words: str


CAST: tuple[DemoRole, ...] = (
    DemoRole(email="camille@exemple.invalid", name="Camille Aubert", role="coordinator"),
    DemoRole(email="dominique@exemple.invalid", name="Dominique Blanc", role="coordinator"),
    DemoRole(email="elise@exemple.invalid", name="Élise Caron", role="member", organization="mots"),
    DemoRole(email="farid@exemple.invalid", name="Farid Diallo", role="officer", council="69"),
    DemoRole(
        email="gaelle@exemple.invalid",
        name="Gaëlle Evrard",
        role="recipient",
        organization="mots",
        function="accueil",
    ),
    DemoRole(email="hugo@exemple.invalid", name="Hugo Ferrand", role="listener"),
    DemoRole(email="ines@exemple.invalid", name="Inès Garnier", role="national"),
    DemoRole(email="joel@exemple.invalid", name="Joël Hamon", role="auditor"),
    DemoRole(email="karine@exemple.invalid", name="Karine Imbert", role="technician"),
    DemoRole(email="leila@exemple.invalid", name="Leïla Jourdan", role="commissioner"),
    DemoRole(email="marc@exemple.invalid", name="Marc Keller", role="commissioner"),
    DemoRole(email="nadia@exemple.invalid", name="Nadia Lambert", role="chair"),
    DemoRole(email="olivier@exemple.invalid", name="Olivier Marchand", role="signatory", organization="cnom-ecoute"),
    DemoRole(email="patricia@exemple.invalid", name="Patricia Noël", role="signatory", organization="carmf"),
    DemoRole(email="quentin@exemple.invalid", name="Quentin Olivier", role="signatory", organization="cng"),
)


def demo_fault(settings: Settings) -> str:
    """Why the demonstration cannot be shown with these settings, in French; "" when it can."""
    if settings.env != "development":
        return "la démonstration ne se montre pas en production : RELAIS_ENV=development, sur votre machine."
    if not settings.embedded:
        return "la démonstration n'a que sa propre base : retirez RELAIS_APP_URL et les autres adresses de base."
    if settings.host not in LOOPBACK:
        return "la démonstration ne s'ouvre que sur cette machine : retirez RELAIS_HOST, qui vaut 127.0.0.1."
    return ""


async def count_demo(db: Db) -> int:
    """How many accounts of a demonstration are open in this database."""
    return len(await _open_accounts(db))


async def find_demo(db: Db, vault: Vault) -> dict[str, UUID]:
    """The open accounts of the demonstration, by their address."""
    rows = await _open_accounts(db)
    return {vault.open(row.email_sealed, f"account.email:{row.id}").decode(): row.id for row in rows}


async def make_demo(database: Database, vault: Vault) -> list[DemoAccount]:
    """Make the accounts if nobody has an open one here; those made, with their passwords, which nothing shows again."""
    async with database.reading() as db:
        if any(row.closed_at is None for row in await people_store.LIST_ACCOUNTS.all(db)):
            return []
    passwords, verifiers = await _passwords(len(CAST))
    made: dict[str, UUID] = {}
    async with database.writing() as db:
        for one, verifier in zip(CAST, verifiers, strict=True):
            made[one.email] = await _add(db, vault, one, verifier, tuple(made.values()))
    return _shown(passwords)


async def renew_demo(database: Database, vault: Vault) -> list[DemoAccount]:
    """New passwords for the open accounts of the demonstration, whose second factors and sessions are forgotten."""
    async with database.reading() as db:
        keys = await find_demo(db, vault)
    cast = [one for one in CAST if one.email in keys]
    passwords, verifiers = await _passwords(len(cast))
    async with database.writing() as db:
        for one, verifier in zip(cast, verifiers, strict=True):
            account = keys[one.email]
            await people_store.DROP_CREDENTIALS.run(db, account)
            await people_store.FORGET_ENTRY.run(db, account)
            await END_SESSIONS_OF.run(db, account)
            await credential_store.SET_PASSWORD.run(db, account, verifier)
            await record(db, CONSOLE, "accounts.demo_renewed", "account", str(account))
    return _shown(passwords, cast)


async def close_demo(database: Database, vault: Vault) -> int:
    """Close every account of the demonstration; how many that was."""
    async with database.writing() as db:
        accounts = await _open_accounts(db)
        for row in accounts:
            await close_account(db, vault, CONSOLE, row.id)
    return len(accounts)


async def _open_accounts(db: Db) -> list[people_store.AccountRow]:
    return [row for row in await people_store.LIST_ACCOUNTS.all(db) if row.demo and row.closed_at is None]


async def _passwords(count: int) -> tuple[list[str], list[str]]:
    """Passwords and what is kept of them."""
    hasher = Passwords()
    passwords = [_password() for _ in range(count)]
    return passwords, list(await asyncio.gather(*(hasher.verifier(one) for one in passwords)))


def _password() -> str:
    """Easy to read and to type: `tubo-ravi-lene-suda-poge`."""
    parts = [secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES)]
    return "-".join("".join(parts[at : at + 2]) for at in range(0, SYLLABLES, 2))


def _shown(passwords: Sequence[str], cast: Sequence[DemoRole] = CAST) -> list[DemoAccount]:
    return [
        DemoAccount(
            name=one.name,
            email=one.email,
            password=password,
            words=role_words(one.role, place=one.organization or one.council),
        )
        for one, password in zip(cast, passwords, strict=True)
    ]


async def _add(db: Db, vault: Vault, one: DemoRole, verifier: str, before: tuple[UUID, ...]) -> UUID:
    """One account. `before`: those already made, whose first two coordinate and give the other roles."""
    account = await _account_of(db, vault, one)
    await credential_store.SET_PASSWORD.run(db, account, verifier)
    first = one.role == "coordinator"
    two = one.role in TWO_PERSON_ROLES and not first
    giver = CONSOLE if first else _coordinator(before[0])
    grant = new_id()
    place = (one.organization, one.council, one.function, False)
    via = "console" if first else "person"
    await role_store.ADD_GRANT.run(db, grant, account, one.role, *place, via, giver.account, not two, None)
    if two:
        await role_store.APPROVE_GRANT.run(db, grant, before[1])
    await record(db, giver, "accounts.demo_made", "account", str(account), detail={"role": one.role})
    return account


async def _account_of(db: Db, vault: Vault, one: DemoRole) -> UUID:
    key = address_key(vault, one.email)
    closed = await people_store.FIND_ACCOUNT.one(db, key)
    account = closed.id if closed is not None else new_id()
    email_sealed = vault.seal(one.email.encode(), f"account.email:{account}")
    name_sealed = vault.seal(one.name.encode(), f"account.name:{account}")
    if closed is not None:
        await people_store.REOPEN_ACCOUNT.run(db, account, name_sealed)
    else:
        await people_store.ADD_ACCOUNT.run(db, account, key, email_sealed, name_sealed, True)
    return account


def _coordinator(account: UUID) -> Actor:
    acting_as: ActingAs = "coordinator"
    return Actor(account=account, acting_as=acting_as)
