"""`/orientations/{code}/ouvrir`: why a case is opened."""

from typing import Any

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, see, sent
from relais.accounts.gates import AID_DESK, through
from relais.guidance.access import BOARD, NEEDED, case_at, opening_path, reason_page, say_why
from relais.sheets.workplace import Workplace


def opening_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The answer to the page that asks why."""

    @post(BOARD + "/{code:str}/ouvrir", status_code=303, opt=through(AID_DESK), include_in_schema=False)
    async def say_reason(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await case_at(place, request, code)
        if await say_why(place, at, await sent(request)):
            return see(f"{BOARD}/{at.case.id}")
        return reason_page(place, at, opening_path(at), fault=NEEDED)

    return [say_reason]
