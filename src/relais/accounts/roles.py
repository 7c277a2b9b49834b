"""Roles: proposed, approved by another person, refused, ended. The rules themselves are PostgreSQL's."""

from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.accounts import people_store, role_store
from relais.accounts.holders import account_addresses, members_of
from relais.accounts.links import make_link
from relais.accounts.model import TWO_PERSON_ROLES, Role
from relais.accounts.role_store import GrantRow
from relais.accounts.session_store import END_SESSIONS_OF
from relais.accounts.telling import COORDINATION, tell_account, tell_colleagues, tell_coordinators
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.notifications.letters import grant_waiting, invitation, last_member_left
from relais.notifications.service import enqueue

# Why the last member of an organisation leaves it: codes, so that no journal holds a sentence about a person.
LeaveReason = Literal["page_closes", "successor_asked", "left_structure"]


class Wanted(Struct, frozen=True, kw_only=True):
    """A role to give, with the place it is for."""

    role: Role
    organization: str = ""
    council: str = ""
    function: str = ""
    deputy: bool = False


async def add_grant(
    db: Db, vault: Vault, actor: Actor, account: UUID, wanted: Wanted, *, origin: str, batch: UUID | None = None
) -> str:
    """Give a role, or propose it when it takes two persons. Returns the link of a first entry, if one was made.

    Raises Refused: `role_held`, `not_yours_to_give`, `never_oneself`, `console_first_pair`.
    """
    if actor.acting_as not in {"coordinator", "member", "console"}:
        raise Refused("not_yours_to_give", "Cette fonction n'est pas à vous de donner.", field="role", status=403)
    grant = new_id()
    console = actor.acting_as == "console"
    at_once = console or wanted.role not in TWO_PERSON_ROLES
    place = (wanted.organization, wanted.council, wanted.function, wanted.deputy)
    via = "console" if console else "person"
    await role_store.ADD_GRANT.run(db, grant, account, wanted.role, *place, via, actor.account, at_once, batch)
    await _record(db, actor, "accounts.grant_given" if at_once else "accounts.grant_proposed", account, wanted)
    if at_once:
        return await _into_force(db, vault, actor, account, wanted, origin)
    if batch is None:
        await tell_coordinators(db, vault, grant_waiting(f"{origin}{COORDINATION}"), actor.account, account)
    return ""


async def approve_grant(db: Db, vault: Vault, actor: Actor, grant: UUID, *, origin: str) -> None:
    """Let a proposed role come into force; the person is written to.

    Raises NotFound; Refused: `second_person`, `never_oneself`, `grant_decided`.
    """
    row = await _pending(db, grant)
    if not await role_store.APPROVE_GRANT.run(db, grant, actor.account):
        raise _decided()
    wanted = _wanted(row)
    await _record(db, actor, "accounts.grant_approved", row.account, wanted)
    await _into_force(db, vault, actor, row.account, wanted, origin)


async def approve_batch(db: Db, vault: Vault, actor: Actor, batch: UUID, *, origin: str) -> int:
    """Approve what was proposed together, all of it or nothing; how many roles that was. Raises as `approve_grant`."""
    rows = await _batch(db, batch)
    for row in rows:
        await approve_grant(db, vault, actor, row.id, origin=origin)
    return len(rows)


async def refuse_grant(db: Db, actor: Actor, grant: UUID) -> None:
    """End a proposal without having given it; whoever made it may too. Raises NotFound, Refused."""
    row = await _pending(db, grant)
    if not await role_store.END_GRANT.run(db, grant, actor.account):
        raise _decided()
    await _record(db, actor, "accounts.grant_refused", row.account, _wanted(row))


async def refuse_batch(db: Db, actor: Actor, batch: UUID) -> int:
    """Refuse what was proposed together; how many roles that was."""
    rows = await _batch(db, batch)
    for row in rows:
        await refuse_grant(db, actor, row.id)
    return len(rows)


