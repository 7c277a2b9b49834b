"""`/fiche`: options given to a caller under a code."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.sheets.workplace import Workplace


def sheet_routes(_place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return []
