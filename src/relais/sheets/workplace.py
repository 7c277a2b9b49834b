"""What every page about a person's case needs, made once by the application."""

from msgspec import Struct

from relais.accounts.passwords import Passwords
from relais.cases.entering import CodeDoor
from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.directory.pages import Directory
from relais.notifications.service import public_address
from relais.search.engine import SearchEngine
from relais.web.pages import Pages


class Workplace(Struct, frozen=True, kw_only=True):
    """Pages, the directory in memory and its search, and the database that cases are in, with its keys."""

    pages: Pages
    engine: SearchEngine
    directory: Directory
    database: Database
    vault: Vault
    passwords: Passwords
    settings: Settings

    @property
    def origin(self) -> str:
        """What mailed links begin with."""
        return public_address(self.settings)

    @property
    def door(self) -> CodeDoor:
        """Where a follow-up code is given."""
        return CodeDoor(database=self.database, vault=self.vault, passwords=self.passwords)

    def name_of(self, slug: str) -> str:
        """The name under which a service or an organisation is known, else its slug."""
        service = self.directory.find(slug)
        return (service.acronym or service.name) if service else slug
