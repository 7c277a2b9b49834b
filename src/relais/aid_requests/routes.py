"""`/demande` and `/demandes`: asking for help without an account, and the board of who answers."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.aid_requests.colleague_routes import colleague_routes
from relais.aid_requests.note_routes import note_routes
from relais.sheets.workplace import Workplace


def aid_request_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return [*colleague_routes(place), *note_routes(place)]
