"""`/agenda`: programme actions, their calendar, and a place booked without a name."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from relais.accounts.passwords import Passwords
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.pages import Directory
from relais.web.pages import Pages


class Agenda(Struct, frozen=True, kw_only=True):
    """What the pages of this slice need, made once by the application."""

    pages: Pages
    directory: Directory
    database: Database
    vault: Vault
    passwords: Passwords
    settings: Settings


def programme_routes(_agenda: Agenda) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice."""
    return []
