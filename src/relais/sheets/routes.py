"""`/fiche`: options given to a caller, printed or under a code, and read again at home."""

from collections.abc import Sequence

from litestar import get, post
from litestar.handlers import HTTPRouteHandler

from relais.accounts.gates import EVERYONE, KNOWN, LISTENER, through
from relais.sheets.giving import AnyRequest, AnyResponse, Giving
from relais.sheets.opening import Opening
from relais.sheets.workplace import Workplace


def sheet_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    giving, opening = Giving(place=place), Opening(place=place)

    @post("/fiche", opt=through(KNOWN, reading=True), status_code=200, include_in_schema=False)
    async def sheet_to_print(request: AnyRequest) -> AnyResponse:
        return await giving.page(request)

    @post("/fiche/code", opt=through(LISTENER), status_code=200, include_in_schema=False)
    async def sheet_code(request: AnyRequest) -> AnyResponse:
        return await giving.code(request)

    @get("/fiche/lire", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def box_for_the_sheet() -> AnyResponse:
        return opening.box()

    @post("/fiche/lire", opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def sheet_again(request: AnyRequest) -> AnyResponse:
        return await opening.read(request)

    return [sheet_to_print, sheet_code, box_for_the_sheet, sheet_again]
