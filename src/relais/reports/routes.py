"""`/rapport`: the year in figures, and those that the signatories enter."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.sheets.workplace import Workplace


def report_year_routes(_place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return []
