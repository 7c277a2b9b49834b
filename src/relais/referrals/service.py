"""What happens to a referral. Each function runs in a transaction opened by `Database.acting`, on behalf of someone.

The rules are PostgreSQL's (migration 0007): nothing here could let through what it refuses.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from relais.core.db import Db, Unavailable, transaction_on
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.referrals import store
from relais.referrals.model import Agreement, Asked, Concerns, Due, How, Notice, Option, Referral, Who

log = logging.getLogger(__name__)


async def begin(db: Db, case: UUID, key: UUID, *, origin_org: str, concerns: Concerns = "self") -> Referral:
    """A draft. The same `key` gives the same referral, however often it is posted."""
    known = await store.FIND_REFERRAL_BY_KEY.one(db, key)
    if known is None:
        made = new_id()
        await store.ADD_REFERRAL.run(db, made, case, key, origin_org, concerns)
        known = await find(db, made)
    return known


async def find(db: Db, referral: UUID) -> Referral:
    """The referral. Raises NotFound when there is none, or none for whoever asks: both look the same."""
    found = await store.FIND_REFERRAL.one(db, referral)
    if found is None:
        raise NotFound
    return found


async def inbox(db: Db, organization: str, *, limit: int = 100) -> list[Referral]:
    """What an organisation may read now, oldest first; says by the same act that somebody reads it."""
    await store.SET_INBOX_OPENED.value(db)
    return await store.LIST_INBOX.all(db, organization, limit)


async def is_read(db: Db, organization: str) -> bool:
    """Whether somebody opened its inbox in the last 30 days: to be said before the choice."""
    return bool(await store.HAS_READER.value(db, organization))


async def show_options(db: Db, referral: UUID, options: Sequence[Option], asked: Asked, who: Who) -> None:
    """Keep the whole of one answer of the search, shown and left out, and move to `options_shown`."""
    if await _already(db, referral, asked):
        return
    rows = [
        (new_id(), referral, one.rank, one.service, one.seed, one.directory_version, list(one.why), one.excluded)
        for one in options
    ]
    await store.ADD_OPTION.run_many(db, rows)
    await move(db, referral, asked, who)


async def choose(
    db: Db, referral: UUID, asked: Asked, who: Who, *, option: UUID | None, service: str, how: How
) -> None:
    """Record the person's choice: an option of this round, or (None) a service they named themselves."""
    if await _already(db, referral, asked):
        return
    await store.ADD_CHOICE.run(db, referral, option, service, how)
    await move(db, referral, asked, who)


async def record_consent(db: Db, referral: UUID, given: Agreement, *, made: UUID | None = None) -> UUID:
    """Record an answer to the notice. A refusal is a row too, and changes nothing in the help offered.

    `made`: its identifier, when the same post must not make two.
    """
    consent = made or new_id()
    await store.ADD_CONSENT.run(
        db, consent, referral, given.answer, given.grantor, given.recipient_org, given.recipient_function,
        list(given.categories), given.medium, given.notice, bytes.fromhex(given.notice_sha256), given.mode,
        given.evidence, given.days,
    )  # fmt: skip
    return consent


async def move(db: Db, referral: UUID, asked: Asked, who: Who) -> None:
    """Ask for one move. Raises NotFound, or Refused with the sentence of the guard; posted twice, it is done once."""
    found = await find_for(db, referral, who)
    if await _already(db, referral, asked):
        return
    await store.ADD_EVENT.run(
        db, referral, asked.version, asked.request, found, asked.to, who, asked.reason, asked.outcome,
        list(asked.attempts),
    )  # fmt: skip


async def find_for(db: Db, referral: UUID, who: Who) -> str:
    """The state, for whoever may act as `who`. Raises NotFound otherwise."""
    roles = await store.LIST_ROLES.value(db, referral) or []
    if who not in roles:
        raise NotFound
    found = await store.FIND_REFERRAL.one(db, referral)
    if found is not None:
        return found.state
    # A recipient whose consent lapsed may still close, unread.
    closing = [one.state for one in await store.LIST_TO_CLOSE.all(db) if one.id == referral]
    if not closing:
        raise NotFound
    return closing[0]


async def withdraw(db: Db, referral: UUID, who: Who) -> None:
    """Stop it, whatever its state and whatever the page showed: reading ends in this transaction."""
    if who not in (await store.LIST_ROLES.value(db, referral) or []):
        raise NotFound
    await store.ADD_EVENT.run(db, referral, 0, new_id(), "", "withdrawn", who, None, None, [])


async def make_due_moves(db: Db, *, at_most: int = 500) -> list[Due]:
    """Expire, cancel and close what time has ended; as the worker. Returns what was moved.

    What moved meanwhile (an answer, a withdrawal) is passed over.
    """
    due = await store.LIST_DUE.all(db)
    return [one for one in due[:at_most] if await _made_due(db, one)]


async def _made_due(db: Db, one: Due) -> bool:
    reason = "no_answer" if one.due == "cancelled" else None
    outcome = "no_outcome" if one.due == "closed" else None
    try:
        async with transaction_on(db):
            await store.ADD_EVENT.run(
                db, one.id, one.version, new_id(), one.state, one.due, "worker", reason, outcome, []
            )
    except Unavailable:
        raise
    except Refused:
        return False
    except Exception:  # a fault of ours about one holds none of the others up
        log.exception("a due move failed")
        return False
    return True


async def current_notice(db: Db) -> Notice:
    """The notice to read now."""
    notice = await store.FIND_NOTICE.one(db)
    if notice is None:
        raise Refused("notice_missing", "Le texte à lire avant l'accord manque : rien ne peut être recueilli.")
    return notice


async def count_outside_consent(db: Db) -> int:
    """The health probe: 0, always."""
    return int(await store.COUNT_OUTSIDE_CONSENT.value(db))


async def _already(db: Db, referral: UUID, asked: Asked) -> bool:
    return bool(await store.HAS_EVENT.value(db, referral, asked.request))
