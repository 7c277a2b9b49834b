"""`/demandes/{code}`: one request. A refusal shows the page as it now is, with what was typed."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, see, sent
from relais.accounts.gates import AID_DESK, through
from relais.aid_requests import service
from relais.aid_requests.access import NEEDED, AtCase, case_at, opened_case, reason_page, say_why
from relais.aid_requests.board_routes import BOARD, ROOM
from relais.aid_requests.case_page import NAMES, Followed, asked_by, faults_in, request_page
from relais.core.db import Unavailable
from relais.core.errors import NotFound, Refused
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled, decode_form

CODE = BOARD + "/{code:str}"


def case_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The page and its forms."""

    @get(CODE, opt=through(AID_DESK), include_in_schema=False)
    async def one_request(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code, ROOM)
        if isinstance(at, Response):
            return at
        async with place.database.acting(at.context) as db:
            return await request_page(place, db, at)

    @post(CODE + "/ouvrir", status_code=303, opt=through(AID_DESK), include_in_schema=False)
    async def open_request(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await case_at(place, request, code)
        if await say_why(place, at, await sent(request)):
            return see(ROOM.page_of(at.case.id))
        return reason_page(place, at, ROOM, ROOM.opening_of(at.case.id), fault=NEEDED)

    @post(CODE + "/suite", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def follow_request(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code, ROOM)
        if isinstance(at, Response):
            return at
        filled = decode_form(Followed, await sent(request), NAMES)
        faults = {**faults_in(filled.value), **filled.faults}
        return await _followed(place, at, Filled(value=filled.value, faults=faults))

    return [one_request, open_request, follow_request]


async def _followed(place: Workplace, at: AtCase, filled: Filled[Followed]) -> Response[Any]:
    to = filled.value.to
    if filled.faults or to is None:
        async with place.database.acting(at.context) as db:
            return await request_page(place, db, at, filled)
    try:
        async with place.database.acting(at.context) as db:
            held = await service.find_of(db, at.case.id)
            if held is None:
                raise NotFound
            await service.move(db, held.id, asked_by(filled.value, to), "council")
    except (NotFound, Unavailable):
        raise
    except Refused as fault:
        faults = {fault.field: fault.sentence} if fault.field else {}
        async with place.database.acting(at.context) as db:
            return await request_page(
                place, db, at, Filled(value=filled.value, faults=faults), sentence=fault.sentence, status=fault.status
            )
    return see(BOARD if to == "closed" else ROOM.page_of(at.case.id))
