"""The addresses of signing in, of a first entry and of one's own account."""

from litestar.handlers import HTTPRouteHandler

from relais.accounts.entrance import Entrance
from relais.accounts.entry_routes import entry_routes
from relais.accounts.own_routes import own_routes
from relais.accounts.sign_in_routes import sign_in_routes


def account_routes(entrance: Entrance) -> list[HTTPRouteHandler]:
    """Every one of them."""
    return [*sign_in_routes(entrance), *entry_routes(entrance), *own_routes(entrance)]
