"""Every address of the coordination."""

from litestar.handlers import HTTPRouteHandler

from relais.moderation.adding import adding_routes
from relais.moderation.boards import board_routes
from relais.moderation.confirming import confirming_routes
from relais.moderation.deciding import batch_routes, deciding_routes
from relais.moderation.front import front_routes
from relais.moderation.histories import history_routes
from relais.moderation.importing import import_routes
from relais.moderation.joining import joining_routes
from relais.moderation.journals import journal_routes
from relais.moderation.office import Office
from relais.moderation.organisations import organisation_routes
from relais.moderation.reporting import report_routes
from relais.moderation.sheets import sheet_routes
from relais.moderation.steps import step_routes


def moderation_routes(office: Office) -> list[HTTPRouteHandler]:
    """The routes of `/coordination`, but for those of persons, which belong to accounts."""
    return [
        *front_routes(office),
        *deciding_routes(office),
        *batch_routes(office),
        *confirming_routes(office),
        *report_routes(office),
        *organisation_routes(office),
        *adding_routes(office),
        *sheet_routes(office),
        *step_routes(office),
        *joining_routes(office),
        *history_routes(office),
        *board_routes(office),
        *import_routes(office),
        *journal_routes(office),
    ]
