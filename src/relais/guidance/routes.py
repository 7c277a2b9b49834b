"""`/orientations`: the officer's guided path."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.guidance.board_routes import board_routes
from relais.guidance.case_routes import case_routes
from relais.sheets.workplace import Workplace


def guidance_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return [*board_routes(place), *case_routes(place)]
