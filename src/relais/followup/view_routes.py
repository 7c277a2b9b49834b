"""`/suivi`: the box for the code, and what it opens."""

from litestar import get
from litestar.handlers import HTTPRouteHandler

from relais.accounts.gates import EVERYONE, through
from relais.followup.person import START, AnyResponse, code_page
from relais.sheets.workplace import Workplace


def view_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The routes of the doctor's own view."""

    @get(START, opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def box_for_the_code() -> AnyResponse:
        return code_page(place)

    return [box_for_the_code]
