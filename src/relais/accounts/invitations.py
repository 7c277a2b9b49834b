"""Inviting: an account is made for an address, a role is given or proposed, a link is sent."""

from uuid import UUID

from msgspec import Struct, structs

from relais.accounts import people_store, role_store
from relais.accounts.address import address_key, read_address, read_function, read_name
from relais.accounts.model import OF_AN_ORGANIZATION, Role
from relais.accounts.roles import Wanted, add_grant, send_link
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.vault import Vault


class Invitee(Struct, frozen=True, kw_only=True):
    """Who is invited, and for what, as typed."""

    email: str
    name: str
    role: Role
    organization: str = ""
    council: str = ""
    function: str = ""
    deputy: bool = False


class Invited(Struct, frozen=True, kw_only=True):
    """What became of it. `link` is "" while a second person is awaited, and for who has entered already."""

    account: UUID
    link: str = ""


async def invite(
    db: Db,
    vault: Vault,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    organization: str = "",
    council: str = "",
    function: str = "",
    deputy: bool = False,
    origin: str,
) -> UUID:
    """Invite someone, or give a role to who has an account; returns the account. Raises Refused, as `invite_person`."""
    invitee = Invitee(
        email=email,
        name=name,
        role=role,
        organization=organization,
        council=council,
        function=function,
        deputy=deputy,
    )
    return (await invite_person(db, vault, actor, invitee, origin=origin)).account


async def invite_person(
    db: Db, vault: Vault, actor: Actor, invitee: Invitee, *, origin: str, batch: UUID | None = None, demo: bool = False
) -> Invited:
    """In the caller's transaction: account, role, letter. Asked again before the first entry, it sends a new link.

    Raises Refused: `mail_address`, `name_…`, `place_…`, and what `add_grant` refuses.
    """
    address, name = read_address(invitee.email), read_name(invitee.name)
    wanted = await _placed(db, invitee)
    account, entered = await _account_of(db, vault, actor, address, name, demo=demo)
    if not entered and await _holds(db, account, wanted):
        return Invited(account=account, link=await renew_invitation(db, vault, actor, account, origin=origin))
    link = await add_grant(db, vault, actor, account, wanted, origin=origin, batch=batch)
    return Invited(account=account, link=link)


async def renew_invitation(db: Db, vault: Vault, actor: Actor, account: UUID, *, origin: str) -> str:
    """Send a new link to who never came; the former dies. Raises NotFound, Refused ("already_entered", "no_role")."""
    row = await people_store.GET_ACCOUNT.one(db, account)
    if row is None or row.closed_at is not None:
        raise NotFound("Ce compte n'existe pas, ou il est fermé.")
    grants = await role_store.LIST_GRANTS.all(db, account)
    if not any(grant.approved_at for grant in grants):
        raise Refused("no_role", "Aucune fonction n'est encore acceptée pour cette personne.", status=409)
    return await send_link(db, vault, actor, account, origin=origin)


async def _account_of(db: Db, vault: Vault, actor: Actor, address: str, name: str, *, demo: bool) -> tuple[UUID, bool]:
    """The account of this address, made or opened again if need be, and whether its person has entered."""
    found = await people_store.FIND_ACCOUNT.one(db, address_key(vault, address))
    if found is None:
        account = new_id()
        email_sealed = vault.seal(address.encode(), f"account.email:{account}")
        name_sealed = vault.seal(name.encode(), f"account.name:{account}")
        key = address_key(vault, address)
        await people_store.ADD_ACCOUNT.run(db, account, key, email_sealed, name_sealed, demo)
        await record(db, actor, "accounts.account_made", "account", str(account))
        return account, False
    if found.closed_at is not None:
        name_sealed = vault.seal(name.encode(), f"account.name:{found.id}")
        await people_store.REOPEN_ACCOUNT.run(db, found.id, name_sealed)
        await record(db, actor, "accounts.account_reopened", "account", str(found.id))
        return found.id, False
    return found.id, found.entered_at is not None


async def _holds(db: Db, account: UUID, wanted: Wanted) -> bool:
    place = (wanted.organization, wanted.council, wanted.function)
    return await role_store.FIND_SAME_GRANT.one(db, account, wanted.role, *place) is not None


async def _placed(db: Db, invitee: Invitee) -> Wanted:
    """What the role takes and no more; the place must be in the directory."""
    wanted = Wanted(role=invitee.role)
    if invitee.role in OF_AN_ORGANIZATION:
        if await people_store.FIND_ORGANIZATION.one(db, invitee.organization) is None:
            raise Refused("place_unknown", "Choisissez une structure de l'annuaire.", field="organization")
        wanted = structs.replace(wanted, organization=invitee.organization)
    if invitee.role == "recipient":
        wanted = structs.replace(wanted, function=read_function(invitee.function))
    if invitee.role == "officer":
        if await people_store.FIND_COUNCIL.one(db, invitee.council) is None:
            raise Refused("place_unknown", "Choisissez un conseil départemental de l'annuaire.", field="council")
        wanted = structs.replace(wanted, council=invitee.council, deputy=invitee.deputy)
    return wanted
