"""Writing a mail in the transaction that causes it: it leaves only if the transaction does."""

from datetime import datetime
from uuid import UUID

import msgspec

from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.text import is_mail_address
from relais.core.vault import Vault
from relais.notifications import store
from relais.notifications.letters import Letter
from relais.notifications.model import GivenUp, Message, OutboxState


async def enqueue(
    db: Db, vault: Vault, letter: Letter, *, to: str, account: UUID | None = None, due_at: datetime | None = None
) -> UUID:
    """Put a letter in the outbox, sealed, in the caller's transaction; returns its id, also its Message-ID.

    Raises Refused ("mail_address") when no mail can be sent to `to`. `due_at`: not before.
    """
    message = Message(to=mail_address(to), subject=letter.subject, text=letter.text)
    mail = new_id()
    sealed = vault.seal(msgspec.json.encode(message), purpose_of(mail))
    await store.ADD_MAIL.run(db, mail, letter.kind, account, sealed, due_at)
    return mail


async def list_given_up(db: Db, *, limit: int = 100) -> list[GivenUp]:
    """The mails that never left, newest first: whom to call instead."""
    return await store.LIST_GIVEN_UP.all(db, limit)


async def outbox_state(db: Db) -> OutboxState:
    """How many wait, since when, and what went wrong."""
    state = await store.GET_STATE.one(db)
    return state or OutboxState(waiting=0, late_since=None, given_up=0, perhaps_twice=0)


async def forget_old(db: Db) -> int:
    """Remove the traces of what left 30 days ago, and of what was given up a year ago."""
    return await store.DELETE_OLD.run(db)


def mail_address(text: str) -> str:
    """An address that mail can be sent to, as it was given but for spaces around it. Raises Refused."""
    address = text.strip(" ")
    if not is_mail_address(address):
        raise Refused(
            "mail_address",
            "Cette adresse électronique ne peut pas recevoir de courriel : il faut une adresse comme nom@exemple.fr, "
            "sans accent ni espace.",
            field="email",
        )
    return address


def purpose_of(mail: UUID) -> str:
    """What the message of this mail is sealed for."""
    return f"outbox.message:{mail}"


def public_address(settings: Settings) -> str:
    """What every mailed link begins with; no stroke at the end."""
    return settings.public_origin or f"http://localhost:{settings.port}"
