"""`/orientations`: the live cases of a council."""

from litestar.handlers import HTTPRouteHandler

from relais.guidance.opening_routes import opening_routes
from relais.sheets.workplace import Workplace


def board_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The board, and what leads to a case."""
    return [*opening_routes(place)]
