"""All that the pages of the space need, made once by the application."""

from msgspec import Struct

from relais.core.db import Database
from relais.directory.pages import Directory
from relais.geo.gazetteer import Gazetteer
from relais.profiles.reading import Reader
from relais.search.desk_map import DeskMap
from relais.search.engine import SearchEngine
from relais.web.pages import Pages


class Space(Struct, frozen=True, kw_only=True):
    """Pages, the directory in memory, the search, and the database that changes go to."""

    pages: Pages
    directory: Directory
    engine: SearchEngine
    database: Database
    map: DeskMap

    @property
    def gazetteer(self) -> Gazetteer:
        """Places by code."""
        return self.directory.gazetteer

    @property
    def reader(self) -> Reader:
        """What reads the forms, with the numbers that must never be given as of now."""
        return Reader(gazetteer=self.gazetteer, retired=self.directory.keeper.current.retired_numbers)