async def end_grant(
    db: Db, vault: Vault, actor: Actor, grant: UUID, *, tell: bool = True, reason: LeaveReason | None = None
) -> UUID:
    """Take a role away; returns the account, whose sessions end and which is told. Raises NotFound; Refused.

    Two coordinators always stay (`two_coordinators_stay`): alone, one could give nothing any more.
    """
    row = await role_store.GET_GRANT.one(db, grant)
    if row is None:
        raise NotFound("Cette fonction n'existe plus : elle a peut-être déjà été retirée.")
    if not await role_store.END_GRANT.run(db, grant, actor.account):
        raise _decided()
    detail: dict[str, Any] = {"reason": reason} if reason is not None else {}
    if row.role == "member" and not await members_of(db, row.organization):
        detail["last_member"] = True
    await _record(db, actor, "accounts.grant_ended", row.account, _wanted(row), **detail)
    await END_SESSIONS_OF.run(db, row.account)
    account = await people_store.GET_ACCOUNT.one(db, row.account)
    if tell and account is not None and account.entered_at is not None:
        await tell_account(db, vault, row.account, "role_ended")
    return row.account


async def leave(
    db: Db, vault: Vault, actor: Actor, organization: str, *, reason: LeaveReason | None, origin: str
) -> None:
    """Leave an organisation. Raises NotFound; Refused ("last_member") when nobody would stay and no reason is given.

    The coordinators are told when the last member leaves.
    """
    await role_store.LOCK_MEMBERS.run(db, organization)  # two who leave at once: the second is the last
    members = await members_of(db, organization)
    own = next((row for row in members if row.account == actor.account), None)
    if own is None:
        raise NotFound("Cette page n'existe pas ou n'existe plus.")
    last = len(members) == 1
    if last and reason is None:
        raise Refused(
            "last_member",
            "Vous êtes la dernière personne à tenir cette page : invitez d'abord une collègue, ou dites pourquoi vous "
            "partez. La coordination le saura.",
            field="reason",
            status=409,
        )
    await end_grant(db, vault, actor, own.grant, reason=reason if last else None)
    if last:
        name = await _organization_name(db, organization)
        letter = last_member_left(f"{origin}{COORDINATION}", name)
        await tell_coordinators(db, vault, letter, actor.account)


async def _into_force(db: Db, vault: Vault, actor: Actor, account: UUID, wanted: Wanted, origin: str) -> str:
    """What follows a role given: a new session for more rights, a letter, a link for who never came."""
    await END_SESSIONS_OF.run(db, account)
    if wanted.role == "member":
        name = await _organization_name(db, wanted.organization)
        await tell_colleagues(db, vault, wanted.organization, name, origin, actor.account, account)
    row = await people_store.GET_ACCOUNT.one(db, account)
    if row is not None and row.entered_at is not None:
        await tell_account(db, vault, account, "role_given")
        return ""
    return await send_link(db, vault, actor, account, origin=origin)


async def send_link(db: Db, vault: Vault, actor: Actor, account: UUID, *, origin: str) -> str:
    """A new link for a first entry; by letter, but to the console, which hands it over. Raises Refused."""
    link = await make_link(db, actor, account, "enter", origin)
    await record(db, actor, "accounts.link_sent", "account", str(account))
    if actor.acting_as != "console":
        address = (await account_addresses(db, vault, [account]))[account]
        await enqueue(db, vault, invitation(link), to=address, account=account)
    return link


async def _organization_name(db: Db, organization: str) -> str:
    row = await people_store.FIND_ORGANIZATION.one(db, organization)
    return row.name if row is not None else organization


async def _pending(db: Db, grant: UUID) -> GrantRow:
    row = await role_store.GET_GRANT.one(db, grant)
    if row is None:
        raise NotFound("Cette proposition n'existe plus : elle a peut-être déjà été décidée.")
    if row.approved_at is not None:
        raise _decided()
    return row


async def _batch(db: Db, batch: UUID) -> list[GrantRow]:
    rows = await role_store.LIST_BATCH.all(db, batch)
    if not rows:
        raise NotFound("Ces propositions n'existent plus : elles ont peut-être déjà été décidées.")
    return rows


def _decided() -> Refused:
    return Refused("grant_decided", "Cette fonction a déjà été décidée ou retirée.", status=409)


def _wanted(row: GrantRow) -> Wanted:
    return Wanted(
        role=row.role, organization=row.organization, council=row.council, function=row.function, deputy=row.deputy
    )


async def _record(db: Db, actor: Actor, act: str, account: UUID, wanted: Wanted, **detail: Any) -> None:
    said = {"role": wanted.role, **detail}
    if wanted.council:
        said |= {"council": wanted.council, "deputy": wanted.deputy}
    await record(db, actor, act, "account", str(account), organization=wanted.organization, field="role", detail=said)
