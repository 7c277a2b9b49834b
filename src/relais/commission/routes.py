"""`/commission`: national files, sessions and decisions."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.sheets.workplace import Workplace


def commission_routes(_place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return []
