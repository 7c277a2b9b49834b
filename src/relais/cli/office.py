"""What `relais invite` and `relais user` do; apart from them, so that other commands start without the accounts."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from relais.accounts import people_store
from relais.accounts.address import address_key
from relais.accounts.demo import DemoAccount, close_demo, renew_demo
from relais.accounts.invitations import Invitee, invite_person
from relais.accounts.people import Person, close_account, list_people
from relais.accounts.people_store import AccountRow
from relais.accounts.session_store import END_SESSIONS_OF, LIST_OWN_SESSIONS, OwnSessionRow
from relais.audit.model import CONSOLE
from relais.audit.service import record
from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core.console import fail
from relais.core.context import KEY_USE, pads_of
from relais.core.db import Database, Db
from relais.core.errors import NotFound
from relais.core.settings import Settings, load_settings
from relais.core.vault import Vault, open_vault
from relais.notifications.service import public_address

T = TypeVar("T")


def in_office(work: Callable[[Database, Vault, Settings], Awaitable[T]]) -> T:
    """Do something with the accounts of the database that is set, or of our own."""
    read = load_settings()
    if not read.embedded and not read.app_url:
        fail("cette commande demande RELAIS_APP_URL, le compte de la base avec lequel Relais répond.")
    vault = open_vault(read.keys_folder, create=read.env == "development")  # first: our own database takes its pads
    with database(read, prepared="tables") as settings:
        return wait(_working(work, settings, vault))


async def _working(work: Callable[[Database, Vault, Settings], Awaitable[T]], settings: Settings, vault: Vault) -> T:
    opened = Database(settings.app_url, max_size=2, pads=pads_of(vault.key(KEY_USE)))
    try:
        return await work(opened, vault, settings)
    finally:
        await opened.close()


def link_for(invitee: Invitee) -> str:
    """Invite from the console; the link, or "" for who entered already."""

    async def work(opened: Database, vault: Vault, settings: Settings) -> str:
        async with opened.writing() as db:
            return (await invite_person(db, vault, CONSOLE, invitee, origin=public_address(settings))).link

    return in_office(work)


def everybody() -> list[Person]:
    """Every account."""

    async def work(opened: Database, vault: Vault, _settings: Settings) -> list[Person]:
        async with opened.reading() as db:
            return await list_people(db, vault)

    return in_office(work)


def close_one(email: str) -> int:
    """Close the account of this address. Raises NotFound."""

    async def work(opened: Database, vault: Vault, _settings: Settings) -> int:
        async with opened.writing() as db:
            await close_account(db, vault, CONSOLE, (await _account(db, vault, email)).id)
        return 1

    return in_office(work)


def close_all_of_demo() -> int:
    """Take away what the demonstration invented, then close its accounts; how many."""
    from relais.cli.demo_scene import end_scene

    async def work(opened: Database, vault: Vault, settings: Settings) -> int:
        await end_scene(settings, vault)
        return await close_demo(opened, vault)

    return in_office(work)


def renew_all_of_demo() -> list[DemoAccount]:
    """New passwords for the accounts of the demonstration."""

    async def work(opened: Database, vault: Vault, _settings: Settings) -> list[DemoAccount]:
        return await renew_demo(opened, vault)

    return in_office(work)


def sessions_of(email: str, *, closing: bool) -> list[OwnSessionRow]:
    """The open sessions of this address, ended when `closing`. Raises NotFound."""

    async def work(opened: Database, vault: Vault, _settings: Settings) -> list[OwnSessionRow]:
        async with opened.writing() as db:
            account = (await _account(db, vault, email)).id
            rows = await LIST_OWN_SESSIONS.all(db, account)
            if closing:
                await END_SESSIONS_OF.run(db, account)
                await record(db, CONSOLE, "accounts.sessions_closed", "account", str(account))
        return rows

    return in_office(work)


async def _account(db: Db, vault: Vault, email: str) -> AccountRow:
    row = await people_store.FIND_ACCOUNT.one(db, address_key(vault, email))
    if row is None or row.closed_at is not None:
        raise NotFound("Aucun compte ouvert n'a cette adresse.")
    return row
