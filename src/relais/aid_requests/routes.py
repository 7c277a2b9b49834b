"""`/demande` and `/demandes`: asking for help without an account, and the board of who answers."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.aid_requests.asking_routes import asking_routes
from relais.aid_requests.board_routes import board_routes
from relais.aid_requests.case_routes import case_routes
from relais.aid_requests.colleague_routes import colleague_routes
from relais.aid_requests.note_routes import note_routes
from relais.sheets.workplace import Workplace


def aid_request_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return [
        *asking_routes(place),
        *board_routes(place),
        *case_routes(place),
        *colleague_routes(place),
        *note_routes(place),
    ]
