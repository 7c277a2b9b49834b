"""`/demande` and `/demandes`: asking for help without an account, and the board of who answers."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.sheets.workplace import Workplace


def aid_request_routes(_place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return []
