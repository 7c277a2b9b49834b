"""What a recipient reads: the list of its organisation, and one referral while a consent opens it."""

from datetime import date, timedelta
from uuid import UUID

from relais.accounts.model import Visitor
from relais.cases import openings
from relais.cases.service import read_parts
from relais.core.clock import PARIS, now
from relais.core.context import Context
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.inbox import store
from relais.inbox.model import Box, Sheet
from relais.referrals import store as rules_store
from relais.referrals.model import Category, Referral
from relais.referrals.parts import CATEGORIES, lines_of
from relais.sheets.workplace import Workplace

PAGE = 50
EXPIRY = timedelta(days=14)  # as PostgreSQL expires what has no answer


class UnreadableError(NotFound):
    """No such referral, or none that may be read or closed any more: both look the same."""

    def __init__(self) -> None:
        super().__init__("Cette orientation ne peut plus être lue.")


def contexts_of(visitor: Visitor) -> list[Context]:
    """One for each organisation that this account receives for."""
    return [
        Context(kind="staff", org=organization, actor=visitor.account)
        for organization in dict.fromkeys(visitor.organizations("recipient"))
    ]


def session_of(visitor: Visitor) -> str:
    """What names the session in the chain of a case; it opens nothing."""
    return visitor.session_key.hex()[:32]


def paris_day() -> date:
    """Today, for the date of a call."""
    return now().astimezone(PARIS).date()


async def context_for(place: Workplace, visitor: Visitor, referral: UUID) -> Context:
    """As which organisation this account receives it: its only one, else the receiving one. Raises UnreadableError."""
    contexts = contexts_of(visitor)
    if len(contexts) == 1:
        return contexts[0]
    for context in contexts:
        async with place.database.acting(context) as db:
            if "recipient" in (await rules_store.LIST_ROLES.value(db, referral) or ()):
                return context
    raise UnreadableError


async def box_of(place: Workplace, context: Context, page: int) -> Box:
    """The list of one organisation; says by the same act that somebody reads it. `page` counts from 1."""
    async with place.database.acting(context) as db:
        await rules_store.SET_INBOX_OPENED.value(db)
        count = await store.COUNT_READABLE.one(db, context.org)
        assert count is not None  # noqa: S101 a count always has a row
        return Box(
            organization=context.org,
            name=place.name_of(context.org),
            rows=await store.LIST_READABLE.all(db, context.org, PAGE, PAGE * (page - 1)),
            to_close=await rules_store.LIST_TO_CLOSE.all(db) if page == 1 else (),
            count=count,
        )


async def sheet_of(place: Workplace, db: Db, visitor: Visitor, context: Context, referral: UUID) -> Sheet:
    """The referral as it is now: what was consented to, once the reason was said. Raises UnreadableError."""
    today = paris_day()
    held = await store.FIND_READABLE.one(db, referral, context.org)
    if held is None:
        lapsed = next((one for one in await rules_store.LIST_TO_CLOSE.all(db) if one.id == referral), None)
        if lapsed is None:
            raise UnreadableError
        return Sheet(id=lapsed.id, state=lapsed.state, version=lapsed.version, until=lapsed.until, today=today)
    opened = held.state != "sent" and await openings.is_opened(db, held.case_id, session_of(visitor))
    assert held.readable_until is not None  # noqa: S101 the query asked for it
    assert held.sent_at is not None  # noqa: S101 as it was sent
    return Sheet(
        id=held.id,
        state=held.state,
        version=held.version,
        until=held.readable_until,
        today=today,
        referral=held,
        answer_by=min(held.readable_until, held.sent_at + EXPIRY) if held.state in ("sent", "received") else None,
        opened=opened,
        parts=await _parts_of(place, db, held, context.org) if opened else (),
    )


async def _parts_of(place: Workplace, db: Db, held: Referral, organization: str) -> list[tuple[Category, list[str]]]:
    """What was sent in this round to this organisation, in lines; PostgreSQL gives nothing that is not open to it."""
    sent = await store.GET_DISCLOSED.one(db, held.id, held.round, organization)
    parts = await read_parts(db, place.vault, held.case_id) if sent else {}
    shown: list[tuple[Category, list[str]]] = []
    for category in CATEGORIES:
        if sent is not None and category in sent.categories:
            said = parts.get(category, {})
            code = str(said.get("departement", ""))
            names = {code: place.directory.gazetteer.territory_name(code)}
            shown.append((category, lines_of(category, said, territory=names)))
    return shown
