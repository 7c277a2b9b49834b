"""Who joins and reads documents: the person by their passage, a council or the commission by their session."""

from uuid import UUID

from msgspec import Struct

from relais.accounts.doors import TOKEN_FIELD, check_streamed_token, is_unread, visitor_of
from relais.accounts.model import NOBODY, Visitor
from relais.aid_requests.access import context_of, desks_of
from relais.cases.passage import FIELD, follow, issue
from relais.commission.agenda_access import SEATS, body_context
from relais.commission.attachments import Safe
from relais.commission.file_service import find_file
from relais.commission.file_store import GET_FILE_KEY
from relais.core.context import Context
from relais.core.db import Unavailable
from relais.core.errors import NotFound, Refused
from relais.sheets.person import AnyRequest
from relais.sheets.workplace import Workplace


class Holder(Struct, frozen=True, kw_only=True):
    """Who acts. `passage`: for the forms of the person's page that answers; "" for a person signed in."""

    context: Context
    visitor: Visitor = NOBODY
    passage: str = ""


def safe_of(place: Workplace, context: Context) -> Safe:
    """Where documents are, for this context."""
    return Safe(database=place.database, vault=place.vault, context=context)


async def sender_of(place: Workplace, request: AnyRequest, fields: dict[str, str], file: UUID) -> Holder:
    """Who sends a document, before it is read. Raises Refused, NotFound, Unavailable."""
    visitor = visitor_of(request)
    if passage := fields.get(FIELD, ""):
        entered = await follow(place.database, place.vault, passage)
        return Holder(context=entered.context, passage=issue(place.vault, entered))
    if is_unread(request):
        raise Unavailable
    if not visitor.signed_in:
        raise Refused("form_incomplete", "Ce formulaire est incomplet : rouvrez la page et recommencez.", status=403)
    check_streamed_token(visitor, fields.get(TOKEN_FIELD, ""))
    return await holder_for(place, visitor, file)


async def holder_for(place: Workplace, visitor: Visitor, file: UUID) -> Holder:
    """For which body this visitor opened the file. Raises UnopenedError when none did yet, NotFound."""
    seen = False
    for context in _contexts(place, visitor):
        async with place.database.acting(context) as db:
            try:
                await find_file(db, file)
            except NotFound:
                continue
            seen = True
            if await GET_FILE_KEY.value(db, file) is not None:
                return Holder(context=context, visitor=visitor)
    if seen:
        raise UnopenedError
    raise NotFound


class UnopenedError(NotFound):
    """A file that is theirs, and that they did not open in this session."""


def _contexts(place: Workplace, visitor: Visitor) -> list[Context]:
    contexts = [context_of(visitor, post) for post in desks_of(place, visitor)]
    return [*contexts, *([body_context(place, visitor)] if set(SEATS) & visitor.roles else [])]
