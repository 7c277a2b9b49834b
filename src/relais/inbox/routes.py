"""`/espace/orientations`: what a recipient was sent, while a consent lives, and what it answers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.gates import RECIPIENT, through
from relais.core.context import Context
from relais.core.errors import NotFound, Refused
from relais.inbox.acting import ENDS, OVERTAKEN, act, asked_of, open_sheet
from relais.inbox.model import NAMES, ActForm, OpenForm
from relais.inbox.reading import UnreadableError, box_of, context_for, contexts_of, paris_day
from relais.inbox.showing import done_page, list_page, sheet_page
from relais.sheets.workplace import Workplace

HERE = "/espace/orientations"
GATE = through(RECIPIENT)


def inbox_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""

    @get(HERE, opt=GATE, include_in_schema=False)
    async def inbox(request: AnyRequest) -> Response[str]:
        return await _list(place, request, 1)

    @get(HERE + "/suite/{code:str}", opt=GATE, include_in_schema=False)
    async def inbox_further(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        if not (code.isascii() and code.isdigit() and len(code) < 5):
            raise NotFound
        return await _list(place, request, max(int(code), 1))

    @get(HERE + "/{code:str}", opt=GATE, include_in_schema=False)
    async def one(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        context, referral = await _wanted(place, request, code)
        return await sheet_page(place, visitor_of(request), context, referral)

    @post(HERE + "/{code:str}/ouvrir", status_code=303, opt=GATE, include_in_schema=False)
    async def open_one(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        visitor = visitor_of(request)
        context, referral = await _wanted(place, request, code)
        filled = await posted(request, OpenForm, {"reason": "Raison"})
        try:
            await open_sheet(place, visitor, context, referral, filled.value)
        except Refused as fault:
            if fault.field != "reason":
                raise
            said = {"reason": fault.sentence}
            return await sheet_page(place, visitor, context, referral, status=422, faults=said, form=filled.value)
        return see(f"{HERE}/{referral}")

    @post(HERE + "/{code:str}", status_code=303, opt=GATE, include_in_schema=False)
    async def act_on_one(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        context, referral = await _wanted(place, request, code)
        return await _acted(place, request, context, referral)

    return [inbox, inbox_further, one, open_one, act_on_one]


async def _list(place: Workplace, request: AnyRequest, page: int) -> Response[str]:
    visitor = visitor_of(request)
    boxes = [await box_of(place, context, page) for context in contexts_of(visitor)]
    return list_page(place, visitor, boxes, page)


async def _wanted(place: Workplace, request: AnyRequest, code: str) -> tuple[Context, UUID]:
    """Raises UnreadableError for what is no identifier, as for one that is nobody's."""
    try:
        referral = uuid_of(code)
    except NotFound:
        raise UnreadableError from None
    return await context_for(place, visitor_of(request), referral), referral


async def _acted(place: Workplace, request: AnyRequest, context: Context, referral: UUID) -> Response[Any]:
    """Do it, then show what became of it; else the page as it is now, with a sentence and what was typed."""
    visitor = visitor_of(request)
    filled = await posted(request, ActForm, NAMES)
    asked, faults = asked_of(filled, paris_day())
    if asked is None:
        return await sheet_page(place, visitor, context, referral, status=422, faults=faults, form=filled.value)
    try:
        await act(place, context, referral, asked)
    except Refused as fault:
        if fault.code in OVERTAKEN:
            return await sheet_page(place, visitor, context, referral, status=409, sentence=fault.sentence)
        if fault.field is None:
            raise
        at = {fault.field: fault.sentence}
        return await sheet_page(place, visitor, context, referral, status=422, faults=at, form=filled.value)
    return done_page(place, visitor, asked.to) if asked.to in ENDS else see(f"{HERE}/{referral}")
