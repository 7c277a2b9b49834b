"""Reminders by mail: 14 days before a confirmation ends, that day, 14 days after. One link renews what is exact."""

import secrets
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from relais.accounts.holders import account_addresses, duty_officers, members_of
from relais.audit.model import SYSTEM, Actor
from relais.audit.service import record
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.vault import Vault, token_key
from relais.directory import reminder_store as reminders
from relais.directory import store
from relais.directory.expiry import BUDGETS, FIELD_CODES
from relais.directory.facts import FIELDS
from relais.directory.reminder_store import DueServiceRow, ReminderRow, RenewableRow
from relais.directory.upkeep import NOBODY_CONFIRMS
from relais.notifications.letters import reminder as letter_of
from relais.notifications.service import enqueue

BY_MAIL: Final = "par courriel"
MAIL: Final = Actor(acting_as="mail")
_SENT_TO_NOBODY: Final = "mail_address"  # the refusal of an address that cannot receive


class Reminder(Struct, frozen=True, kw_only=True):
    """What a link opens: the service, and the facts that one press would renew, with their present values."""

    service: str
    service_name: str
    organization: str
    facts: tuple[RenewableRow, ...]


async def send_reminders(db: Db, vault: Vault, address: str) -> int:
    """Write the mails that are due today, once each; returns how many. `address`: what links begin with.

    One mail per service, account, step and due date, whoever runs this and however often. Each is written in a
    transaction with its link, of which only the hash is kept; links live 30 days.
    """
    sent = 0
    for service in await reminders.LIST_DUE_SERVICES.all(db, FIELD_CODES, BUDGETS, NOBODY_CONFIRMS):
        keepers = await _keepers(db, service)
        for account, to in (await account_addresses(db, vault, keepers)).items():
            sent += await _send(db, vault, address, service, account, to)
    return sent


async def _keepers(db: Db, service: DueServiceRow) -> list[UUID]:
    """Who keeps this page and has proved their address: the members, and the officers of a council on duty."""
    members = [member.account for member in await members_of(db, service.organization) if member.entered]
    officers = await duty_officers(db, service.council_of) if service.council_of else []
    return list(dict.fromkeys((*members, *officers)))


async def _send(db: Db, vault: Vault, address: str, service: DueServiceRow, account: UUID, to: str) -> bool:
    code = secrets.token_urlsafe(32)
    try:
        async with db.transaction():
            added = await reminders.ADD_REMINDER.run(
                db,
                new_id(),
                token_key(code),
                service.service,
                account,
                service.step,
                service.due_on,
                [list(key) for key in service.fields],
            )
            if not added:
                return False
            labels = list(dict.fromkeys(FIELDS[field].label for _, _, field, _ in service.fields))
            letter = letter_of(f"{address}/rappel/{code}", service.organization_name, service.step, labels)
            await enqueue(db, vault, letter, to=to, account=account)
            await record(
                db,
                SYSTEM,
                "directory.remind",
                "service",
                service.service,
                organization=service.organization,
                detail={"step": service.step, "due_on": service.due_on.isoformat(), "facts": len(service.fields)},
            )
    except Refused as refused:
        if refused.code != _SENT_TO_NOBODY:
            raise
        return False  # one address that cannot receive keeps nobody else waiting
    return True


async def open_reminder(db: Db, code: str) -> Reminder | None:
    """What the link would renew; nothing changes. None when it is unknown, used, too old, or no longer theirs."""
    row = await reminders.GET_REMINDER.one(db, token_key(code))
    return None if row is None else await _reminder(db, row)


async def renew(db: Db, code: str) -> Reminder | None:
    """Use the link: publish again, as confirmed by mail, what it lists and nobody changed. None as `open_reminder`.

    The facts returned are those renewed. A number that was never confirmed, or is reported wrong, stays as it is.
    """
    async with db.transaction():
        row = await reminders.GET_REMINDER.one(db, token_key(code))
        # Of two presses one passes: the other waits for this row and finds it used.
        if row is None or not await reminders.SET_USED.run(db, row.id):
            return None
        found = await _reminder(db, row)
        if not found.facts:
            return found
        version: int = await store.TAKE_VERSION.value(db, "reminder")
        shown = await _reminder(db, row)  # as it is now that every other writer waits
        done = await reminders.RENEW.all(db, _listed(row), version, "mail", BY_MAIL)
        await store.PROJECT.run(db, version)
        for fact in done:
            await record(
                db,
                MAIL,
                "directory.confirm",
                fact.subject_kind,
                fact.subject_id,
                organization=row.organization,
                field=fact.field,
                detail={"version": version, "how": BY_MAIL},
            )
    return shown


async def _reminder(db: Db, row: ReminderRow) -> Reminder:
    return Reminder(
        service=row.service,
        service_name=row.service_name,
        organization=row.organization,
        facts=tuple(await reminders.LIST_RENEWABLE.all(db, _listed(row))),
    )


def _listed(row: ReminderRow) -> Sequence[Sequence[str | int]]:
    return [list(key) for key in row.fields]
