"""`/fiche/commencer`: a request begun from a sheet, by the doctor alone."""

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relais.accounts.gates import EVERYONE, through
from relais.followup.starting import Starting
from relais.sheets.opening import Opening
from relais.sheets.person import AnyRequest, AnyResponse
from relais.sheets.workplace import Workplace


def starting_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The routes of a beginning."""
    starting = Starting(place=place, opening=Opening(place=place))

    @post("/fiche/commencer", opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def begun_from_a_sheet(request: AnyRequest) -> AnyResponse:
        return await starting.start(request)

    @get("/fiche/commencer", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def back_to_the_sheet() -> AnyResponse:
        """A page opened again by its address."""
        return Redirect("/fiche/lire", status_code=303)

    return [begun_from_a_sheet, back_to_the_sheet]
