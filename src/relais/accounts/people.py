"""Persons: the list that coordinators see, closing an account, and the doors other slices use."""

from collections import defaultdict
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from relais.accounts import invitation_store, people_store, role_store
from relais.accounts.holders import account_addresses, account_names, duty_officers, holders, members_of, name_in
from relais.accounts.links import end_links
from relais.accounts.people_store import AccountRow
from relais.accounts.resets import approve_reset, propose_reset, refuse_reset
from relais.accounts.role_store import GrantRow
from relais.accounts.roles import approve_grant, end_grant, refuse_grant
from relais.accounts.session_store import END_SESSIONS_OF
from relais.accounts.telling import tell_account
from relais.accounts.wording import role_words
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.text import fold
from relais.core.vault import Vault

__all__ = [
    "Held",
    "Person",
    "account_addresses",
    "account_names",
    "approve_grant",
    "approve_reset",
    "close_account",
    "duty_officers",
    "end_grant",
    "find_person",
    "holders",
    "list_people",
    "members_of",
    "propose_reset",
    "refuse_grant",
    "refuse_reset",
]

PersonState = Literal["waiting", "invited", "lapsed", "entered", "closed"]


class Held(Struct, frozen=True, kw_only=True):
    """A role in force, or proposed (`pending`), in words. `batch`: it was proposed with others."""

    id: UUID
    words: str
    pending: bool
    proposed_by: UUID | None
    proposed_at: datetime
    batch: UUID | None


class Person(Struct, frozen=True, kw_only=True):
    """An account as coordinators see it.

    `waiting`: nothing is accepted yet; `invited`: a link can be used; `lapsed`: it no longer can.
    """

    account: UUID
    name: str
    email: str
    state: PersonState
    made_at: datetime
    entered_at: datetime | None
    held: tuple[Held, ...]
    demo: bool

    @property
    def roles(self) -> tuple[Held, ...]:
        """What is in force."""
        return tuple(one for one in self.held if not one.pending)

    @property
    def pending(self) -> tuple[Held, ...]:
        """What waits for a second person."""
        return tuple(one for one in self.held if one.pending)


async def list_people(db: Db, vault: Vault) -> list[Person]:
    """Every account, by name; closed ones last."""
    grants: dict[UUID, list[GrantRow]] = defaultdict(list)
    for grant in await role_store.LIST_GRANTS.all(db, None):
        grants[grant.account].append(grant)
    people = [_person(vault, row, grants[row.id]) for row in await people_store.LIST_ACCOUNTS.all(db)]
    return sorted(people, key=lambda one: (one.state == "closed", fold(one.name)))


async def find_person(db: Db, vault: Vault, account: UUID) -> Person:
    """One account. Raises NotFound."""
    row = await people_store.GET_ACCOUNT.one(db, account)
    if row is None:
        raise NotFound("Ce compte n'existe pas ou n'existe plus.")
    return _person(vault, row, await role_store.LIST_GRANTS.all(db, account))


async def close_account(db: Db, vault: Vault, actor: Actor, account: UUID) -> None:
    """End every role, proposal, session, link and secret of an account. It opens again only by a new invitation.

    Raises NotFound; Refused: `close_own`, `two_coordinators_stay`.
    """
    if account == actor.account:
        raise Refused("close_own", "Une autre personne de la coordination ferme votre compte.", status=409)
    row = await people_store.GET_ACCOUNT.one(db, account)
    if row is None or row.closed_at is not None:
        raise NotFound("Ce compte n'existe pas, ou il est déjà fermé.")
    if row.entered_at is not None:
        await tell_account(db, vault, account, "role_ended")
    for grant in await role_store.LIST_GRANTS.all(db, account):
        if grant.approved_at is None:
            await refuse_grant(db, actor, grant.id)
        else:
            await end_grant(db, vault, actor, grant.id, tell=False)
    await end_links(db, account)
    await invitation_store.END_RESETS_OF.run(db, account)
    await END_SESSIONS_OF.run(db, account)
    await people_store.DROP_CREDENTIALS.run(db, account)
    await people_store.CLOSE_ACCOUNT.run(db, account)
    await record(db, actor, "accounts.account_closed", "account", str(account))


def _person(vault: Vault, row: AccountRow, grants: list[GrantRow]) -> Person:
    return Person(
        account=row.id,
        name=name_in(vault, row.id, row.name_sealed),
        email=vault.open(row.email_sealed, f"account.email:{row.id}").decode() if row.email_sealed else "",
        state=_state(row, grants),
        made_at=row.made_at,
        entered_at=row.entered_at,
        held=tuple(_held(grant) for grant in grants),
        demo=row.demo,
    )


def _state(row: AccountRow, grants: list[GrantRow]) -> PersonState:
    if row.closed_at is not None:
        return "closed"
    if row.entered_at is not None:
        return "entered"
    if row.linked or row.demo:  # those of the demonstration enter by the password that was shown
        return "invited"
    return "lapsed" if any(grant.approved_at for grant in grants) else "waiting"


def _held(grant: GrantRow) -> Held:
    return Held(
        id=grant.id,
        words=role_words(grant.role, place=grant.place, function=grant.function, deputy=grant.deputy),
        pending=grant.approved_at is None,
        proposed_by=grant.proposed_by,
        proposed_at=grant.proposed_at,
        batch=grant.batch,
    )
