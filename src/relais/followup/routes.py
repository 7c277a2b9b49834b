"""`/suivi`: what a doctor sees and stops with their code alone."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.followup.path_routes import path_routes
from relais.followup.starting_routes import starting_routes
from relais.followup.view_routes import view_routes
from relais.sheets.workplace import Workplace


def followup_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return [*view_routes(place), *starting_routes(place), *path_routes(place)]
