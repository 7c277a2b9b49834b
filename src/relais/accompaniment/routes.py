"""`/parcours`: the next steps of a case, and handing it over."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.sheets.workplace import Workplace


def accompaniment_routes(_place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return []
