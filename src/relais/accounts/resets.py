"""A lost password or second factor: one coordinator asks, another accepts, the person gets a link."""

from uuid import UUID

from relais.accounts import invitation_store, people_store
from relais.accounts.holders import account_addresses
from relais.accounts.invitation_store import ResetRow
from relais.accounts.links import make_link
from relais.accounts.session_store import END_SESSIONS_OF
from relais.accounts.telling import COORDINATION, tell_account, tell_coordinators
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.notifications.letters import reset, reset_waiting
from relais.notifications.service import enqueue


async def propose_reset(db: Db, vault: Vault, actor: Actor, account: UUID, *, origin: str) -> UUID:
    """Ask that an account be reopened to its person, who is told. Raises NotFound; Refused: `never_oneself`…"""
    row = await people_store.GET_ACCOUNT.one(db, account)
    if row is None or row.closed_at is not None:
        raise NotFound("Ce compte n'existe pas, ou il est fermé.")
    if row.entered_at is None:
        raise Refused("not_entered", "Cette personne n'est jamais entrée : renvoyez-lui l'invitation.", status=409)
    asked = new_id()
    await invitation_store.ADD_RESET.run(db, asked, account, actor.account)
    await record(db, actor, "accounts.reset_proposed", "account", str(account))
    await tell_account(db, vault, account, "reset_asked")
    await tell_coordinators(db, vault, reset_waiting(f"{origin}{COORDINATION}"), actor.account, account)
    return asked


async def approve_reset(db: Db, vault: Vault, actor: Actor, asked: UUID, *, origin: str) -> None:
    """Agree: open sessions end and a link is sent, which replaces password and second factor when it is used.

    Raises NotFound; Refused: `second_person`, `never_oneself`, `grant_decided`.
    """
    row = await _waiting(db, asked)
    if not await invitation_store.APPROVE_RESET.run(db, asked, actor.account):
        raise NotFound("Cette demande n'existe plus : elle a peut-être déjà été décidée.")
    await record(db, actor, "accounts.reset_approved", "account", str(row.account))
    await END_SESSIONS_OF.run(db, row.account)
    link = await make_link(db, actor, row.account, "reset", origin)
    address = (await account_addresses(db, vault, [row.account]))[row.account]
    await enqueue(db, vault, reset(link), to=address, account=row.account)


async def refuse_reset(db: Db, actor: Actor, asked: UUID) -> None:
    """Say no; whoever asked may take it back that way. Raises NotFound."""
    row = await _waiting(db, asked)
    await invitation_store.REFUSE_RESET.run(db, asked)
    await record(db, actor, "accounts.reset_refused", "account", str(row.account))


async def waiting_resets(db: Db) -> list[ResetRow]:
    """Those that nobody decided yet, the oldest first."""
    return await invitation_store.LIST_RESETS.all(db)


async def _waiting(db: Db, asked: UUID) -> ResetRow:
    row = await invitation_store.GET_RESET.one(db, asked)
    if row is None:
        raise NotFound("Cette demande n'existe plus : elle a peut-être déjà été décidée.")
    return row
