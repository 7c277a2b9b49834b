"""`/commission`: national files, sessions and decisions."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from relais.commission.attachment_routes import attachment_routes
from relais.commission.decision_routes import decision_routes
from relais.commission.file_routes import desk_file_routes, own_file_routes
from relais.commission.paper_routes import paper_routes
from relais.commission.payment_routes import payment_routes
from relais.commission.session_routes import session_routes
from relais.sheets.workplace import Workplace


def commission_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return [
        *own_file_routes(place),
        *desk_file_routes(place),
        *paper_routes(place),
        *attachment_routes(place),
        *session_routes(place),
        *decision_routes(place),
        *payment_routes(place),
    ]
