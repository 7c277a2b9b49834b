"""When an officer is away, the other officers of the council read, else its deputies."""

from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from relais.accounts import absence_store as store
from relais.accounts.absence_store import AbsenceRow
from relais.accounts.holders import account_names, duty_officers
from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.vault import Vault

LONGEST = timedelta(days=366)


class Colleague(Struct, frozen=True, kw_only=True):
    """Someone else of the same council."""

    name: str
    deputy: bool


class Office(Struct, frozen=True, kw_only=True):
    """One council as its officer sees it. `covered`: someone would answer today."""

    grant: UUID
    council: str
    name: str
    deputy: bool
    colleagues: tuple[Colleague, ...]
    absences: tuple[AbsenceRow, ...]
    covered: bool


async def list_offices(db: Db, vault: Vault, account: UUID) -> list[Office]:
    """The councils someone serves, with absences that are not over. Empty for who is no officer."""
    rows = await store.LIST_OFFICES.all(db, account)
    names = await account_names(db, vault, {row.account for row in rows})
    own = [row for row in rows if row.account == account]
    absences = await store.LIST_ABSENCES.all(db, [row.grant for row in own])
    return [
        Office(
            grant=row.grant,
            council=row.council,
            name=row.name,
            deputy=row.deputy,
            colleagues=tuple(
                Colleague(name=names[one.account], deputy=one.deputy)
                for one in rows
                if one.council == row.council and one.account != account
            ),
            absences=tuple(one for one in absences if one.grant == row.grant),
            covered=bool(await duty_officers(db, row.council)),
        )
        for row in own
    ]


async def add_absence(db: Db, actor: Actor, grant: UUID, first_day: date, last_day: date) -> None:
    """Say that one is away, both days included. Raises NotFound for a council one does not serve; Refused."""
    council = (await _own(db, actor)).get(grant)
    if council is None:
        raise NotFound("Cette page n'existe pas ou n'existe plus.")
    if last_day - first_day > LONGEST:
        raise Refused("absence_days", "Une absence dure un an au plus.", field="last_day")
    await store.ADD_ABSENCE.run(db, new_id(), grant, first_day, last_day)
    detail = {"council": council, "first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    await record(db, actor, "accounts.absence_added", "account", str(actor.account), field="absence", detail=detail)


async def end_absence(db: Db, actor: Actor, absence: UUID) -> None:
    """Take an absence of one's own back. Raises NotFound."""
    if not await store.END_ABSENCE.run(db, absence, list(await _own(db, actor))):
        raise NotFound("Cette absence n'existe pas, ou elle a déjà été retirée.")
    await record(db, actor, "accounts.absence_removed", "account", str(actor.account), field="absence")


async def _own(db: Db, actor: Actor) -> dict[UUID, str]:
    if actor.account is None:
        return {}
    rows = await store.LIST_OFFICES.all(db, actor.account)
    return {row.grant: row.council for row in rows if row.account == actor.account}
